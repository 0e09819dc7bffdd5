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


def test_of_several_faces_each_shows_its_number():
    boxes = Box(40, 100, 80, 80), Box(260, 100, 80, 80)
    marks = [Mark(box, Emotion.HAPPY, 1.0, number=number) for number, box in enumerate(boxes, 1)]
    np.testing.assert_array_equal(draw(blank(), [reading_of(box) for box in boxes]), draw_marks(blank(), marks))
    alone = replace(marks[0], number=None)
    np.testing.assert_array_equal(draw(blank(), [reading_of(boxes[0])]), draw_marks(blank(), [alone]))
    assert not np.array_equal(draw_marks(blank(), marks[:1]), draw_marks(blank(), [alone]))


def test_a_mark_without_a_share_has_a_word_alone():
    mark = Mark(Box(100, 100, 80, 80), Emotion.SAD, 0.4)
    worded, silent = (draw_marks(blank(), [each]) for each in (mark, replace(mark, share=None)))
    assert 0 < pixels_of(silent, COLOURS[Emotion.SAD]) < pixels_of(worded, COLOURS[Emotion.SAD])


def test_words_leave_those_of_another_face_alone():
    left, right = reading_of(Box(100, 100, 60, 80)), reading_of(Box(120, 102, 60, 80), Emotion.SAD)
    alone, both = draw(blank(), [left, reading_of(Box(0, 300, 60, 80))]), draw(blank(), [left, right])
    words = (slice(76, 97), slice(102, 160))  # above the first face
    np.testing.assert_array_equal(both[words], alone[words])
    assert pixels_of(both[185:215], COLOURS[Emotion.SAD]) > 500  # below the second


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


@pytest.mark.parametrize(
    ("size", "line"),
    [
        pytest.param((640, 480), 2, id="4:3"),
        pytest.param((1280, 960), 4, id="4:3, larger"),
        pytest.param((1280, 720), 4, id="16:9"),
        pytest.param((720, 1280), 4, id="16:9, upright"),
        pytest.param((720, 12_000), 4, id="a page's screenshot"),
        pytest.param((12_000, 720), 4, id="a panorama"),
    ],
)
def test_lines_grow_with_the_picture_but_not_with_the_length_of_a_strip(size: tuple[int, int], line: int):
    width, height = size
    drawn = draw(blank(width, height), [reading_of(Box(width // 2 - 100, height // 2 - 100, 200, 200))])
    across = drawn[height // 2, : width // 2]  # over the left edge of the box, half way down
    assert pixels_of(across[None], COLOURS[Emotion.HAPPY]) == pytest.approx(line, abs=1)


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


def test_the_heat_map_of_a_close_up_is_no_larger_than_it_is_shown():
    image = blank(3000, 3000)
    image[:, 1500:] = 64
    warm = overlay(image, reading_of(Box(0, 0, 3000, 3000), activation=spot(1, 4, Emotion.FEAR)), Emotion.SAD)
    assert warm.shape == (480, 480, 3)
    assert [warm[:, :230].mean().round(), warm[:, 250:].mean().round()] == [128, 64]


def test_without_an_activation_map_there_is_nothing_to_show():
    with pytest.raises(ValueError, match="with an activation map"):
        overlay(blank(), reading_of(Box(0, 0, 50, 50)), Emotion.SAD)
