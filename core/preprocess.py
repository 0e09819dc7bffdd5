"""From face crops to what the network sees: the one function that training and the app share."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

INPUT_SIZE = 48  # pixels a side: FER-2013's

Crop = npt.NDArray[np.uint8]
Batch = npt.NDArray[np.float32]


def preprocess(crops: Sequence[Crop]) -> Batch:
    """Grayscale, resize, normalise, reshape.

    `crops` are uint8 pictures, 0-255, each (height, width) grey or (height, width, 3) RGB, of any size.
    Returns float32 (n, 48, 48, 1) in [0, 1]; n is 0 for no crops. Anything learnt from data (a mean, a
    variance) is a layer of the network, not a step here. Raises ValueError for another shape or type.
    """
    batch = np.empty((len(crops), INPUT_SIZE, INPUT_SIZE, 1), np.float32)
    for slot, crop in zip(batch, crops, strict=True):
        slot[..., 0] = reduced(crop)
    batch /= 255.0
    return batch


def reduced(crop: Crop) -> Crop:
    """All that the network sees of a crop: grey, uint8 (48, 48). `preprocess` takes it as well as the crop itself."""
    return _shrink(_grey(crop))


def _grey(crop: Crop) -> Crop:
    if crop.dtype != np.uint8 or crop.size == 0:
        raise ValueError(f"expected a crop of uint8 with pixels in it, found {crop.dtype} {crop.shape}")
    if crop.ndim == 2:
        return crop
    if crop.ndim == 3 and crop.shape[2] == 3:
        return cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]
    raise ValueError(f"expected a crop of (height, width) or (height, width, 3), found {crop.shape}")


def _shrink(grey: Crop) -> Crop:
    height, width = grey.shape
    if (height, width) == (INPUT_SIZE, INPUT_SIZE):
        return grey
    # Area averaging keeps a large face from turning into aliased noise; it cannot enlarge, so cubic does that.
    shrinking = min(height, width) >= INPUT_SIZE
    method = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return cv2.resize(grey, (INPUT_SIZE, INPUT_SIZE), interpolation=method)  # type: ignore[return-value]
