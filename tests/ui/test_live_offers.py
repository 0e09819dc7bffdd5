"""Of a live session, moments go to the journey, and one reading at a time is what something is offered for."""

from dataclasses import replace

import pytest

from core.emotions import Emotion, EmotionScores
from core.faces import Box
from core.live import LiveFace, Offer, Snapshot
from ui.live_offers import NOTE_EVERY, LiveOffers, key_of
from ui.visit import Visit

SAD, HAPPY = EmotionScores.certain(Emotion.SAD), EmotionScores.certain(Emotion.HAPPY)
FACE = LiveFace(1, Box(10, 10, 80, 80), SAD, Emotion.SAD, sure=True)
STEADY = Offer(1, Emotion.SAD, SAD, at=3.0)
LATER = Offer(1, Emotion.HAPPY, HAPPY, at=20.0)


def seen(at: float, offer: Offer | None = None, *faces: LiveFace, paused: bool = False) -> Snapshot:
    return Snapshot(
        at=at, faces=faces or (FACE,), focus=1, trend=(), led=(), unsure=0.0, offer=offer, notices=(), frames=1,
        fps=15.0, delay=0.0, errors=0, paused=paused,
    )  # fmt: skip


@pytest.fixture
def offers() -> LiveOffers:
    return LiveOffers(Visit())


def noted(offers: LiveOffers) -> list[tuple[str, Emotion, Emotion | None]]:
    return [(each.face, each.emotion, each.answer) for each in offers.visit.timeline.moments()]


def test_each_face_is_noted_once_a_second(offers: LiveOffers):
    other = replace(FACE, number=2, scores=HAPPY)
    for at in (0.0, 0.5 * NOTE_EVERY, 0.99 * NOTE_EVERY):
        offers.note(seen(at, None, FACE, other), "network")
    assert noted(offers) == [("1", Emotion.SAD, None), ("2", Emotion.HAPPY, None)]
    offers.note(seen(NOTE_EVERY, None, FACE), "network")
    assert len(noted(offers)) == 3


def test_nothing_is_noted_while_it_is_paused(offers: LiveOffers):
    offers.note(seen(0.0, None, paused=True), "network")
    assert noted(offers) == []


def test_a_clock_that_begins_anew_is_noted_anew(offers: LiveOffers):
    offers.note(seen(100.0), "network")
    offers.note(seen(0.0), "network")
    assert len(noted(offers)) == 2


def test_an_answer_is_for_the_moment_at_which_the_offer_was_made(offers: LiveOffers):
    offers.note(seen(3.0, STEADY), "network")
    offers.note(seen(5.0, STEADY), "network")
    offers.visit.answer(key_of(STEADY), Emotion.SAD)
    assert noted(offers) == [("1", Emotion.SAD, Emotion.SAD), ("1", Emotion.SAD, None)]


def test_an_offer_is_new_until_it_is_shown(offers: LiveOffers):
    assert offers.newer(seen(1.0)) is None
    assert offers.newer(seen(3.0, STEADY)) == STEADY
    offers.take(STEADY)
    assert offers.newer(seen(4.0, STEADY)) is None
    assert offers.newer(seen(20.0, LATER)) == LATER
    assert offers.shown
    assert (offers.shown.key, offers.shown.scores) == (key_of(STEADY), SAD)


def test_a_new_offer_is_followed_until_the_person_keeps_one(offers: LiveOffers):
    assert not offers.follow(seen(1.0))
    assert offers.follow(seen(3.0, STEADY))
    assert not offers.follow(seen(4.0, STEADY)), "nothing changes"
    offers.visit.act(key_of(STEADY))
    assert not offers.follow(seen(20.0, LATER))
    assert offers.shown
    assert offers.shown.key == key_of(STEADY)


def test_what_a_person_asked_for_gives_way_to_no_offer_until_the_start_anew(offers: LiveOffers):
    offers.take(STEADY)
    offers.ask_for(replace(FACE, scores=HAPPY), 10.0)
    assert offers.shown
    assert offers.shown.scores == HAPPY
    assert offers.newer(seen(20.0, LATER)) is None
    offers.clear()
    assert offers.shown is None
    assert offers.newer(seen(20.0, LATER)) == LATER


def test_each_reading_that_is_asked_for_has_an_answer_of_its_own(offers: LiveOffers):
    offers.note(seen(1.0), "network")
    offers.ask_for(FACE, 1.0)
    assert offers.shown
    first = offers.shown.key
    offers.visit.answer(first, Emotion.SAD)
    offers.note(seen(2.0), "network")
    offers.ask_for(FACE, 2.0)
    assert offers.shown.key != first
    offers.visit.answer(offers.shown.key, Emotion.ANGRY)
    assert [answer for *_, answer in noted(offers)] == [Emotion.SAD, Emotion.ANGRY]


def test_an_answer_keeps_what_is_shown_even_when_it_is_taken_back(offers: LiveOffers):
    offers.take(STEADY)
    assert not offers.is_kept()
    offers.visit.answer(key_of(STEADY), Emotion.SAD)
    assert offers.is_kept()
    offers.visit.answer(key_of(STEADY), None)
    assert offers.is_kept()
    offers.take(LATER)
    assert not offers.is_kept()


def test_what_gives_way_is_let_go_of(offers: LiveOffers):
    offers.take(STEADY)
    offers.visit.act(key_of(STEADY))
    offers.take(LATER)
    assert not offers.visit.is_own(key_of(STEADY))


def test_asked_for_twice_at_one_moment_it_stays_as_it_is(offers: LiveOffers):
    offers.ask_for(FACE, 1.0)
    assert offers.shown
    offers.visit.act(offers.shown.key)
    offers.ask_for(FACE, 1.0)
    assert offers.visit.is_own(offers.shown.key)
