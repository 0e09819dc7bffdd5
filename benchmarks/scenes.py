"""Pictures to measure with, made of NASA's public-domain portrait of Eileen Collins."""

import io

import cv2
import numpy as np
import PIL.Image
import skimage.data

from core.images import Image

FACES = (1, 4, 16)
WIDTH, HEIGHT = 640, 480
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


def jpeg(image: Image, width: int, height: int) -> bytes:
    """The picture as a JPEG file of this size, of a quality that telephones use."""
    file = io.BytesIO()
    PIL.Image.fromarray(image).resize((width, height)).save(file, "JPEG", quality=92)
    return file.getvalue()
