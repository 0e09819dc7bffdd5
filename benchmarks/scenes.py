"""Pictures to measure with, made of NASA's public-domain portrait of Eileen Collins."""

import io

import cv2
import numpy as np
import PIL.Image
import skimage.data

from core.faces import Box
from core.images import Image

FACES = (1, 4, 16)
WIDTH, HEIGHT = 640, 480
_FACE = 110 / 256  # of the head's width
_BACKGROUNDS = ("coffee", "rocket", "brick", "grass", "gravel", "text", "page", "moon", "retina", "hubble_deep_field")
_HEAD = slice(0, 256), slice(96, 352)  # rows and columns of the portrait


def scene(faces: int) -> Image:
    """640 x 480 pixels with 1, 4 or 16 faces in rows of equal length."""
    rows = round(faces**0.5)
    cell = HEIGHT // rows
    head = cv2.resize(skimage.data.astronaut()[_HEAD], (cell, cell), interpolation=cv2.INTER_AREA)
    picture = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    left = (WIDTH - rows * cell) // 2
    picture[: rows * cell, left : left + rows * cell] = np.tile(head, (rows, rows, 1))
    return picture


def busy_scene(widths: list[int], randomly: np.random.Generator) -> tuple[Image, list[Box]]:
    """640 x 480 pixels of some photograph without a face, and on it faces of these widths, apart from each other.

    Returns it with a box around each; where there is no room for one more, there are fewer.
    """
    ground = getattr(skimage.data, str(randomly.choice(_BACKGROUNDS)))()
    picture = cv2.resize(ground if ground.ndim == 3 else np.dstack([ground] * 3), (WIDTH, HEIGHT))
    boxes: list[Box] = []
    for width in widths:
        side = round(width / _FACE)
        for _ in range(100):
            x, y = int(randomly.integers(0, max(1, WIDTH - side))), int(randomly.integers(0, max(1, HEIGHT - side)))
            box = Box(x, y, side, side)
            if not any(box.overlap(other) for other in boxes):
                _paste(picture, box, mirrored=bool(randomly.integers(2)))
                boxes.append(box)
                break
    return picture, [box.squared(_FACE * box.width) for box in boxes]


def _paste(picture: Image, box: Box, mirrored: bool) -> None:
    """The head as an ellipse with a soft edge."""
    head = skimage.data.astronaut()[_HEAD][:, :: -1 if mirrored else 1]
    head = cv2.resize(head, (box.width, box.height), interpolation=cv2.INTER_AREA)
    across = np.linspace(-1, 1, box.width)
    share = np.clip((1 - np.hypot(across, across[:, None])) / 0.15, 0, 1)[..., None]
    place = picture[box.y : box.y + box.height, box.x : box.x + box.width]
    share, head = share[: place.shape[0], : place.shape[1]], head[: place.shape[0], : place.shape[1]]
    place[:] = share * head + (1 - share) * place


def jpeg(image: Image, width: int, height: int) -> bytes:
    """The picture as a JPEG file of this size, of a quality that telephones use."""
    file = io.BytesIO()
    PIL.Image.fromarray(image).resize((width, height)).save(file, "JPEG", quality=92)
    return file.getvalue()
