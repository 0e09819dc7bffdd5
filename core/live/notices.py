"""What a live picture lacks, said openly: too dark, covered, nobody there, too far away, unsure."""

import math
from enum import StrEnum

import numpy as np

from core.held import Held
from core.images import Image
from core.live.record import GAP


class Notice(StrEnum):
    """Something that a person should know about the picture; a page has a sentence for each."""

    COVERED = "covered"
    DARK = "dark"
    NO_FACE = "no_face"
    TOO_SMALL = "too_small"
    UNSURE = "unsure"
    FAILING = "failing"


# Seconds for which something must be so, or no longer so, before it is said, or no longer said.
PATIENCE = 0.7

# On a scale of 0 to 255. A muted camera sends black; a hand or a shutter leaves an even, dim patch.
_BLACK, _EVEN, _DIM = 16.0, 10.0, 70.0


def light(picture: Image) -> Notice | None:
    """COVERED, DARK or None.

    Judged by the brightest parts of the whole picture and never by the face: skin may be dark in good light.
    """
    grey = np.sort(picture[::16, ::16].mean(axis=2), axis=None)
    low, bright = grey[len(grey) // 20], grey[len(grey) * 19 // 20]
    if bright < _BLACK or (bright < 2 * _DIM and bright - low < _EVEN):
        return Notice.COVERED
    return Notice.DARK if bright < _DIM else None


class NoticeBoard:
    """Which notices stand; each comes and goes only after `PATIENCE` seconds, so that none flickers."""

    def __init__(self) -> None:
        self._held = {notice: Held(False) for notice in Notice}
        self._at = -math.inf

    def update(self, seen: frozenset[Notice], at: float) -> None:
        """Take in what is so at this moment. After a break nothing has been so for any time."""
        fresh, self._at = at - self._at > GAP, at
        for notice, held in self._held.items():
            before = held.alone() if fresh else held
            self._held[notice] = before.towards(notice in seen, at, PATIENCE)

    @property
    def standing(self) -> tuple[Notice, ...]:
        """In the order of `Notice`."""
        return tuple(notice for notice, held in self._held.items() if held.value)
