"""Random changes to a face that leave its expression as it was.

The app's faces come from a detector and a webcam, not from FER-2013's own framing, so position, scale and
tilt are jittered, and light, blur and compression are worsened as webcams do.
"""

from dataclasses import astuple, dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

Crop = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class AugmentConfig:
    """How far each change goes: angles in degrees, shares of the side or of the range, chances in [0, 1]."""

    rotation: float = 15.0
    scale: float = 0.15
    shift: float = 0.12
    flip: float = 0.5
    contrast: float = 0.3
    brightness: float = 0.2
    erase: float = 0.4
    degrade: float = 0.15  # blur, or JPEG, each with this chance

    def scaled(self, strength: float) -> "AugmentConfig":
        """Every change goes `strength` times as far, or happens so much more seldom; 0 is no change at all.

        A mirrored face is as likely as the other, whatever the strength, unless that is 0.
        """
        scaled = AugmentConfig(*[strength * value for value in astuple(self)])
        return replace(scaled, flip=self.flip) if strength else scaled


def augment(crop: Crop, config: AugmentConfig, rng: np.random.Generator) -> Crop:
    """A changed copy of one grey crop, uint8 (side, side), 0-255."""
    crop = _move(crop, config, rng)
    crop = _degrade(crop, config, rng)
    crop = _relight(crop, config, rng)
    if rng.random() < config.erase:
        _erase(crop, rng)
    return crop


def _move(crop: Crop, config: AugmentConfig, rng: np.random.Generator) -> Crop:
    side = crop.shape[0]
    centre = (side - 1) / 2
    angle = rng.uniform(-config.rotation, config.rotation)
    matrix = cv2.getRotationMatrix2D((centre, centre), angle, 1 + rng.uniform(-config.scale, config.scale))
    matrix[:, 2] += rng.uniform(-config.shift, config.shift, 2) * side
    if rng.random() < config.flip:
        # Mirror first, then move: column -> (side - 1) - column.
        matrix[:, 2] += matrix[:, 0] * (side - 1)
        matrix[:, 0] *= -1
    moved = cv2.warpAffine(crop, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.uint8)


def _degrade(crop: Crop, config: AugmentConfig, rng: np.random.Generator) -> Crop:
    if rng.random() < config.degrade:
        crop = np.asarray(cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.2)), np.uint8)
    if rng.random() < config.degrade:
        quality = int(rng.integers(20, 70))
        _, packed = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, quality])
        crop = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return crop


def _relight(crop: Crop, config: AugmentConfig, rng: np.random.Generator) -> Crop:
    contrast = 1 + rng.uniform(-config.contrast, config.contrast)
    middle = float(crop.mean())
    offset = middle * (1 - contrast) + 255 * rng.uniform(-config.brightness, config.brightness)
    # convertScaleAbs would fold negatives back into light; clip them to black instead.
    return np.asarray(np.clip(crop * contrast + offset, 0, 255), np.uint8)


def _erase(crop: Crop, rng: np.random.Generator) -> None:
    """Hide a rectangle of 2 to 20 % of the area behind one grey (Zhong et al. 2017, arXiv:1708.04896)."""
    side = crop.shape[0]
    area, aspect = rng.uniform(0.02, 0.2) * side * side, np.exp(rng.uniform(-0.7, 0.7))
    height = min(side, round(float(np.sqrt(area * aspect))))
    width = min(side, round(float(np.sqrt(area / aspect))))
    top, left = rng.integers(0, side - height + 1), rng.integers(0, side - width + 1)
    crop[top : top + height, left : left + width] = rng.integers(0, 256)
