"""The Photo page without a browser: files go in, and detector and classifier are played."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from streamlit.testing.v1 import AppTest

from core.classifier import Classification
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image
from core.model_store import bundled

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


def headline(page: AppTest) -> str:
    """What the card says of the chosen face."""
    return page.header[0].value


def words(page: AppTest) -> str:
    return "\n".join(element.value for element in page.markdown)


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
    assert page.pills[0].options == ["1 · sad", "2 · afraid"]
    page.pills[0].set_value(1).run()
    assert headline(page).startswith("It is hard to say.")
    page.pills[0].set_value(0).run()
    assert headline(page) == "This expression looks closest to **sad**"


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
    faces = [moment.face for moment in page.session_state["visit"].timeline.moments()]
    assert faces == page.selectbox[0].options


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
        pytest.param(b"Dear friend,", "is not a JPG or PNG picture", id="a letter"),
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


def test_a_photo_that_was_taken_out_is_forgotten(open_page):
    page = choose(open_page(Stage(SURE)), photo())
    page.file_uploader[0].clear().run()
    assert "photos" not in page.session_state
    assert not page.header
