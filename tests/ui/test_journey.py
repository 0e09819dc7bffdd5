"""What a journey says in words, and on one page to keep."""

from datetime import UTC

from core.emotions import Emotion
from core.timeline import Recommended, Verdict
from core.trends import by_day, spells
from tests.core.journeys import NOON, moment
from ui.journey import as_report, held_rows, own_words

DAY = 86_400.0


def test_no_word_makes_no_sentence() -> None:
    assert own_words([moment(0)]) == ""


def test_what_held_longest_comes_first_and_single_moments_are_left_out() -> None:
    seen = [moment(0, Emotion.SAD), moment(2, Emotion.HAPPY), moment(9, Emotion.FEAR)]
    assert held_rows(spells(seen)) == [["happy", "7 s", "7 s", 1], ["sad", "2 s", "2 s", 1]]


def test_the_report_of_a_visit_draws_it() -> None:
    seen = [moment(0, Emotion.SAD), moment(2, Emotion.HAPPY)]
    tea = Recommended(NOON, "tea", "A cup of <tea>", Verdict.HELPED)
    html = as_report(seen, spells(seen), by_day(seen, UTC), [tea], UTC)
    assert "2026-03-14 12:00:02" in html
    assert "A cup of &lt;tea&gt;" in html


def test_the_report_of_many_days_has_a_row_for_each() -> None:
    seen = [moment(0), moment(5), moment(2 * DAY, Emotion.SAD)]
    html = as_report(seen, spells(seen), by_day(seen, UTC), [], UTC)
    assert html.index("2026-03-14") < html.index("2026-03-16")
    assert "<svg" not in html.split("2026-03-16")[0]
