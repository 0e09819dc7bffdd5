"""A report on one page that needs no other file and runs nothing."""

import re
from datetime import UTC
from html.parser import HTMLParser

from core.emotions import Emotion, EmotionScores
from core.trends import spells
from tests.core.journeys import moment
from ui.report import Section, bars, paragraph, report, spell_strip

NAMES = {emotion: str(emotion) for emotion in Emotion}


class Tags(HTMLParser):
    """Every tag, and what is still open in the end."""

    EMPTY = frozenset({"meta", "img"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page() -> str:
    found = spells([moment(0, Emotion.SAD), moment(5, Emotion.HAPPY), moment(9, Emotion.HAPPY)])
    shares = bars(EmotionScores.from_mapping({Emotion.SAD: 3, Emotion.HAPPY: 1}), NAMES)
    sections = [Section("A & B", paragraph("<b>1 < 2</b>")), Section("Shares", shares)]
    sections.append(Section("Over time", spell_strip(found, NAMES, UTC, 'two "spells"')))
    return report("en", "Title <script>", "Intro", sections, "The end")


def test_a_report_is_whole_html() -> None:
    tags = Tags(page())
    assert tags.open == []
    assert {"html", "h1", "h2", "table", "svg"} <= set(tags.seen)


def test_nothing_in_it_runs_and_nothing_is_fetched() -> None:
    html = page()
    assert "script" not in Tags(html).seen
    assert "default-src 'none'" in html
    assert not re.search(r"(src|href)=\"(?!data:)", html)


def test_words_are_shown_as_they_are() -> None:
    assert "<h2>A &amp; B</h2><p>&lt;b&gt;1 &lt; 2&lt;/b&gt;</p>" in page()


def test_shares_stand_in_figures_beside_their_bars() -> None:
    html = page()
    assert html.index("sad") < html.index("75%") < html.index("25%")


def test_every_spell_is_drawn_and_the_strip_is_described() -> None:
    html = page()
    assert html.count("<rect") == 2
    assert 'aria-label="two &quot;spells&quot;"' in html
    assert "2026-03-14 12:00:00" in html
    assert "2026-03-14 12:00:09" in html
