"""Faces are followed by their pixels between two searches."""

import numpy as np
import pytest

from core.faces import Box, Face
from core.images import Image
from core.live.search import Search

EVERY = 0.2


class Finder:
    """Plays detector: finds these faces and counts how often it was asked."""

    name = "finder"

    def __init__(self, *faces: Face) -> None:
        self.faces, self.asked = faces, 0

    def detect(self, image: Image) -> tuple[Face, ...]:
        self.asked += 1
        return self.faces


def face_at(x: int, y: int, side: int) -> Face:
    return Face(Box(x, y, side, side), Box(x - 5, y - 5, side + 10, side + 10), 0.9, ((float(x), float(y)),))


def view(astronaut: Image, right: int, down: int = 0) -> Image:
    """640 x 480 pixels in which the portrait has moved so far; the face is at about (215, 110), 95 pixels large."""
    picture = np.full((480, 640, 3), 120, np.uint8)
    picture[down : down + 400, 40 + right : 440 + right] = astronaut[:400, :400]
    return picture


FOUND = face_at(215, 70, 95)


def test_it_is_searched_only_every_so_often(astronaut: Image):
    finder, search = Finder(FOUND), Search()
    for frame in range(10):
        search.faces(view(astronaut, 0), frame * 0.1, finder, EVERY)
    assert finder.asked == 5


@pytest.mark.parametrize(("right", "down"), [(0, 0), (8, 0), (12, 6), (25, 3)])
def test_in_between_a_face_is_where_its_pixels_are(astronaut: Image, right: int, down: int):
    finder, search = Finder(FOUND), Search()
    search.faces(view(astronaut, 0), 0.0, finder, EVERY)
    search.faces(view(astronaut, right, down), 0.06, finder, EVERY)
    (face,) = search.faces(view(astronaut, 2 * right, 2 * down), 0.12, finder, EVERY)
    expected = FOUND.moved(2 * right, 2 * down)
    assert finder.asked == 1
    assert abs(face.box.x - expected.box.x) <= 2
    assert abs(face.box.y - expected.box.y) <= 2
    assert (face.frame.x - face.box.x, face.frame.width) == (FOUND.frame.x - FOUND.box.x, FOUND.frame.width)
    assert face.landmarks[0] == pytest.approx(expected.landmarks[0], abs=2)


def test_two_faces_move_each_for_itself(astronaut: Image):
    def both(step: int) -> Image:
        picture = np.full((480, 640, 3), 120, np.uint8)
        head = astronaut[:200, 130:330]
        picture[100:300, 20 + step : 220 + step] = head
        picture[100:300, 400 - step : 600 - step] = head
        return picture

    finder, search = Finder(face_at(90, 140, 80), face_at(470, 140, 80)), Search()
    search.faces(both(0), 0.0, finder, EVERY)
    left, right = search.faces(both(10), 0.06, finder, EVERY)
    assert (left.box.x, right.box.x) == (pytest.approx(100, abs=2), pytest.approx(460, abs=2))


def test_a_face_whose_pixels_are_lost_stays_where_it_was(astronaut: Image):
    finder, search = Finder(FOUND), Search()
    search.faces(view(astronaut, 0), 0.0, finder, EVERY)
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)
    (face,) = search.faces(noise, 0.06, finder, EVERY)
    assert abs(face.box.x - FOUND.box.x) <= FOUND.box.width / 2


def test_a_face_that_moves_out_of_the_picture_is_gone(astronaut: Image):
    edge = face_at(-30, 70, 95)
    finder, search = Finder(edge), Search()
    pictures = [np.ascontiguousarray(view(astronaut, 0)[:, 245 + step : 565 + step]) for step in (0, 10, 20, 30)]
    seen = [search.faces(picture, index * 0.05, finder, EVERY) for index, picture in enumerate(pictures)]
    assert len(seen[0]) == 1
    assert seen[-1] == ()


def test_a_picture_of_another_size_is_searched(astronaut: Image):
    finder, search = Finder(FOUND), Search()
    search.faces(view(astronaut, 0), 0.0, finder, EVERY)
    search.faces(view(astronaut, 0)[:240, :320], 0.05, finder, EVERY)
    assert finder.asked == 2


def test_a_clock_that_jumps_back_is_searched(astronaut: Image):
    finder, search = Finder(FOUND), Search()
    search.faces(view(astronaut, 0), 10.0, finder, EVERY)
    search.faces(view(astronaut, 0), 9.9, finder, EVERY)
    assert finder.asked == 2


def test_where_nobody_is_nothing_is_followed(astronaut: Image):
    finder, search = Finder(), Search()
    assert search.faces(view(astronaut, 0), 0.0, finder, EVERY) == ()
    assert search.faces(view(astronaut, 9), 0.05, finder, EVERY) == ()
