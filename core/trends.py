"""What a journey says: shares, spells, days and hours; and a thinner journey to draw.

Everything here reads moments in order of time, as `Timeline` gives them, and changes nothing.
"""

from collections import defaultdict
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
    """The mean of several moments, where a person's own word has all its weight.

    `leads` says in how many of them each emotion led, in the order of `Emotion`.
    """

    moments: int
    shares: EmotionScores
    leads: tuple[int, ...]


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
    return _mixes(moments, lambda _: 0)[0]


def by_day(moments: Sequence[Moment], zone: tzinfo) -> Mapping[date, Mix]:
    """The share of each emotion on each day, as calendars in `zone` have it; days without a moment are left out."""
    return _mixes(moments, lambda moment: moment.at.astimezone(zone).date())


def by_hour(moments: Sequence[Moment], zone: tzinfo) -> Mapping[int, Mix]:
    """The share of each emotion in each hour of the day, 0 to 23, as clocks in `zone` have it."""
    return _mixes(moments, lambda moment: moment.at.astimezone(zone).hour)


def is_of_days(moments: Sequence[Moment]) -> bool:
    """Whether there is more than one visit's length between the first moment and the last."""
    return bool(moments) and moments[-1].at - moments[0].at > VISIT


def spells(moments: Iterable[Moment], gap: timedelta = GAP) -> tuple[Spell, ...]:
    """Every spell of every face, in order of their start: where one follows another, the expression changed."""
    by_face: dict[str, list[tuple[datetime, Emotion]]] = defaultdict(list)
    for moment in moments:
        by_face[moment.face].append((moment.at, moment.emotion))
    found = [spell for face, seen in by_face.items() for spell in _spells_of_one(face, seen, gap)]
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
    return np.array([moment.shares.probabilities for moment in moments]).reshape(-1, len(Emotion))


def _mixes(moments: Sequence[Moment], key: Callable[[Moment], _Key]) -> dict[_Key, Mix]:
    """All at once: a journey may be long, and is counted each time that its page is drawn."""
    keys = [key(moment) for moment in moments]
    names = sorted(set(keys))  # type: ignore[type-var]
    place = {name: index for index, name in enumerate(names)}
    places = np.array([place[name] for name in keys], np.intp)
    shares = _shares(moments)
    sums, leads = np.zeros((len(names), len(Emotion))), np.zeros((len(names), len(Emotion)), np.intp)
    np.add.at(sums, places, shares)
    np.add.at(leads, (places, shares.argmax(axis=1)), 1)
    return {
        name: Mix(sum(counts), EmotionScores.from_mapping(dict(zip(Emotion, total, strict=True))), tuple(counts))
        for name, total, counts in zip(names, sums.tolist(), leads.tolist(), strict=True)
    }


def _spells_of_one(face: str, seen: Sequence[tuple[datetime, Emotion]], gap: timedelta) -> list[Spell]:
    """Of one face, of which there is a moment at least."""
    found: list[Spell] = []
    start, emotion = seen[0]
    moments, before = 0, start
    for at, leader in seen:
        if leader is not emotion or at - before > gap:
            found.append(Spell(face, emotion, start, at if at - before <= gap else before, moments))
            start, emotion, moments = at, leader, 0
        moments, before = moments + 1, at
    return [*found, Spell(face, emotion, start, before, moments)]
