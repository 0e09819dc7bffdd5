"""What a visit keeps, and what follows from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.emotions import Emotion, EmotionScores
from core.timeline import Journey, Moment, Recommended, Source, Verdict
from recommendations.catalogue import Catalogue, load
from recommendations.context import Context, Filter
from recommendations.schema import Intent
from ui.visit import ANY_MOOD, NoWord, Visit, title_of

SAD = EmotionScores.certain(Emotion.SAD)
KEY = "photo-0"
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MOMENT = Moment(NOW, Source.LIVE, "Face 1", SAD)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def visit() -> Visit:
    return Visit(seed=1)


def shown(visit: Visit, catalogue: Catalogue, scores: EmotionScores = SAD) -> tuple[str, ...]:
    return visit.recommendation(catalogue, KEY, scores).ids


def test_each_visit_has_its_own_order_of_things():
    assert Visit().seed != Visit().seed


def test_the_reading_leads_until_the_person_answers(visit: Visit):
    question = visit.question(KEY, SAD)
    assert (question.scores, question.answered) == (SAD, False)


@pytest.mark.parametrize("word", Emotion)
def test_the_person_s_own_word_leads_from_then_on(visit: Visit, word: Emotion):
    visit.answer(KEY, word)
    question = visit.question(KEY, SAD)
    assert (question.scores, question.answered) == (EmotionScores.certain(word), True)


def test_who_would_rather_not_say_gets_what_suits_any_mood(visit: Visit, catalogue: Catalogue):
    visit.answer(KEY, NoWord.UNSAID)
    assert visit.question(KEY, SAD).scores == ANY_MOOD
    made = visit.recommendation(catalogue, KEY, SAD)
    assert set(made.activity.emotions) == set(Emotion)
    assert "sad" not in made.reason.lower()


def test_who_skips_the_question_keeps_the_reading_and_the_offer(visit: Visit, catalogue: Catalogue):
    before = shown(visit, catalogue)
    visit.answer(KEY, NoWord.SKIPPED)
    assert shown(visit, catalogue) == before


def test_an_answer_can_be_taken_back(visit: Visit):
    visit.answer(KEY, Emotion.HAPPY)
    visit.answer(KEY, None)
    assert visit.answer_to(KEY) is None
    assert visit.question(KEY, SAD).scores == SAD


def test_an_answer_concerns_one_face_only(visit: Visit):
    visit.answer("photo-1", Emotion.HAPPY)
    assert visit.answer_to(KEY) is None


@pytest.mark.parametrize(
    ("answer", "kept"), [(Emotion.FEAR, Emotion.FEAR), (NoWord.UNSAID, None), (NoWord.SKIPPED, None), (None, None)]
)
def test_the_timeline_keeps_the_person_s_word(visit: Visit, answer: Emotion | NoWord | None, kept: Emotion | None):
    visit.remember(KEY, Moment(NOW, Source.PHOTO, "face 1", SAD))
    visit.answer(KEY, Emotion.ANGRY)
    visit.answer(KEY, answer)
    assert [moment.answer for moment in visit.timeline.moments()] == [kept]


def test_a_face_that_was_answered_before_it_is_remembered_keeps_its_answer(visit: Visit):
    visit.answer(KEY, Emotion.FEAR)
    visit.remember(KEY, Moment(NOW, Source.PHOTO, "face 1", SAD))
    assert visit.timeline.moments()[0].answer is Emotion.FEAR


@pytest.mark.parametrize("word", Emotion)
def test_a_word_without_a_picture_is_a_moment_of_its_own(visit: Visit, word: Emotion):
    visit.say(KEY, word, "You", NOW)
    assert visit.answer_to(KEY) is word
    assert visit.timeline.moments() == (Moment(NOW, Source.WORD, "You", EmotionScores.certain(word), word),)


@pytest.mark.parametrize(
    ("seconds", "answer", "kept"),
    [
        (59, Emotion.HAPPY, [Emotion.HAPPY]),
        (60, Emotion.HAPPY, [Emotion.SAD, Emotion.HAPPY]),
        (60, Emotion.SAD, [Emotion.SAD, Emotion.SAD]),
        (59, NoWord.UNSAID, []),
        (60, NoWord.UNSAID, [Emotion.SAD]),
        (3600, None, []),
    ],
    ids=["a slip", "later", "again later", "rather not after all", "rather not later", "taken back"],
)
def test_a_later_word_corrects_a_slip_and_else_stands_beside_the_first(
    visit: Visit, seconds: int, answer: Emotion | NoWord | None, kept: list[Emotion]
):
    visit.say(KEY, Emotion.SAD, "You", NOW)
    visit.say(KEY, answer, "You", NOW + timedelta(seconds=seconds))
    assert [moment.answer for moment in visit.timeline.moments()] == kept


def test_only_the_latest_word_can_be_taken_back(visit: Visit):
    visit.say(KEY, Emotion.SAD, "You", NOW)
    visit.say(KEY, NoWord.UNSAID, "You", NOW + timedelta(minutes=30))
    visit.say(KEY, None, "You", NOW + timedelta(minutes=40))
    assert [moment.answer for moment in visit.timeline.moments()] == [Emotion.SAD]


def test_a_word_that_was_forgotten_with_its_journey_does_not_come_back(visit: Visit):
    visit.say(KEY, Emotion.SAD, "You", NOW)
    visit.timeline.clear()
    visit.say(KEY, None, "You", NOW)
    assert visit.timeline.moments() == ()


def test_a_face_is_remembered_once(visit: Visit):
    for _ in range(2):
        visit.remember(KEY, Moment(NOW, Source.PHOTO, "face 1", SAD))
    assert len(visit.timeline.moments()) == 1


def test_an_offer_stays_until_another_is_asked_for(visit: Visit, catalogue: Catalogue):
    first = shown(visit, catalogue)
    assert shown(visit, catalogue) == first
    visit.another(KEY)
    assert not set(shown(visit, catalogue)) & set(first)


def test_an_offer_stays_the_same_in_another_language(visit: Visit, catalogue: Catalogue):
    first = shown(visit, catalogue)
    assert shown(visit, load(language="es")) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda visit: visit.answer(KEY, Emotion.HAPPY),
        lambda visit: visit.wish(KEY, Intent.LIFT),
        lambda visit: setattr(visit, "context", Context(minutes=2)),
    ],
    ids=["answer", "intent", "context"],
)
def test_an_offer_follows_what_the_person_says_and_wishes(visit: Visit, catalogue: Catalogue, change):
    first = shown(visit, catalogue)
    change(visit)
    assert shown(visit, catalogue) != first


def test_a_wish_is_met(visit: Visit, catalogue: Catalogue):
    visit.wish(KEY, Intent.LIFT)
    visit.context = Context(minutes=2, sound=False)
    made = visit.recommendation(catalogue, KEY, SAD)
    assert (made.intent, made.activity.minutes <= 2, made.music) == (Intent.LIFT, True, None)


@pytest.mark.parametrize("part", range(3), ids=["quote", "activity", "music"])
def test_what_is_not_for_this_person_gives_way_and_the_rest_stays(visit: Visit, catalogue: Catalogue, part: int):
    before = shown(visit, catalogue)
    visit.not_for_me(catalogue, KEY, before[part])
    after = shown(visit, catalogue)
    assert [new == old for new, old in zip(after, before, strict=True)] == [index != part for index in range(3)]
    assert after[part] in visit.history.shown
    visit.another(KEY)
    assert before[part] not in shown(visit, catalogue)


def test_what_is_not_for_this_person_counts_also_where_another_offer_was_asked_for_just_before(
    visit: Visit, catalogue: Catalogue
):
    item = shown(visit, catalogue)[0]
    visit.another(KEY)
    visit.not_for_me(catalogue, KEY, item)
    assert visit.history.not_for_me == {item}
    assert {each.item: each.verdict for each in visit.timeline.journey().recommended}[item] is Verdict.NOT_FOR_ME
    assert item not in shown(visit, catalogue)


def test_what_is_declined_twice_over_is_replaced_once(visit: Visit, catalogue: Catalogue):
    item = shown(visit, catalogue)[0]
    visit.not_for_me(catalogue, KEY, item)
    after = shown(visit, catalogue)
    visit.not_for_me(catalogue, KEY, item)
    assert shown(visit, catalogue) == after
    assert visit.history.not_for_me == {item}


@pytest.mark.parametrize("part", range(3), ids=["quote", "activity", "music"])
def test_where_everything_was_declined_what_comes_again_is_said_to(visit: Visit, catalogue: Catalogue, part: int):
    while (item := shown(visit, catalogue)[part]) not in visit.history.not_for_me:
        assert visit.recommendation(catalogue, KEY, SAD).relaxed == ()
        visit.not_for_me(catalogue, KEY, item)
    made = visit.recommendation(catalogue, KEY, SAD)
    assert made.relaxed == (Filter.NOT_FOR_ME,)
    assert "this sets aside what was not for you" in made.reason


def test_it_can_be_declined_again_and_again(visit: Visit, catalogue: Catalogue):
    seen = []
    for _ in range(4):
        seen.append(shown(visit, catalogue)[2])
        visit.not_for_me(catalogue, KEY, seen[-1])
    assert len(set(seen)) == 4


def test_what_helped_is_known_to_the_next_choice_and_can_be_taken_back(visit: Visit, catalogue: Catalogue):
    item = shown(visit, catalogue)[1]
    visit.helped(item)
    assert item in visit.history.helped
    visit.helped(item)
    assert item not in visit.history.helped


def test_what_is_not_for_this_person_is_not_kept(visit: Visit, catalogue: Catalogue):
    item = shown(visit, catalogue)[1]
    visit.save(item)
    visit.not_for_me(catalogue, KEY, item)
    assert item not in visit.history.saved


def test_a_loaded_journey_brings_back_what_was_said_of_its_offers(visit: Visit):
    at = datetime(2026, 3, 14, tzinfo=UTC)
    offers = [("walk", Verdict.HELPED), ("tea", Verdict.NOT_FOR_ME), ("song", None)]
    visit.load(Journey((), tuple(Recommended(at, item, item, verdict) for item, verdict in offers)))
    assert visit.history.helped == {"walk"}
    assert visit.history.not_for_me == {"tea"}


def test_a_journey_that_is_forgotten_takes_along_what_was_said_of_its_offers(visit: Visit, catalogue: Catalogue):
    quote, activity, music = shown(visit, catalogue)
    visit.save(quote)
    visit.helped(activity)
    visit.not_for_me(catalogue, KEY, music)
    visit.forget()
    assert visit.timeline.journey() == Journey()
    assert (visit.history.saved, visit.history.helped, visit.history.not_for_me) == ((quote,), frozenset(), frozenset())


def test_an_answer_goes_to_the_moment_that_it_was_tied_to(visit: Visit):
    numbers = [visit.timeline.add(each) for each in (MOMENT, replace(MOMENT, face="another"))]
    visit.tie(KEY, numbers[1])
    visit.answer(KEY, Emotion.FEAR)
    assert [moment.answer for moment in visit.timeline.moments()] == [None, Emotion.FEAR]


def test_saving_twice_lets_go(visit: Visit):
    visit.save("a")
    visit.save("b")
    visit.save("a")
    assert visit.history.saved == ("b",)


def test_the_timeline_knows_what_was_offered_and_what_was_said_of_it(visit: Visit, catalogue: Catalogue):
    _, activity, music = shown(visit, catalogue)
    visit.helped(activity)
    visit.not_for_me(catalogue, KEY, music)
    offered = {each.item: each for each in visit.timeline.journey().recommended}
    assert offered[activity].verdict is Verdict.HELPED
    assert offered[music].verdict is Verdict.NOT_FOR_ME
    assert offered[activity].title == title_of(catalogue.by_id[activity])
    assert set(offered) == set(visit.history.shown)


def test_of_two_verdicts_on_one_thing_the_later_counts_in_the_journey_too(visit: Visit, catalogue: Catalogue):
    item = visit.recommendation(catalogue, KEY, SAD).activity
    visit.not_for_me(catalogue, KEY, item.id)
    visit.load(Journey(recommended=(Recommended(NOW, item.id, item.title, Verdict.HELPED),)))
    verdicts = {each.verdict for each in visit.timeline.journey().recommended if each.item == item.id}
    assert verdicts == {Verdict.NOT_FOR_ME}
    assert item.id in visit.history.not_for_me


def test_what_gave_way_leaves_nothing_behind_but_its_answer(visit: Visit, catalogue: Catalogue):
    visit.recommendation(catalogue, KEY, SAD)
    visit.wish(KEY, Intent.CALM)
    visit.answer(KEY, Emotion.FEAR)
    visit.let_go(KEY)
    assert (visit._offers, visit._intents, visit._acted) == ({}, {}, set())
    assert visit.answer_to(KEY) is Emotion.FEAR
