"""Folders of pictures to read: small ones with one face each."""

import io
from pathlib import Path

import cv2
import PIL.Image
import skimage.data

from core.batch.inputs import Found
from core.batch.reader import Reader
from core.table import Row


def face_jpeg(side: int = 96) -> bytes:
    """A square JPEG of one smiling face, about as small as the Haar cascade needs it."""
    face = cv2.resize(skimage.data.astronaut()[:256, 96:352], (side, side), interpolation=cv2.INTER_AREA)
    file = io.BytesIO()
    PIL.Image.fromarray(face).save(file, "JPEG")
    return file.getvalue()


def folder_of_faces(folder: Path, count: int) -> list[Path]:
    """That many pictures in the folder."""
    folder.mkdir(exist_ok=True)
    files = [folder / f"{number:03}.jpg" for number in range(count)]
    data = face_jpeg()
    for file in files:
        file.write_bytes(data)
    return files


def rows_alone(reader: Reader, found: Found) -> list[Row]:
    """The rows of a file that is read by itself."""
    return reader.rows_of_all([found])[0]
