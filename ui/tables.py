"""Tables in plain HTML: they need no pandas on the server, read well aloud, and stand in reports as they are."""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import cv2
import numpy as np
import streamlit as st

from core.images import Image


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture in a cell: JPEG bytes, and what it shows."""

    jpeg: bytes
    alt: str


Cell = str | int | Picture

_FIGURE = re.compile(r"–|<?\s?\d[\d.,\s]*(%|s|ms|min)?")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], caption: str) -> None:
    """Show a table; `caption` says what it holds. One too wide for a phone moves in itself, by keyboard too."""
    st.html(f'<div class="readings-around" tabindex="0">{table(headings, rows, caption)}</div>')


def table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], caption: str) -> str:
    """As HTML. Whatever the cells hold is shown as it is; figures that fill a column stand below one another."""
    rows = list(rows)
    kinds = [' class="figure"' if all(map(_is_figure, column)) else "" for column in zip(*rows, strict=True)]
    kinds = kinds or [""] * len(headings)
    head = "".join(f'<th scope="col"{kind}>{escape(words)}</th>' for words, kind in zip(headings, kinds, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, row, kinds))}</tr>" for row in rows)
    return (
        f'<table class="readings"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def thumbnail(image: Image, alt: str, side: int = 64) -> Picture:
    """The picture in a square of so many pixels, or less."""
    return Picture(jpeg(shrunk(image, side)), alt)


def shrunk(image: Image, longest_side: int) -> Image:
    """The picture with no side longer than so many pixels."""
    scale = longest_side / max(image.shape[:2])
    if scale >= 1:
        return image
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def jpeg(image: Image, quality: int = 85) -> bytes:
    """The picture as a JPEG file."""
    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def picture_tag(picture: Picture) -> str:
    """The picture as HTML that needs no other file."""
    data = base64.b64encode(picture.jpeg).decode()
    return f'<img src="data:image/jpeg;base64,{data}" alt="{escape(picture.alt)}">'


def _is_figure(cell: Cell) -> bool:
    """Whether it is a number, with its unit or without, or stands for one that is missing."""
    return isinstance(cell, int) or (isinstance(cell, str) and bool(_FIGURE.fullmatch(cell)))


def _cell(cell: Cell, kind: str) -> str:
    return f"<td{kind}>{picture_tag(cell) if isinstance(cell, Picture) else escape(str(cell))}</td>"
