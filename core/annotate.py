"""Drawing on pictures: boxes with words, and heat maps. Nothing here changes the picture that it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from core.analysis import FaceReading
from core.emotions import COLOURS, Emotion, percent
from core.faces import Box
from core.images import Image

Colour = tuple[int, int, int]

_FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"  # its Latin letters

_HEAT_SIDE = 480  # pixels
_KEPT = 30  # the height of letters, in pixels, up to which a drawn label is kept

ENGLISH: Mapping[Emotion, str] = {emotion: emotion.value for emotion in Emotion}


@dataclass(frozen=True, slots=True)
class Mark:
    """What to draw for one face: its box, an emotion with its share in [0, 1], and its number among several.

    `sure` is False where the emotion only may be so: then a question mark says it. `share` may be None.
    """

    box: Box
    emotion: Emotion
    share: float | None
    sure: bool = True
    number: int | None = None


def draw(
    image: Image,
    readings: Sequence[FaceReading],
    names: Mapping[Emotion, str] = ENGLISH,
    selected: int | None = None,
) -> Image:
    """A copy of the picture with a box, the emotion's name and its share for every reading.

    `names` are the words to write; `selected` is the position of a reading to draw with a heavier line.
    Colour is never the only sign: the word stands beside it. Several readings carry their numbers, from 1.
    """
    numbers = range(1, len(readings) + 1) if len(readings) > 1 else [None]
    marks = [_mark(reading, number) for reading, number in zip(readings, numbers, strict=False)]
    return draw_marks(image, marks, names, selected)


def draw_marks(
    image: Image,
    marks: Sequence[Mark],
    names: Mapping[Emotion, str] = ENGLISH,
    selected: int | None = None,
) -> Image:
    """As `draw`, with the emotion to show chosen by the caller."""
    drawn = image.copy()
    unit = _unit(*image.shape[:2])
    for index, mark in enumerate(marks):
        _outline(drawn, mark, round(unit * (6 if index == selected else 2)))
    taken: list[Box] = []
    for mark in marks:  # after every line, so that no line crosses a word
        taken.append(_caption(drawn, mark, names, round(15 * unit), taken))
    return drawn


def _unit(height: int, width: int) -> float:
    """How many pixels are one where the longest side is 640; of a strip, only so much counts as twice its width."""
    return max(1.0, min(max(height, width), 2 * min(height, width)) / 640)


def _mark(reading: FaceReading, number: int | None) -> Mark:
    scores = reading.scores
    return Mark(reading.face.box, scores.top, scores.confidence, not scores.is_uncertain(), number)


def overlay(image: Image, reading: FaceReading, emotion: Emotion) -> Image:
    """A copy of the face's frame, uint8 (side, side, 3), with what spoke for `emotion` in warm colours.

    It is shrunk where its side is longer than 480 pixels.
    Raises ValueError where the reading carries no activation map.
    """
    if reading.activation is None:
        raise ValueError("expected a reading with an activation map, found one without")
    crop = _small(reading.face.crop(image))
    heat = np.maximum(reading.activation[..., list(Emotion).index(emotion)], 0.0)
    heat = cv2.resize(heat / max(float(heat.max()), 1e-6), crop.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    strength = np.clip(heat, 0.0, 1.0)[..., None]
    coloured = cv2.applyColorMap((strength * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)[..., None]
    return np.asarray(grey * (1 - 0.6 * strength) + coloured * (0.6 * strength), np.uint8)


def _small(crop: Image) -> Image:
    """No larger than a heat map is ever shown: a close-up may have forty megapixels."""
    if len(crop) <= _HEAT_SIDE:
        return crop
    return np.asarray(cv2.resize(crop, (_HEAT_SIDE, _HEAT_SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _outline(image: Image, mark: Mark, thickness: int) -> None:
    box = mark.box
    corners = (box.x, box.y), (box.x + box.width, box.y + box.height)
    # A dark line under the coloured one keeps it visible on any background.
    cv2.rectangle(image, *corners, (20, 20, 20), thickness + 2, cv2.LINE_AA)
    cv2.rectangle(image, *corners, _rgb(COLOURS[mark.emotion]), thickness, cv2.LINE_AA)


def _caption(image: Image, mark: Mark, names: Mapping[Emotion, str], size: int, taken: Sequence[Box]) -> Box:
    """Where the words are now: above the box, or else below or in it, not over other words that could be spared."""
    words = f"{names[mark.emotion]}{'' if mark.sure else '?'}"
    if mark.share is not None:
        words = f"{words} {percent(mark.share)}"
    if mark.number is not None:
        words = f"{mark.number} · {words}"
    # Those of live pictures and clips come again and again; those of a photo are large, and seldom do.
    label = (_kept_label if size <= _KEPT else _label)(words, _rgb(COLOURS[mark.emotion]), size)
    height, width = label.shape[:2]
    left, lowest = max(0, min(mark.box.x, image.shape[1] - width)), image.shape[0] - height
    tops = mark.box.y - height, min(mark.box.y + mark.box.height, lowest), mark.box.y
    places = [Box(left, max(0, top), width, height) for top in tops if top >= 0] or [Box(left, 0, width, height)]
    place = next((place for place in places if not any(map(place.overlap, taken))), places[0])
    _paste(image, label, place.y, place.x)
    return place


def _paste(image: Image, label: Image, top: int, left: int) -> None:
    room = image[top : top + label.shape[0], left : left + label.shape[1]]
    room[:] = label[: room.shape[0], : room.shape[1]]


def _label(words: str, colour: Colour, size: int) -> npt.NDArray[np.uint8]:
    """Words on a coloured ground. OpenCV's own letters know no accents, nor do Pillow's, so it writes with others."""
    font = PIL.ImageFont.truetype(_FONT, size)
    left, _, right, _ = font.getbbox(words)
    margin = max(2, size // 4)
    patch = PIL.Image.new("RGB", (round(right - left) + 2 * margin, round(size * 1.25) + margin), colour)
    ink = (0, 0, 0) if _luminance(colour) > 0.179 else (255, 255, 255)  # the better contrast of the two
    PIL.ImageDraw.Draw(patch).text((margin - left, margin // 2), words, fill=ink, font=font)
    return np.asarray(patch)


_kept_label = lru_cache(maxsize=256)(_label)  # of 40 KB at most


def _rgb(colour: str) -> Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """Relative luminance in [0, 1] (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
