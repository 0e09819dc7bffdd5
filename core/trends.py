"""What a journey says: shares, spells, days and hours; and a thinner journey to draw.

Everything here reads moments in order of time, as `Timeline` gives them, and changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.emotions import Emotion, EmotionScores
from core.timeline import Moment

# Longer than this without a moment, and nobody knows what the face did in between.
GAP = timedelta(seconds=10)

# Longer than one visit: what is seen over days has more nights than moments in it.
VISIT = timedelta(hours=12)

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mix:
    """The mean of several moments, where a person's own word has all its weight."""

    moments: int
    shares: EmotionScores


@dataclass(frozen=True, slots=True)
class Spell:
    """How long one emotion led on one face: from the first moment that shows it to the first that does not.

    Where nothing was seen for longer than the gap, or nothing came after, it ends with its last moment.
    """

    face: str
    emotion: Emotion
    start: datetime
    end: datetime
    moments: int

    @property
    def length(self) -> timedelta:
        """How long it held; zero for a single moment with nothing after it."""
        return self.end - self.start


def faces(moments: Iterable[Moment]) -> tuple[str, ...]:
    """Every face, in the order in which they were first seen."""
    return tuple(dict.fromkeys(moment.face for moment in moments))


def mix(moments: Sequence[Moment]) -> Mix:
    """The share of each emotion. Raises ValueError where there are no moments."""
    if not moments:
        raise ValueError("expected a moment at least, found none")
    means = _shares(moments).mean(axis=0).tolist()
    return Mix(len(moments), EmotionScores.from_mapping(dict(zip(Emotion, means, strict=True))))


def by_day(moments: Iterable[Moment], zone: tzinfo) -> Mapping[date, Mix]:
    """The share of each emotion on each day, as calendars in `zone` have it; days without a moment are left out."""
    return _mixes(moments, lambda moment: moment.at.astimezone(zone).date())


def by_hour(moments: Iterable[Moment], zone: tzinfo) -> Mapping[int, Mix]:
    """The share of each emotion in each hour of the day, 0 to 23, as clocks in `zone` have it."""
    return _mixes(moments, lambda moment: moment.at.astimezone(zone).hour)


def is_of_days(moments: Sequence[Moment]) -> bool:
    """Whether there is more than one visit's length between the first moment and the last."""
    return bool(moments) and moments[-1].at - moments[0].at > VISIT


def leads_by_day(moments: Iterable[Moment], zone: tzinfo) -> Mapping[tuple[date, Emotion], int]:
    """In how many moments of each day, as calendars in `zone` have it, each emotion led, where it did at all."""
    return Counter((moment.at.astimezone(zone).date(), moment.emotion) for moment in moments)


def spells(moments: Iterable[Moment], gap: timedelta = GAP) -> tuple[Spell, ...]:
    """Every spell of every face, in order of their start: where one follows another, the expression changed."""
    by_face: dict[str, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_face[moment.face].append(moment)
    found = [spell for of_one in by_face.values() for spell in _spells_of_one(of_one, gap)]
    return tuple(sorted(found, key=lambda spell: spell.start))


def changes(found: Iterable[Spell]) -> int:
    """How often an expression was seen to change: a spell began as the last one of that face ended."""
    count, ends = 0, dict[str, datetime]()
    for spell in found:
        count += ends.get(spell.face) == spell.start
        ends[spell.face] = spell.end
    return count


def held(found: Iterable[Spell]) -> Mapping[Emotion, timedelta]:
    """How long each emotion held, all its spells together; those that never led are left out."""
    total: dict[Emotion, timedelta] = defaultdict(timedelta)
    for spell in found:
        total[spell.emotion] += spell.length
    return dict(total)


def thin(moments: Sequence[Moment], limit: int) -> tuple[Moment, ...]:
    """At most `limit` of the moments, in their order, for a screen that has not more room.

    The first and the last stay, and so does the height of each emotion within each stretch.
    Raises ValueError for a limit below nine, which is what one stretch may need.
    """
    least = len(Emotion) + 2
    if limit < least:
        raise ValueError(f"expected a limit of {least} at least, found {limit}")
    if len(moments) <= limit:
        return tuple(moments)
    shares, kept = _shares(moments), {0, len(moments) - 1}
    stretches = (limit - 2) // len(Emotion)
    edges = np.linspace(0, len(moments), stretches + 1).astype(int)
    for start, end in pairwise(edges.tolist()):
        kept.update((start + shares[start:end].argmax(axis=0)).tolist())
    return tuple(moments[index] for index in sorted(kept))


def _shares(moments: Sequence[Moment]) -> npt.NDArray[np.float64]:
    """(n, 7), in the order of `Emotion`."""
    return np.array([moment.shares.probabilities for moment in moments])


def _mixes(moments: Iterable[Moment], key: Callable[[Moment], _Key]) -> dict[_Key, Mix]:
    groups: dict[_Key, list[Moment]] = defaultdict(list)
    for moment in moments:
        groups[key(moment)].append(moment)
    return {name: mix(groups[name]) for name in sorted(groups)}  # type: ignore[type-var]


def _spells_of_one(moments: Sequence[Moment], gap: timedelta) -> list[Spell]:
    """Moments of one face, one at least."""
    found: list[Spell] = []
    emotions = [moment.emotion for moment in moments]
    start = 0
    for index in range(1, len(moments)):
        seen_on = moments[index].at - moments[index - 1].at <= gap
        if not seen_on or emotions[index] != emotions[start]:
            end = moments[index if seen_on else index - 1].at
            found.append(Spell(moments[start].face, emotions[start], moments[start].at, end, index - start))
            start = index
    last = Spell(moments[start].face, emotions[start], moments[start].at, moments[-1].at, len(moments) - start)
    return [*found, last]
