"""YuNet's network, against OpenCV's own reader of the same file."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DetectorError
from core.images import Image, decode
from core.yunet import YuNet


@pytest.fixture(scope="module")
def network(shared: Path) -> YuNet:
    return YuNet(shared / "weights" / "face_detection_yunet_2023mar.onnx")


@pytest.fixture(scope="module")
def opencv(shared: Path) -> cv2.FaceDetectorYN:
    file = shared / "weights" / "face_detection_yunet_2023mar.onnx"
    return cv2.FaceDetectorYN.create(str(file), "", (320, 320), 0.5, 0.3, 5000)


def rows_of(opencv: cv2.FaceDetectorYN, image: Image) -> np.ndarray:
    opencv.setInputSize((image.shape[1], image.shape[0]))
    _, rows = opencv.detect(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return np.zeros((0, 15), np.float32) if rows is None else np.asarray(rows)


@pytest.mark.parametrize("side", [640, 321, 160])
@pytest.mark.parametrize("photo", ["multi_face.jpg", "two_people.jpg", "obama.jpg", "no-faces.jpg"])
def test_the_same_faces_are_found_as_by_opencv(
    network: YuNet, opencv: cv2.FaceDetectorYN, shared: Path, photo: str, side: int
) -> None:
    image = decode((shared / "photos" / photo).read_bytes())
    scale = side / max(image.shape[:2])
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    np.testing.assert_allclose(network.rows(small, 0.5), rows_of(opencv, small), atol=1e-3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.integers(1, 200), st.integers(1, 200), st.integers(0, 10))
def test_whatever_the_pictures_size_its_faces_are_finite(
    network: YuNet, astronaut: Image, width: int, height: int, seed: int
) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    for image in (noise, np.asarray(cv2.resize(astronaut, (width, height)), np.uint8)):
        rows = network.rows(image, 0.1)
        assert rows.shape[1:] == (15,)
        assert np.isfinite(rows).all()
        assert (rows[:, 2:4] > 0).all()
        assert (np.diff(rows[:, 14]) <= 0).all()


def test_one_face_is_found_once_however_unsure(network: YuNet, astronaut: Image) -> None:
    sure, doubtful = network.rows(astronaut, 0.7), network.rows(astronaut, 0.1)
    assert len(sure) == 1
    assert len(doubtful) < 5  # many more places answer for one face
    np.testing.assert_array_equal(doubtful[0], sure[0])


@pytest.mark.parametrize("content", [b"", b"not a network", None], ids=["nothing", "text", "another network"])
def test_another_file_is_refused(tmp_path: Path, shared: Path, content: bytes | None) -> None:
    file = tmp_path / "yunet.onnx"
    whole = (shared / "weights" / "face_detection_yunet_2023mar.onnx").read_bytes()
    file.write_bytes(whole.replace(b"cls_8", b"clz_8") if content is None else content)
    with pytest.raises(DetectorError, match="expected YuNet's ONNX file"):
        YuNet(file)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DetectorError, match=r"nowhere\.onnx: expected YuNet's ONNX file"):
        YuNet(tmp_path / "nowhere.onnx")
