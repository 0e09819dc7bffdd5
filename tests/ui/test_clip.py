"""What comes of a clip on the Photo page, with detector and classifier played."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from core.classifier import Classification
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image
from core.model_store import bundled
from core.video import ClipWriter, Frame

APP = Path(__file__).parents[2] / "app.py"
SAD = EmotionScores.from_mapping({Emotion.SAD: 0.8, Emotion.NEUTRAL: 0.2})
HAPPY = EmotionScores.from_mapping({Emotion.HAPPY: 0.9, Emotion.SURPRISE: 0.1})


class Stage:
    """Plays detector and classifier: a face with each of these scores, side by side, the second one lighter."""

    name = "stage"

    def __init__(self, *scores: EmotionScores) -> None:
        self.scores, self.card = scores, bundled().card

    def detect(self, image: Image) -> tuple[Face, ...]:
        boxes = [Box(10 + 100 * index, 10, 60, 60) for index in range(len(self.scores))]
        return tuple(Face(box, box) for box in boxes)

    def classify(self, crops: list[Image]) -> tuple[Classification, ...]:
        return tuple(Classification(self.scores[int(crop.mean() > 120)], None) for crop in crops)


def two_seconds() -> bytes:
    file, picture = io.BytesIO(), np.full((96, 224, 3), 60, np.uint8)
    picture[:, 96:] = 180
    with ClipWriter(file, 10) as writer:
        for number in range(20):
            writer.write(Frame(number / 10, picture))
    return file.getvalue()


def wait_for(page: AppTest) -> None:
    """Until the clip is read."""
    until = time.monotonic() + 30
    while not page.session_state["clip-job"].job.is_done and time.monotonic() < until:
        time.sleep(0.05)
    page.run()
    assert not page.exception


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """The page once a clip with these faces is read."""

    def read_(*scores: EmotionScores) -> AppTest:
        monkeypatch.setattr("ui.clip.detector", lambda: Stage(*scores))
        monkeypatch.setattr("ui.clip.classifier", lambda: Stage(*scores))
        page = AppTest.from_file(APP, default_timeout=30).run()
        page.segmented_control[0].set_value("clip").run()
        page.file_uploader[0].set_value(("party.mp4", two_seconds(), "video/mp4")).run()
        wait_for(page)
        return page

    return read_


def press(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception


def whose(page: AppTest) -> list[ButtonGroup]:
    """The choice of a face, where there is one."""
    return [pills for pills in page.pills if pills.label.endswith("Choose one:")]


def headers(page: AppTest) -> list[str]:
    return [header.value for header in page.header]


def test_a_clip_without_a_face_offers_nothing(read):
    assert headers(read()) == []


def test_a_clip_is_asked_about_as_a_whole_and_something_kind_is_offered(read):
    page = read(SAD)
    assert headers(page) == ["This expression looks closest to **sad**", "Something kind"]
    assert not whose(page)


def test_of_several_faces_one_is_chosen(read):
    page = read(SAD, HAPPY)
    assert whose(page)[0].options == ["1 · sad", "2 · happy"]
    whose(page)[0].set_value("party.mp4 · 2").run()
    assert headers(page)[0] == "This expression looks closest to **happy**"


def test_what_is_answered_goes_to_the_last_moment_of_that_face(read):
    page = read(SAD, HAPPY)
    press(page, "Yes")
    moments = page.session_state["visit"].timeline.moments()
    first = [moment for moment in moments if moment.scores.top is Emotion.SAD]
    assert [moment.answer for moment in first] == [None] * (len(first) - 1) + [Emotion.SAD]
    assert all(moment.answer is None for moment in moments if moment not in first)


def test_the_clip_is_in_the_journey_once_however_often_the_page_is_drawn(read):
    page = read(SAD)
    seen = len(page.session_state["visit"].timeline.moments())
    page.run()
    assert len(page.session_state["visit"].timeline.moments()) == seen > 0


def test_two_clips_of_one_name_are_not_one_person(read):
    page = read(SAD)
    page.file_uploader[0].set_value(("party.mp4", two_seconds() + b"another", "video/mp4")).run()
    wait_for(page)
    assert {moment.face for moment in page.session_state["visit"].timeline.moments()} == {
        "party.mp4 · 1",
        "party.mp4 (2) · 1",
    }


def test_the_word_for_the_clip_is_in_every_row_of_that_face(read, monkeypatch: pytest.MonkeyPatch):
    made: dict[str, Callable[[], str | bytes]] = {}
    monkeypatch.setattr("ui.clip.download", lambda label, make, *_: made.update({label: make}))
    page = read(SAD, HAPPY)
    press(page, "Yes")
    rows = json.loads(made["Readings (JSON)"]())
    assert {(row["face"], row["answer"]) for row in rows} == {(1, "sad"), (2, None)}
