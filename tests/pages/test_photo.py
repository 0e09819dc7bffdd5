"""The Photo page without a browser: files go in, and detector and classifier are played."""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import PIL.Image
import pytest
from streamlit.testing.v1 import AppTest

from core.classifier import Classification
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image
from core.model_store import bundled
from ui.takeaway import WITH_PICTURES
from ui.visit import NoWord

APP = Path(__file__).parents[2] / "app.py"
SURE = EmotionScores.from_mapping({Emotion.SAD: 0.8, Emotion.NEUTRAL: 0.2})
CLOSE = EmotionScores.from_mapping({Emotion.FEAR: 0.4, Emotion.SURPRISE: 0.38, Emotion.NEUTRAL: 0.22})

Upload = tuple[str, bytes, str]


class Stage:
    """Plays detector and classifier: a face with these scores in every second column of a hundred pixels."""

    name = "stage"

    def __init__(self, *scores: EmotionScores) -> None:
        self.scores = scores
        self.card = bundled().card
        self.looks = 0

    def detect(self, image: Image) -> tuple[Face, ...]:
        self.looks += 1
        boxes = [Box(20 + 200 * index, 40, 100, 100) for index in range(len(self.scores))]
        return tuple(Face(box, box) for box in boxes)

    def classify(self, crops: list[Image]) -> tuple[Classification, ...]:
        activation = np.zeros((6, 6, len(Emotion)), np.float32)
        return tuple(Classification(scores, activation) for scores in self.scores[: len(crops)])


def photo(name: str = "friend.png") -> Upload:
    file = io.BytesIO()
    PIL.Image.new("RGB", (640, 240), "teal").save(file, "PNG")
    return name, file.getvalue(), "image/png"


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opens the page on this stage."""

    def open_(stage: Stage) -> AppTest:
        monkeypatch.setattr("ui.photos.detector", lambda: stage)
        monkeypatch.setattr("ui.photos.classifier", lambda: stage)
        return AppTest.from_file(APP, default_timeout=30).run()

    return open_


def choose(page: AppTest, *files: Upload) -> AppTest:
    page.file_uploader[0].set_value(files)
    page.run()
    assert not page.exception
    return page


def go_to(page: AppTest, other: str) -> None:
    """Open another page. Streamlit's test would run its file alone; told that it is, it gives way to the whole app."""
    del page.session_state["inside the app"]
    page.switch_page(f"pages/{other}.py").run()
    assert not page.exception


def headline(page: AppTest) -> str:
    """What the card says of the chosen face."""
    return page.header[0].value


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


def faces(page: AppTest) -> list[str]:
    """Whom the journey knows."""
    return [moment.face for moment in page.session_state["visit"].timeline.moments()]


def button(page: AppTest, label: str):
    return next(button for button in page.button if button.label == label)


def test_an_empty_page_says_what_to_do_and_what_will_appear(open_page):
    page = open_page(Stage())
    assert not page.exception
    assert "Choose a photo" in page.info[0].value


def test_a_sure_reading_says_what_most_people_would_say(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    assert headline(page) == "This expression looks closest to **sad**"
    assert "About 8 in 10 people would say sad." in [caption.value for caption in page.caption]


def test_a_close_one_says_so_and_shows_the_two_best(open_page):
    page = choose(open_page(Stage(CLOSE)), photo())
    assert headline(page) == "It is hard to say. This expression lies between **afraid** and **surprised**"


def test_the_persons_own_word_counts_and_can_be_taken_back(open_page):
    page = choose(open_page(Stage(CLOSE)), photo())
    button(page, "surprised").click().run()
    assert headline(page) == "You said **surprised**, and that is what counts here."
    next(button for button in page.button if button.key and button.key.endswith("undo")).click().run()
    assert headline(page).startswith("It is hard to say.")


def test_another_offer_keeps_the_reading_and_reads_nothing_again(open_page):
    stage = Stage(SURE)
    page = choose(open_page(stage), photo())
    before = words(page)
    button(page, "Show me another").click().run()
    assert words(page) != before
    assert headline(page) == "This expression looks closest to **sad**"
    assert stage.looks == 1


def test_of_several_faces_each_can_be_chosen(open_page):
    page = choose(open_page(Stage(SURE, CLOSE)), photo())
    assert page.pills[0].options == ["1 · sad", "2 · mixed: afraid and surprised"]
    page.pills[0].set_value(1).run()
    assert headline(page).startswith("It is hard to say.")
    page.pills[0].set_value(0).run()
    assert headline(page) == "This expression looks closest to **sad**"


def test_a_face_that_is_hard_to_tell_is_said_to_be_so_to_those_who_hear_the_picture(open_page):
    page = choose(open_page(Stage(SURE, CLOSE)), photo())
    alt = page.get("image")[0].proto.imgs[0].alt
    assert alt == "friend.png, with a box around each of 2 faces: sad, mixed: afraid and surprised"


def test_the_chosen_photo_and_face_stay_in_another_language_and_after_another_photo(open_page):
    page = choose(open_page(Stage(SURE, CLOSE)), photo("one.png"), photo("two.png"))
    page.selectbox[0].select_index(1).run()
    page.pills[0].set_value(1).run()
    page.session_state["language"] = "es"
    page.run()
    assert (page.selectbox[0].index, page.pills[0].value) == (1, 1)
    page.selectbox[0].select_index(0).run()
    assert page.pills[0].value == 0
    page.selectbox[0].select_index(1).run()
    assert page.pills[0].value == 1


def test_a_report_that_was_wanted_without_pictures_stays_so_in_another_language(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    page.toggle(WITH_PICTURES).set_value(False).run()
    page.session_state["language"] = "es"
    assert page.run().toggle(WITH_PICTURES).value is False


def test_of_several_photos_each_can_be_chosen_and_is_read_once(open_page):
    stage = Stage(SURE)
    page = choose(open_page(stage), photo("one.png"), photo("two.png"), photo("three.png"))
    assert page.selectbox[0].options == ["one.png", "two.png", "three.png"]
    page.selectbox[0].select_index(2).run()
    assert not page.exception
    assert stage.looks == 3


def test_photos_of_one_name_are_told_apart(open_page):
    page = choose(open_page(Stage(SURE)), photo("image.png"), photo("image.png"), photo("image.png"))
    assert page.selectbox[0].options == ["image.png", "image.png (2)", "image.png (3)"]
    page.selectbox[0].select_index(1).run()
    assert page.selectbox[0].value == page.session_state["photos"][list(page.session_state["photos"])[1]].id
    assert faces(page) == page.selectbox[0].options


def test_a_name_that_comes_again_is_another_face_of_the_journey_though_the_first_was_taken_out(open_page):
    page = choose(open_page(Stage(SURE)), photo("image.png"))
    page.file_uploader[0].clear().run()
    choose(page, photo("image.png"))
    assert faces(page) == ["image.png", "image.png (2)"]


def test_a_snapshot_is_called_so(open_page):
    page = choose(open_page(Stage(SURE)), photo("camera-input-2026-05-01T09_00_00.000Z.jpg"))
    assert faces(page) == ["snapshot"]


def test_another_language_keeps_the_photos(open_page):
    stage = Stage(SURE)
    page = choose(open_page(stage), photo())
    page.session_state["language"] = "es"
    page.run()
    assert headline(page) == "Esta expresión se parece más a **tristeza**"
    assert stage.looks == 1


def test_a_picture_without_faces_says_what_helps(open_page):
    page = choose(open_page(Stage()), photo("wall.png"))
    assert "No face was found in wall" in page.info[0].value
    assert "light from the front" in page.info[0].value


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"Dear friend,", "could not be read as a JPG or PNG picture", id="a letter"),
        pytest.param(photo()[1][:-40], "is damaged or was cut off", id="cut off"),
        pytest.param(bytes(15_000_001), "is over 15 MB", id="too many bytes"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_the_others_are_read(open_page, content: bytes, sentence: str):
    page = choose(open_page(Stage(SURE)), ("odd.jpg", content, "image/jpeg"), photo())
    assert [sentence in warning.value for warning in page.warning] == [True]
    assert headline(page) == "This expression looks closest to **sad**"


def test_a_files_name_is_shown_as_it_is(open_page):
    page = choose(open_page(Stage()), ("*us* [here](x).jpg", b"", "image/jpeg"), photo("$a$.png"))
    assert r"\*us\* \[here\]\(x\)\.jpg" in page.warning[0].value
    assert r"\$a\$\.png" in page.info[0].value


def test_a_reading_is_said_to_come_from_what_made_it_also_when_there_is_a_better_network_by_now(open_page, monkeypatch):
    page = choose(open_page(Stage(SURE)), photo())
    better = Stage(CLOSE)
    better.card = better.card.model_copy(update={"version": "99.0.0"})
    monkeypatch.setattr("ui.photos.classifier", lambda: better)
    page.run()
    captions = " ".join(caption.value for caption in page.caption)
    assert f"{bundled().card.name} {bundled().card.version}" in captions
    assert "99.0.0" not in captions
    both = choose(page, photo(), photo("another.png"))
    assert "99.0.0" in " ".join(caption.value for caption in both.caption)


def test_what_the_network_looked_at_is_shown_on_request(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    assert not page.selectbox
    page.toggle[0].set_value(True).run()
    assert not page.exception
    assert page.selectbox[0].options[:2] == ["sad", "neutral"]  # the most likely first


def test_to_somebody_who_would_rather_not_say_no_share_is_told(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    assert len(page.get("vega_lite_chart")) == 1
    button(page, "It is more like").click().run()
    next(group for group in page.pills if group.label == "It is more like").set_value(NoWord.UNSAID).run()
    assert not page.exception
    assert not page.get("vega_lite_chart")
    assert "What did it look at?" not in [toggle.label for toggle in page.toggle]


def test_on_another_page_the_photos_are_forgotten_and_the_journey_is_not(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    assert all(name in page.session_state for name in ("photos", "photo-shown"))
    go_to(page, "journey")
    assert not any(name in page.session_state for name in ("photos", "photo-shown"))
    assert faces(page) == ["friend.png"]


def test_a_clip_is_read_no_further_once_another_page_is_open(open_page):
    job = Mock()
    page = open_page(Stage())
    page.session_state["clip-job"] = SimpleNamespace(job=job)
    go_to(page, "mood")
    job.stop.assert_called_once_with()
    assert "clip-job" not in page.session_state


def test_another_page_and_back_keeps_the_way_in(open_page, caplog: pytest.LogCaptureFixture):
    page = open_page(Stage())
    page.segmented_control[0].set_value("clip").run()
    go_to(page, "mood")
    go_to(page, "photo")
    assert page.segmented_control[0].value == "clip"
    assert not [each for each in caplog.records if "default value" in each.getMessage()], "two values for one choice"


def test_a_photo_that_was_taken_out_is_forgotten(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    page.file_uploader[0].clear().run()
    assert "photos" not in page.session_state
    assert not page.header
