"""Crops of any kind become the one thing that the network sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.faces import Box, Face
from core.preprocess import INPUT_SIZE, Crop, preprocess, reduced

sides = st.integers(1, 130)
shapes = st.one_of(st.tuples(sides, sides), st.tuples(sides, sides, st.just(3)))
crops = shapes.flatmap(lambda shape: arrays.arrays(np.uint8, shape, fill=st.integers(0, 255)))


def disc(side: int, colour: int = 255) -> Crop:
    rows, columns = np.mgrid[:side, :side] / (side - 1) - 0.5
    return np.where(rows**2 + columns**2 < 0.16, colour, 0).astype(np.uint8)


@given(st.lists(crops, max_size=3))
def test_any_crops_become_a_batch_of_grey_squares_between_0_and_1(crops: list[Crop]):
    batch = preprocess(crops)
    assert batch.shape == (len(crops), INPUT_SIZE, INPUT_SIZE, 1)
    assert batch.dtype == np.float32
    assert ((batch >= 0) & (batch <= 1)).all()


@given(crops)
def test_a_reduced_crop_is_all_that_is_needed_of_it(crop: Crop):
    small = reduced(crop)
    assert (small.dtype, small.shape) == (np.uint8, (INPUT_SIZE, INPUT_SIZE))
    assert np.array_equal(preprocess([small]), preprocess([crop]))


def test_a_grey_crop_of_the_right_size_is_only_scaled():
    crop = np.random.default_rng(0).integers(0, 256, (INPUT_SIZE, INPUT_SIZE), np.uint8)
    assert np.array_equal(preprocess([crop])[0, ..., 0], crop.astype(np.float32) / 255)


@given(st.integers(0, 255), sides, sides)
def test_an_even_crop_stays_even(value: int, height: int, width: int):
    assert np.allclose(preprocess([np.full((height, width), value, np.uint8)]), value / 255, atol=0.003)


def test_grey_and_its_copy_in_colour_are_the_same():
    grey = disc(100)
    assert np.array_equal(preprocess([grey]), preprocess([np.dstack([grey] * 3)]))


def test_colour_is_weighed_as_the_eye_does():
    """ITU-R BT.601, which the first channel is red for."""
    pure = [np.full((50, 50, 3), colour, np.uint8) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    assert preprocess(pure)[:, 0, 0, 0] == pytest.approx([0.299, 0.587, 0.114], abs=0.003)


@pytest.mark.parametrize("side", [24, 48, 96, 400, 1000])
def test_a_face_looks_the_same_from_whatever_size(side: int):
    assert np.abs(preprocess([disc(side)]) - preprocess([disc(480)])).mean() < 0.05


def test_fine_noise_is_averaged_not_picked_from():
    noise = np.random.default_rng(0).integers(0, 256, (960, 960), np.uint8)
    assert preprocess([noise]).std() < 0.03


def test_each_crop_of_a_batch_is_as_it_would_be_alone():
    several = [disc(30), disc(200, 100), np.dstack([disc(70)] * 3)]
    assert np.array_equal(preprocess(several), np.concatenate([preprocess([crop]) for crop in several]))


def test_the_crops_stay_as_they_are():
    crop = disc(100)
    crop.setflags(write=False)
    preprocess([crop])
    assert np.array_equal(crop, disc(100))


@pytest.mark.parametrize(
    ("crop", "complaint"),
    [
        pytest.param(np.zeros((48, 48), np.float32), "uint8 with pixels in it, found float32", id="already scaled"),
        pytest.param(np.zeros((0, 48), np.uint8), r"found uint8 \(0, 48\)", id="no pixels"),
        pytest.param(np.zeros((48, 48, 4), np.uint8), r"found \(48, 48, 4\)", id="with alpha"),
        pytest.param(np.zeros((48, 48, 1), np.uint8), r"found \(48, 48, 1\)", id="already reshaped"),
        pytest.param(np.zeros(48, np.uint8), r"found \(48,\)", id="a line"),
    ],
)
def test_what_is_no_crop_is_refused(crop: Crop, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        preprocess([crop])


def test_a_face_in_a_photo_reaches_the_network_as_the_same_face_does_in_training():
    """FER-2013 gives training grey squares of 48 pixels; the app cuts frames out of pictures in colour."""
    face = np.random.default_rng(0).integers(0, 256, (INPUT_SIZE, INPUT_SIZE), np.uint8)
    picture = np.full((200, 300, 3), 90, np.uint8)
    frame = Box(120, 70, INPUT_SIZE, INPUT_SIZE)
    picture[70 : 70 + INPUT_SIZE, 120 : 120 + INPUT_SIZE] = face[..., None]
    assert np.array_equal(preprocess([Face(frame, frame).crop(picture)]), preprocess([face]))
