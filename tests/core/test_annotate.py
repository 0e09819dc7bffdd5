"""Drawings say what was read, wherever the face is, and leave the picture alone."""

from dataclasses import replace

import numpy as np
import pytest

from core.analysis import FaceReading
from core.annotate import Mark, draw, draw_marks, overlay
from core.emotions import COLOURS, Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image

EXTREMES = [
    pytest.param(Box(-50, -50, 100, 100), id="over the upper left corner"),
    pytest.param(Box(370, 270, 100, 100), id="over the lower right corner"),
    pytest.param(Box(-200, -200, 800, 700), id="larger than the picture"),
    pytest.param(Box(399, 299, 1, 1), id="one pixel"),
]


def blank(width: int = 400, height: int = 300) -> Image:
    return np.full((height, width, 3), 128, np.uint8)


def reading_of(box: Box, emotion: Emotion = Emotion.HAPPY, activation: np.ndarray | None = None) -> FaceReading:
    return FaceReading(Face(box, box.squared(box.width)), EmotionScores.certain(emotion), activation)


def pixels_of(image: Image, colour: str) -> int:
    return int((image == tuple(bytes.fromhex(colour[1:]))).all(axis=2).sum())


def spot(row: int, column: int, emotion: Emotion) -> np.ndarray:
    """An activation map in which one of six by six places spoke for an emotion."""
    activation = np.zeros((6, 6, len(Emotion)), np.float32)
    activation[row, column, list(Emotion).index(emotion)] = 3.0
    return activation


# Boxes with words


def test_the_picture_itself_stays_as_it_is():
    image = blank()
    image.setflags(write=False)
    drawn = draw(image, [reading_of(Box(100, 100, 80, 80))])
    assert not np.array_equal(drawn, image)
    assert np.array_equal(image, blank())


def test_without_readings_the_copy_is_the_same():
    image = blank()
    drawn = draw(image, [])
    assert np.array_equal(drawn, image)
    assert drawn is not image


@pytest.mark.parametrize("emotion", Emotion)
def test_each_emotion_has_its_colour(emotion: Emotion):
    drawn = draw(blank(), [reading_of(Box(100, 100, 80, 80), emotion)])
    present = [other for other in Emotion if pixels_of(drawn, COLOURS[other]) > 100]
    assert present == [emotion]


def test_the_box_is_drawn_where_the_face_is():
    drawn = draw(blank(), [reading_of(Box(100, 100, 80, 60))])
    changed_rows, changed_columns = np.nonzero((drawn != 128).any(axis=2))
    assert abs(changed_rows.max() - 160) <= 3  # the word stands above
    assert abs(changed_columns.min() - 100) <= 3
    assert (drawn[110:150, 110:170] == 128).all()  # the face itself stays free


def test_the_chosen_face_has_a_heavier_line():
    readings = [reading_of(Box(60, 100, 80, 80)), reading_of(Box(260, 100, 80, 80))]
    drawn = draw(blank(), readings, selected=1)
    assert pixels_of(drawn[150:, 200:], COLOURS[Emotion.HAPPY]) > 1.5 * pixels_of(
        drawn[150:, :200], COLOURS[Emotion.HAPPY]
    )


def test_colour_is_never_alone_words_differ_too():
    names = dict.fromkeys(Emotion, "one word")
    plain = draw(blank(), [reading_of(Box(100, 100, 80, 80))])
    assert not np.array_equal(plain, draw(blank(), [reading_of(Box(100, 100, 80, 80))], names))


@pytest.mark.parametrize("letter", "áéíóúüñçãõßäöåøšžłş<%?·")
def test_a_letter_is_written_as_itself(letter: str):
    box = [reading_of(Box(100, 100, 80, 80))]
    written, unknown = (draw(blank(), box, dict.fromkeys(Emotion, sign)) for sign in (letter, "\uffff"))
    assert not np.array_equal(written, unknown), "what a font lacks looks alike"


def test_a_face_that_is_followed_shows_its_number():
    reading = reading_of(Box(100, 100, 80, 80))
    assert not np.array_equal(draw(blank(), [reading]), draw(blank(), [replace(reading, track=2)]))


def test_a_doubt_shows():
    sure = Mark(Box(100, 100, 80, 80), Emotion.SAD, 0.4)
    assert not np.array_equal(draw_marks(blank(), [sure]), draw_marks(blank(), [replace(sure, sure=False)]))


def test_words_have_room_below_a_face_at_the_upper_edge():
    drawn = draw(blank(), [reading_of(Box(100, 2, 80, 80))])
    assert pixels_of(drawn[84:110], COLOURS[Emotion.HAPPY]) > 500


@pytest.mark.parametrize("box", EXTREMES)
def test_a_box_may_reach_over_the_edge(box: Box):
    drawn = draw(blank(), [reading_of(box)])
    assert drawn.shape == blank().shape
    assert pixels_of(drawn, COLOURS[Emotion.HAPPY]) > 100


@pytest.mark.parametrize("shape", [(24, 24), (24, 900), (900, 24), (4000, 3000)], ids=str)
def test_a_picture_may_have_any_shape(shape: tuple[int, int]):
    height, width = shape
    side = min(shape) // 2
    drawn = draw(blank(width, height), [reading_of(Box(width // 2 - side // 2, height // 2 - side // 2, side, side))])
    assert drawn.shape == (height, width, 3)
    assert pixels_of(drawn, COLOURS[Emotion.HAPPY]) > 0


# Heat maps


def test_warm_colours_lie_where_something_spoke():
    warm = overlay(blank(), reading_of(Box(0, 0, 120, 120), activation=spot(1, 4, Emotion.FEAR)), Emotion.FEAR)
    assert warm.shape == (120, 120, 3)
    redness = warm[..., 0].astype(int) - warm[..., 2]
    row, column = np.unravel_index(redness.argmax(), redness.shape)
    assert (row // 20, column // 20) == (1, 4)


def test_where_nothing_spoke_the_face_is_grey_and_as_it_was():
    warm = overlay(blank(), reading_of(Box(0, 0, 120, 120), activation=spot(1, 4, Emotion.FEAR)), Emotion.HAPPY)
    assert np.abs(warm.astype(int) - 128).max() <= 1


def test_what_spoke_against_an_emotion_is_not_warm():
    against = reading_of(Box(0, 0, 120, 120), activation=-spot(1, 4, Emotion.FEAR))
    assert np.abs(overlay(blank(), against, Emotion.FEAR).astype(int) - 128).max() <= 1


def test_a_frame_over_the_edge_has_a_heat_map_too():
    over = reading_of(Box(-40, -40, 120, 120), activation=spot(1, 4, Emotion.SAD))
    assert overlay(blank(), over, Emotion.SAD).shape == (120, 120, 3)


def test_without_an_activation_map_there_is_nothing_to_show():
    with pytest.raises(ValueError, match="with an activation map"):
        overlay(blank(), reading_of(Box(0, 0, 50, 50)), Emotion.SAD)
