import numpy as np
import pytest

from core.images import Image
from core.live.notices import PATIENCE, Notice, NoticeBoard, light


def patch(level: float, noise: float = 2.0) -> Image:
    grains = np.random.default_rng(0).normal(level, noise, (480, 640, 3))
    return np.clip(grains, 0, 255).astype(np.uint8)


def test_a_muted_camera_is_covered():
    assert light(np.zeros((480, 640, 3), np.uint8)) is Notice.COVERED


def test_a_hand_over_the_lens_is_covered():
    assert light(patch(60)) is Notice.COVERED


def test_a_picture_in_daylight_is_neither(astronaut: Image):
    assert light(astronaut) is None


def test_a_bright_wall_is_neither():
    assert light(patch(210)) is None


def test_the_same_picture_in_the_dark_is_dark(astronaut: Image):
    assert light((astronaut * 0.2).astype(np.uint8)) is Notice.DARK


def test_a_dark_face_in_good_light_is_not_called_dark(astronaut: Image):
    picture = astronaut.copy()
    picture[60:200, 160:290] //= 4
    assert light(picture) is None


@pytest.mark.parametrize("passed", [0.0, PATIENCE - 0.05])
def test_a_notice_waits_before_it_stands(passed: float):
    board = NoticeBoard()
    for at in (1.0, 1.0 + passed):
        board.update(frozenset({Notice.DARK}), at)
    assert board.standing == ()


def test_after_a_break_a_notice_waits_anew():
    board = NoticeBoard()
    for at in (0.0, 600.0, 600.0 + PATIENCE - 0.05):
        board.update(frozenset({Notice.DARK}), at)
    assert board.standing == ()
    board.update(frozenset({Notice.DARK}), 601.0)
    assert board.standing == (Notice.DARK,)


def test_a_notice_comes_and_goes_and_the_others_stay():
    board = NoticeBoard()
    for at in (0.0, 1.0):
        board.update(frozenset({Notice.DARK, Notice.NO_FACE}), at)
    assert board.standing == (Notice.DARK, Notice.NO_FACE)
    for at in (1.1, 2.0):
        board.update(frozenset({Notice.DARK}), at)
    assert board.standing == (Notice.DARK,)
