"""The YuNet network (Wu, Peng and Yu 2023, doi:10.1007/s11633-023-1423-y) on ONNX Runtime.

OpenCV runs the same file, in two to five times the time: on one thread of a processor with AVX2 a picture of 640 x 480
took 51 ms there and 10 ms here.
"""

import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from core.errors import DetectorError
from core.images import Image

Rows = npt.NDArray[np.float32]

_STRIDES = (8, 16, 32)  # pixels between the places at which the network looks for faces
_OVERLAP = 0.3  # two that share more than this are one face
_CANDIDATES = 5000

onnxruntime.disable_telemetry_events()  # its build for Windows reports to its maker; what is looked at here stays here


class YuNet:
    """The network of one file. Safe to call from several threads. Raises DetectorError for another file."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()  # each look takes memory, up to 80 MB for 1280 pixels: one at a time
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # looks come from many sessions; each is short
        options.log_severity_level = 3  # errors; it warns that the size is not the published one
        try:
            network = _of_any_size(file.read_bytes())
            self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
            self._outputs = [f"{kind}_{stride}" for stride in _STRIDES for kind in ("cls", "obj", "bbox", "kps")]
            self.rows(np.zeros((_STRIDES[-1], 2 * _STRIDES[-1], 3), np.uint8), min_confidence=1.0)
        except Exception as error:  # a file that is something else makes it raise anything
            raise DetectorError(f"{file}: expected YuNet's ONNX file, found something else") from error

    def rows(self, image: Image, min_confidence: float) -> Rows:
        """Each face once, the surest first, float32 (n, 15).

        Columns: x, y, width, height, five landmarks as x and y, confidence in [0, 1]; in pixels of `image`, uint8
        RGB. On narrow strips YuNet may answer with faces larger than there can be.
        """
        height, width = image.shape[:2]
        margins = (0, -height % _STRIDES[-1], 0, -width % _STRIDES[-1])
        whole = cv2.copyMakeBorder(image, *margins, cv2.BORDER_CONSTANT)
        inputs = cv2.dnn.blobFromImage(whole, swapRB=True)  # it learnt from BGR, 0-255
        with self._lock:
            outputs = self._session.run(self._outputs, {"input": inputs})
        found = dict(zip(self._outputs, outputs, strict=True))
        return _each_once(np.concatenate([_at(stride, found, whole.shape[1], min_confidence) for stride in _STRIDES]))


def _of_any_size(network: bytes) -> bytes:
    """The network for pictures of any size.

    The published file wants 640 x 640, though nothing in it depends on that. In its protobuf a size of 640 and a name
    of one letter, which stands for any size, have the same length.
    """
    for name in (b"h", b"w"):
        network = network.replace(b"\x08\x80\x05", b"\x12\x01" + name, 1)
    return network


def _at(stride: int, outputs: dict[str, Any], width: int, min_confidence: float) -> Rows:
    """What was found at one stride, of places row by row in a picture of this width."""
    classes, objects, boxes, points = (outputs[f"{kind}_{stride}"][0] for kind in ("cls", "obj", "bbox", "kps"))
    confidence = np.sqrt(np.clip(classes[:, 0], 0, 1) * np.clip(objects[:, 0], 0, 1))
    (places,) = np.nonzero(confidence >= min_confidence)
    corners = np.stack((places % (width // stride), places // (width // stride)), axis=1)
    with np.errstate(over="ignore"):  # a face of infinite size, which is left out below
        sizes = np.exp(boxes[places, 2:]) * stride
    upper_left = (corners + boxes[places, :2]) * stride - sizes / 2
    landmarks = (np.tile(corners, 5) + points[places]) * stride
    rows = np.column_stack((upper_left, sizes, landmarks, confidence[places]))
    return np.asarray(rows[np.isfinite(rows).all(axis=1)], np.float32)


def _each_once(rows: Rows) -> Rows:
    kept = cv2.dnn.NMSBoxes(rows[:, :4].tolist(), rows[:, 14].tolist(), 0.0, _OVERLAP, top_k=_CANDIDATES)
    return np.asarray(rows[np.asarray(kept, int)])
