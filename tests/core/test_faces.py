"""Boxes and crops, and two detectors that promise the same."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DetectorError
from core.faces import Box, Face, FaceDetector, HaarDetector, YuNetDetector
from core.images import Image, decode

ASTRONAUT = Box(170, 60, 110, 140)  # forehead to chin, ear to ear, by eye

places, sizes = st.integers(-500, 500), st.integers(1, 500)
boxes = st.builds(Box, places, places, sizes, sizes)


@pytest.fixture(params=["haar", "yunet"])
def detector(request: pytest.FixtureRequest) -> FaceDetector:
    return request.getfixturevalue(request.param)


def pasted(face: Image, width: int, height: int, *centres: int) -> Image:
    """A grey picture with the face at half its height, once for each centre."""
    picture = np.full((height, width, 3), 120, np.uint8)
    top, side = (height - face.shape[0]) // 2, face.shape[1]
    for centre in centres:
        picture[top : top + face.shape[0], centre - side // 2 : centre - side // 2 + side] = face
    return picture


def resized(image: Image, side: int) -> Image:
    return np.asarray(cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


# Boxes


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 5)], ids=["no width", "no height", "negative"])
def test_a_box_has_a_size(size: tuple[int, int]):
    with pytest.raises(ValueError, match="positive size"):
        Box(0, 0, *size)


@given(boxes, boxes)
def test_overlap_is_a_share_and_the_same_from_both_sides(one: Box, other: Box):
    assert 0 <= one.overlap(other) <= 1
    assert one.overlap(other) == other.overlap(one)


@given(boxes)
def test_a_box_overlaps_wholly_with_itself_and_not_with_what_is_beside_it(box: Box):
    assert box.overlap(box) == 1
    assert box.overlap(Box(box.x + box.width, box.y, box.width, box.height)) == 0


def test_overlap_is_the_shared_part_of_what_both_cover():
    assert Box(0, 0, 10, 10).overlap(Box(5, 0, 10, 10)) == pytest.approx(50 / 150)


@given(boxes, st.floats(0.1, 900))
def test_a_square_keeps_the_centre_to_the_pixel(box: Box, side: float):
    square = box.squared(side)
    assert square.width == square.height == max(1, round(side))
    assert np.abs(np.subtract(square.centre, box.centre)).max() <= 0.5


@given(boxes)
def test_a_box_holds_its_centre_and_its_first_corner_but_not_its_last(box: Box):
    assert box.holds(box.centre)
    assert box.holds((box.x, box.y))
    assert not box.holds((box.x + box.width, box.y + box.height))


# Crops


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        pytest.param(Box(1, 1, 2, 2), [[11, 12], [21, 22]], id="inside"),
        pytest.param(Box(-1, -1, 2, 2), [[0, 0], [0, 0]], id="over the upper left corner"),
        pytest.param(Box(3, 3, 2, 2), [[33, 33], [33, 33]], id="over the lower right corner"),
        pytest.param(Box(-1, 1, 3, 3), [[10, 10, 11], [20, 20, 21], [30, 30, 31]], id="over the left edge"),
        pytest.param(Box(2, 1, 3, 3), [[12, 13, 13], [22, 23, 23], [32, 33, 33]], id="over the right edge"),
    ],
)
def test_beyond_the_pictures_edge_its_last_pixels_go_on(frame: Box, expected: list[list[int]]):
    rows, columns = np.mgrid[:4, :4]
    image = np.repeat((10 * rows + columns).astype(np.uint8)[..., None], 3, axis=2)
    crop = Face(frame, frame).crop(image)
    assert crop[..., 0].tolist() == expected
    assert crop.shape == (frame.height, frame.width, 3)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_a_crop_is_as_large_as_the_frame_wherever_its_centre_is(width: int, height: int, data: st.DataObject):
    image = np.zeros((height, width, 3), np.uint8)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    frame = Box(x, y, 1, 1).squared(data.draw(st.integers(1, 200)))
    assert Face(frame, frame).crop(image).shape == (frame.height, frame.width, 3)


def test_a_frame_beside_the_picture_has_no_crop():
    frame = Box(50, 0, 10, 10)
    with pytest.raises(ValueError, match="inside the picture of 40 x 30"):
        Face(frame, frame).crop(np.zeros((30, 40, 3), np.uint8))


# Both detectors


def test_the_astronauts_face_is_found(detector: FaceDetector, astronaut: Image):
    (face,) = detector.detect(astronaut)
    assert face.box.overlap(ASTRONAUT) > 0.5
    assert face.frame.width == face.frame.height


def test_a_large_picture_has_its_faces_where_they_are(detector: FaceDetector, astronaut: Image):
    (face,) = detector.detect(astronaut)
    (enlarged,) = detector.detect(cv2.resize(astronaut, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC))
    expected = Box(4 * face.box.x, 4 * face.box.y, 4 * face.box.width, 4 * face.box.height)
    assert enlarged.box.overlap(expected) > 0.7


def test_faces_come_from_left_to_right(detector: FaceDetector, astronaut: Image):
    head = astronaut[0:256, 96:352]
    centres = [140, 500, 860]
    found = detector.detect(pasted(head, 1000, 400, *centres))
    assert [abs(face.box.centre[0] - centre) < 20 for face, centre in zip(found, centres, strict=True)] == [True] * 3


@pytest.mark.parametrize("value", [0, 128, 255], ids=["black", "grey", "white"])
def test_an_even_picture_has_no_faces(detector: FaceDetector, value: int):
    assert detector.detect(np.full((480, 640, 3), value, np.uint8)) == ()


@pytest.mark.parametrize("shape", [(1, 1), (24, 24), (3, 500), (24, 4000), (4000, 24), (24, 200_000)], ids=str)
def test_pictures_of_any_shape_can_be_looked_at(detector: FaceDetector, shape: tuple[int, int]):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    for face in detector.detect(noise):
        assert face.crop(noise).size


def test_eight_threads_see_what_one_sees(detector: FaceDetector, astronaut: Image):
    pictures = [resized(astronaut, side) for side in range(160, 320, 20)]
    alone = [detector.detect(picture) for picture in pictures]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(detector.detect, pictures * 2)) == alone * 2


def test_the_picture_stays_as_it_is(detector: FaceDetector, astronaut: Image):
    before = astronaut.copy()
    detector.detect(astronaut)
    assert np.array_equal(astronaut, before)


# YuNet


def test_yunet_and_haar_frame_a_face_alike(haar: HaarDetector, yunet: YuNetDetector, astronaut: Image):
    (one,), (other,) = haar.detect(astronaut), yunet.detect(astronaut)
    assert one.frame.overlap(other.frame) > 0.6


def test_yunet_knows_how_sure_it_is_and_where_eyes_nose_and_mouth_are(yunet: YuNetDetector, astronaut: Image):
    (face,) = yunet.detect(astronaut)
    assert face.confidence is not None
    assert 0.8 < face.confidence <= 1
    right_eye, left_eye, nose, right_corner, left_corner = face.landmarks
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_corner[0] < left_corner[0]
    assert max(right_eye[1], left_eye[1]) < nose[1] < min(right_corner[1], left_corner[1])


@pytest.mark.parametrize("share", [0.015, 0.03, 0.1, 0.3], ids="{:.1%}".format)
def test_yunet_finds_faces_near_and_far(yunet: YuNetDetector, astronaut: Image, share: float):
    """`share` is the face's width as a share of the picture's."""
    head = astronaut[0:256, 96:352]  # of which the face is 110 pixels wide
    width = 2400
    (face,) = yunet.detect(pasted(resized(head, round(256 * share * width / 110)), width, 1800, 1200))
    assert abs(face.box.width / width - share) < 0.25 * share


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0, 1.5], ids="{:.0%}".format)
def test_yunet_finds_faces_that_fill_the_picture(yunet: YuNetDetector, astronaut: Image, share: float):
    """`share` is how much of the face's frame the picture shows."""
    (found,) = yunet.detect(astronaut)
    cut = found.frame.squared(share * found.frame.width)
    close_up = cv2.resize(Face(found.box, cut).crop(astronaut), (1200, 1200), interpolation=cv2.INTER_CUBIC)
    (face,) = yunet.detect(np.asarray(close_up, np.uint8))
    assert abs(face.frame.width - 1200 / share) < 0.3 * 1200 / share


def test_yunet_leaves_out_faces_too_small_to_read(yunet: YuNetDetector, astronaut: Image):
    head = astronaut[0:256, 96:352]
    assert yunet.detect(pasted(resized(head, 28), 320, 240, 160)) == ()


@pytest.mark.parametrize("content", [b"", b"Dear friend", None], ids=["empty", "a letter", "missing"])
def test_a_file_that_is_not_yunet_is_refused(tmp_path: Path, content: bytes | None, capfd: pytest.CaptureFixture[str]):
    file = tmp_path / "yunet.onnx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DetectorError, match=r"yunet.onnx: expected YuNet's ONNX file"):
        YuNetDetector(file)


# Photographs


@pytest.mark.parametrize(
    ("photo", "faces"),
    [
        ("no-faces.jpg", 0),
        ("obama.jpg", 1),
        ("single_face.jpg", 1),
        ("BWPictureHuman.jpg", 1),  # grey, from the side
        ("Image_with_alpha.png", 1),  # with a hand before the forehead
        ("two_people.jpg", 2),
        ("multi_face.jpg", 5),
    ],
)
def test_yunet_finds_everybody(yunet: YuNetDetector, shared: Path, photo: str, faces: int):
    assert len(yunet.detect(decode((shared / "photos" / photo).read_bytes()))) == faces


@pytest.mark.parametrize(("photo", "faces"), [("no-faces.jpg", 0), ("single_face.jpg", 1), ("two_people.jpg", 2)])
def test_haar_finds_who_faces_the_camera(haar: HaarDetector, shared: Path, photo: str, faces: int):
    assert len(haar.detect(decode((shared / "photos" / photo).read_bytes()))) == faces
