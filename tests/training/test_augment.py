"""Random changes: still a face of the same size, the same for the same seed, and none when switched off."""

from dataclasses import replace

import numpy as np
import pytest

from training.augment import AugmentConfig, augment
from training.sample import drawn_faces

FACE = drawn_faces(4).crops[3]
OFF = AugmentConfig().scaled(0)
# Enough of one change alone to be seen.
ONE_CHANGE = {
    "rotation": 30.0,
    "scale": 0.5,
    "shift": 0.3,
    "flip": 1.0,
    "contrast": 0.9,
    "brightness": 0.9,
    "erase": 1.0,
    "degrade": 1.0,
}


def test_switched_off_it_changes_nothing() -> None:
    np.testing.assert_array_equal(augment(FACE, OFF, np.random.default_rng(0)), FACE)


def test_half_as_strong_goes_half_as_far_and_is_mirrored_as_often() -> None:
    usual, half = AugmentConfig(), AugmentConfig().scaled(0.5)
    assert (half.rotation, half.shift, half.erase) == (usual.rotation / 2, usual.shift / 2, usual.erase / 2)
    assert half.flip == usual.flip


def test_one_seed_gives_one_result() -> None:
    first, second = (augment(FACE, AugmentConfig(), np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("change", ONE_CHANGE)
def test_each_change_does_something_and_keeps_the_shape(change: str) -> None:
    config = replace(OFF, **{change: ONE_CHANGE[change]})
    before = FACE.copy()
    changed = augment(FACE, config, np.random.default_rng(1))
    assert (changed.shape, changed.dtype) == (FACE.shape, np.uint8)
    assert not np.array_equal(changed, FACE)
    np.testing.assert_array_equal(FACE, before, err_msg="the original is left alone")


def test_a_flip_is_the_mirror_image() -> None:
    np.testing.assert_array_equal(augment(FACE, replace(OFF, flip=1.0), np.random.default_rng(0)), FACE[:, ::-1])


def test_brightening_never_wraps_round() -> None:
    white = np.full((48, 48), 250, np.uint8)
    seen = [augment(white, replace(OFF, brightness=1.0), np.random.default_rng(seed)) for seed in range(20)]
    assert {int(face.max()) for face in seen if face.mean() > 250} == {255}
