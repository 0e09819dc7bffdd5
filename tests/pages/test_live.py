"""The Live page without a browser: the camera's widget is played, and pictures are put into the session."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.annotate import ENGLISH
from core.classifier import Classification
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image
from core.live import LiveSession
from core.model_card import ModelCard
from core.table import Origin
from core.timeline import Source, Timeline
from recommendations.schema import Intent

FRAME = np.tile(np.linspace(0, 255, 320, dtype=np.uint8)[None, :, None], (240, 1, 3))
FPS = 10
NEWER = "Something new for now"
SAID_SAD = "You said **sad**, and that is what counts here."
LOOKS_SAD, LOOKS_NEUTRAL = (f"This expression looks closest to **{emotion}**" for emotion in ("sad", "neutral"))
APP = Path(__file__).parents[2] / "app.py"


class Stage:
    """Plays detector and classifier."""

    name = "stage"
    card: ModelCard

    def __init__(self, emotion: Emotion, *lefts: int) -> None:
        self.emotion, self.lefts = emotion, lefts

    def detect(self, image: Image) -> tuple[Face, ...]:
        return tuple(Face(Box(left, 60, 80, 80), Box(left, 60, 80, 80)) for left in self.lefts)

    def classify(self, crops: list[Image]) -> tuple[Classification, ...]:
        return tuple(Classification(EmotionScores.certain(self.emotion), None) for _ in crops)


def watched(emotion: Emotion, seconds: float, *lefts: int) -> LiveSession:
    """A session that has seen this emotion for so long."""
    stage = Stage(emotion, *(lefts or (100,)))
    session = LiveSession(stage, stage)  # type: ignore[arg-type]
    for index in range(round(seconds * FPS)):
        session.step(FRAME, index / FPS)
    return session


def watch_on(session: LiveSession, emotion: Emotion, seconds: float, *lefts: int) -> None:
    """Let a session see this emotion for so much longer."""
    stage, before = Stage(emotion, *(lefts or (100,))), session.snapshot().at or 0.0
    session.equip(stage, stage, ENGLISH)  # type: ignore[arg-type]
    for index in range(round(seconds * FPS)):
        session.step(FRAME, before + (index + 1) / FPS)


OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, model_folder: Path) -> OpenPage:
    """Opens the page with the camera on or off, what the browser reports, and a session."""

    def open_(
        active: bool = False, report: Mapping[str, object] | None = None, session: LiveSession | None = None
    ) -> AppTest:
        state = SimpleNamespace(playing=active, signalling=False)
        monkeypatch.setattr("ui.camera.webrtc_streamer", lambda **_: SimpleNamespace(state=state))
        monkeypatch.setattr("ui.camera_check.browser_report", lambda: report)
        stage = Stage(Emotion.SAD, 20, 200)  # what the page equips the session with
        stage.card = ModelCard.read(model_folder / "model_card.json")
        monkeypatch.setattr("ui.resources.live_detector", lambda: stage)
        monkeypatch.setattr("ui.resources.classifier", lambda: stage)
        test = AppTest.from_file(APP, default_timeout=30)
        if session is not None:
            test.session_state["live"] = session
        return test.run().switch_page("pages/live.py").run()

    return open_


def words(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(element.value for kind in ("info", "warning", "caption") for element in test.get(kind))


def headings(test: AppTest) -> list[str]:
    return [element.value for element in test.header]


def faces(test: AppTest):
    """The choice between several."""
    assert not test.exception
    (pills,) = [group for group in test.get("button_group") if "Several people" in group.label]
    return pills


def button(test: AppTest, label: str):
    return next(button for button in test.button if button.label == label)


def test_before_the_start_it_says_what_happens_to_the_pictures(open_page: OpenPage):
    said = words(open_page())
    assert "sent to the server" in said
    assert "None is stored" in said
    assert "Once the camera is on" in said


@pytest.mark.parametrize(
    ("report", "said", "instead"),
    [
        ({"secure": False, "camera": False, "permission": "unknown"}, "HTTPS", "Choose a photo instead"),
        ({"secure": True, "camera": True, "permission": "denied"}, "does not allow", "Choose a photo instead"),
        ({"secure": True, "camera": False, "permission": "prompt"}, "No camera was found", "Choose a photo instead"),
    ],
    ids=["not-https", "denied", "no-camera"],
)
def test_it_says_why_the_camera_will_not_open(
    open_page: OpenPage, report: Mapping[str, object], said: str, instead: str
):
    test = open_page(report=report)
    assert said in words(test)
    button(test, instead).click().run()
    assert "What does this face look like?" in [title.value for title in test.title]


def test_pictures_that_do_not_arrive_lead_to_a_snapshot(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.camera_check.PATIENCE", -1.0)
    test = open_page(active=True)
    assert "TURN" not in words(test), "the first look cannot know"
    assert "TURN" in words(test.run())
    button(test, "Take a snapshot instead").click().run()
    assert len(test.get("camera_input")) == 1


def test_several_faces_can_be_chosen_from(open_page: OpenPage):
    session = watched(Emotion.HAPPY, 1.0, 20, 200)
    test = open_page(active=True, session=session)
    pills = faces(test)
    assert list(pills.options) == ["Face 1", "Face 2"]
    assert session.snapshot().focus == 1
    pills.select(2).run()
    assert session.snapshot().focus == 2


def test_whom_nobody_chose_is_not_followed_for_ever(open_page: OpenPage):
    session = watched(Emotion.SAD, 1.0, 20, 200)
    test = open_page(active=True, session=session)
    test.run()
    watch_on(session, Emotion.SAD, 3.0, 200)
    assert not button(test.run(), "Use this reading").disabled
    assert session.snapshot().focus == 2


def test_a_choice_outlasts_a_missed_face(open_page: OpenPage):
    session = watched(Emotion.SAD, 1.0, 20, 120, 220)
    test = open_page(active=True, session=session)
    faces(test).select(2).run()
    watch_on(session, Emotion.SAD, 0.6, 20, 120)  # the number 2 is the one on the right
    assert faces(test.run()).value == 2
    watch_on(session, Emotion.SAD, 0.5, 20, 120, 220)
    assert faces(test.run()).value == 2
    assert session.snapshot().focus == 2


def test_an_expression_that_held_brings_a_recommendation_that_holds(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    assert "Something kind" in headings(test)
    before = [element.value for element in test.markdown]
    for index in range(40, 80):
        session.step(FRAME, index / FPS)
    assert [element.value for element in test.run().markdown] == before


def test_nothing_is_recommended_before(open_page: OpenPage):
    test = open_page(active=True, session=watched(Emotion.SAD, 1.0))
    assert "Something kind" not in headings(test)
    assert "clear for a few seconds" in words(test)


def test_the_reading_of_the_moment_can_be_used_at_once(open_page: OpenPage):
    test = open_page(active=True, session=watched(Emotion.SAD, 1.0))
    button(test, "Use this reading").click().run()
    assert "Something kind" in headings(test)


def test_without_a_face_there_is_no_reading_to_use(open_page: OpenPage):
    session = LiveSession(Stage(Emotion.SAD), Stage(Emotion.SAD))  # type: ignore[arg-type]
    session.step(FRAME, 0.0)
    assert button(open_page(active=True, session=session), "Use this reading").disabled


def test_reset_clears_what_was_counted_and_what_was_offered(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    button(test, "Start anew").click().run()
    assert session.snapshot().frames == 0
    assert "Something kind" not in headings(test)


@pytest.mark.parametrize("asked_for", [False, True], ids=["offered", "asked for"])
def test_what_the_person_answers_goes_to_the_journey(open_page: OpenPage, asked_for: bool):
    session = watched(Emotion.SAD, 1.0)
    test = open_page(active=True, session=session)
    for index in range(FPS, 10 * FPS):
        session.step(FRAME, index / FPS)
    test.run()
    if asked_for:
        button(test, "Use this reading").click().run()
    button(test, "Yes").click().run()
    assert not test.exception
    moments = test.session_state["visit"].timeline.moments()
    assert [moment.answer for moment in moments].count(Emotion.SAD) == 1
    assert {moment.source for moment in moments} == {Source.LIVE}


def test_an_answer_is_said_of_one_moment_however_often_the_face_comes_back(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0, 20, 200)
    test = open_page(active=True, session=session)
    button(test, "Yes").click().run()
    for face in (2, 1, 2, 1):
        watch_on(session, Emotion.SAD, 1.5, 20, 200)
        session.select(face)
        test.run()
        for waiting in [each for each in test.button if each.label == NEWER]:
            waiting.click().run()
    assert not test.exception
    moments = test.session_state["visit"].timeline.moments()
    assert len(moments) > 8
    assert [moment.answer for moment in moments].count(Emotion.SAD) == 1


def test_an_offer_that_waited_is_answered_for_the_moment_that_it_was_made_for(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    button(test, "Yes").click().run()
    watch_on(session, Emotion.NEUTRAL, 17.0)
    test.run()
    watch_on(session, Emotion.ANGRY, 2.0)  # somebody else by now, it may be
    button(test.run(), NEWER).click().run()
    button(test, "Yes").click().run()
    said = [(each.scores.top, each.answer) for each in test.session_state["visit"].timeline.moments() if each.answer]
    assert said == [(Emotion.SAD, Emotion.SAD), (Emotion.NEUTRAL, Emotion.NEUTRAL)]


def test_an_offer_that_a_run_was_broken_off_for_can_be_answered_all_the_same(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setattr("ui.visit.Visit.tie", lambda *_: st.stop())
        test = open_page(active=True, session=watched(Emotion.SAD, 4.0))
    button(test.run(), "Yes").click().run()
    moments = test.session_state["visit"].timeline.moments()
    assert [moment.answer for moment in moments].count(Emotion.SAD) == 1


def test_what_a_person_has_answered_stays_until_they_ask_for_something_new(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    assert NEWER not in [each.label for each in test.button]
    button(test, "Yes").click().run()
    watch_on(session, Emotion.NEUTRAL, 17.0)
    assert SAID_SAD in headings(test.run())
    button(test, "Take my answer back").click().run()
    assert LOOKS_SAD in headings(test.run()), "they may want to say something else"
    button(test, NEWER).click().run()
    assert LOOKS_NEUTRAL in headings(test)
    assert NEWER not in [each.label for each in test.button]


def verdict(test: AppTest, *words: str) -> None:
    """Say this of what there is to read."""
    next(group for group in test.pills if str(group.key).endswith("-Quote-keep")).set_value(list(words)).run()


@pytest.mark.parametrize(
    "act",
    [
        lambda test: button(test, "Show me another").click().run(),
        lambda test: verdict(test, "save"),
        lambda test: verdict(test, "not_for_me"),
        lambda test: (
            next(each for each in test.segmented_control if str(each.key).endswith("-intent"))
            .set_value(Intent.CALM)
            .run()
        ),
        lambda test: next(group for group in test.pills if str(group.key).endswith("-minutes")).set_value(5).run(),
    ],
    ids=["another", "save", "not for me", "intent", "minutes"],
)
def test_what_a_person_has_done_something_about_stays(open_page: OpenPage, act: Callable[[AppTest], object]):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    act(test)
    watch_on(session, Emotion.NEUTRAL, 17.0)
    assert LOOKS_SAD in headings(test.run())
    assert not test.exception


def test_what_a_person_has_not_taken_up_gives_way(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    watch_on(session, Emotion.NEUTRAL, 17.0)
    assert LOOKS_NEUTRAL in headings(test.run())


def test_a_guide_under_way_stays(open_page: OpenPage):
    session = watched(Emotion.SAD, 4.0)
    test = open_page(active=True, session=session)
    while not (guides := [each for each in test.expander if each.label == "Be guided through it"]):
        button(test, "Show me another").click().run()
    test.session_state[guides[0].proto.id.split("-", 2)[2]] = True  # a person opens it
    test.run()
    watch_on(session, Emotion.NEUTRAL, 17.0)
    assert LOOKS_SAD in headings(test.run())
    button(test, NEWER)


def test_the_picture_s_words_follow_the_language(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch):
    written: list[Mapping[Emotion, str]] = []
    monkeypatch.setattr("core.live.session.draw_marks", lambda frame, _, names: (written.append(names), frame)[1])
    session = watched(Emotion.SAD, 1.0)
    test = open_page(active=True, session=session)
    test.session_state["language"] = "es"
    test.run()
    session.step(FRAME, 1.1)
    assert written[-1][Emotion.SAD] == "tristeza"


def test_pause_and_go_on(open_page: OpenPage):
    session = watched(Emotion.SAD, 1.0)
    test = open_page(active=True, session=session)
    button(test, "Pause").click().run()
    assert session.snapshot().paused
    button(test, "Go on").click().run()
    assert not session.snapshot().paused


def test_a_stop_ends_a_pause_and_leaves_only_the_reset(open_page: OpenPage):
    session = watched(Emotion.SAD, 1.0)
    session.pause()
    test = open_page(active=False, session=session)
    assert not session.snapshot().paused
    assert [each.label for each in test.button if each.label in ("Pause", "Go on", "Use this reading")] == []
    button(test, "Start anew")


def test_readings_go_to_the_journey_once_a_second(open_page: OpenPage, model_folder: Path):
    session = watched(Emotion.SAD, 1.0, 20, 200)
    test = open_page(active=True, session=session)
    timeline: Timeline = test.session_state["visit"].timeline
    assert [(moment.face, moment.source) for moment in timeline.moments()] == [
        ("1", Source.LIVE),
        ("2", Source.LIVE),
    ]
    test.run()
    assert len(timeline.moments()) == 2, "no new picture, no new moment"
    for index in range(10, 25):
        session.step(FRAME, index / FPS)
    test.run()
    assert len(timeline.moments()) == 4
    assert {moment.emotion for moment in timeline.moments()} == {Emotion.SAD}
    card = ModelCard.read(model_folder / "model_card.json")
    assert {moment.network for moment in timeline.moments()} == {Origin.of(card, "").network}


def test_a_camera_that_is_off_adds_nothing_to_the_journey(open_page: OpenPage):
    test = open_page(active=False, session=watched(Emotion.SAD, 1.0))
    assert "visit" not in test.session_state or not test.session_state["visit"].timeline.moments()


def test_on_another_page_no_picture_is_kept(open_page: OpenPage):
    session = watched(Emotion.SAD, 1.0)
    elsewhere = AppTest.from_file(APP, default_timeout=30)
    elsewhere.session_state["live"] = session
    elsewhere.run()  # shows the Photo page
    watch_on(session, Emotion.SAD, 0.5)
    assert session._search._last is None
    open_page(active=True, session=session)
    watch_on(session, Emotion.SAD, 0.5)
    assert session._search._last is not None, "with the camera on it goes on"


def test_another_page_and_back_keeps_the_camera_that_was_chosen(open_page: OpenPage, caplog: pytest.LogCaptureFixture):
    test = open_page()
    test.segmented_control[0].set_value("back").run()
    test.switch_page("pages/about.py").run()
    test.switch_page("pages/live.py").run()
    assert test.segmented_control[0].value == "back"
    assert not [each for each in caplog.records if "default value" in each.getMessage()], "two values for one choice"


def test_another_page_and_back_keeps_what_was_counted(open_page: OpenPage):
    session = watched(Emotion.SAD, 2.0)
    test = open_page(active=True, session=session)
    test.switch_page("pages/about.py").run().switch_page("pages/live.py").run()
    assert not test.exception
    assert session.snapshot().frames == 2 * FPS
