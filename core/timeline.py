"""What one visit has seen: moments in time, what was offered, and the person's own words.

Bounded, safe to use from several threads, in memory only: it is gone when the visit ends.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from core.emotions import Emotion, EmotionScores

CAPACITY = 20_000  # moments; five and a half hours of one a second
OFFERS = 1_000  # recommendations that are remembered
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Source(StrEnum):
    """Where a moment was seen."""

    PHOTO = "photo"
    LIVE = "live"
    CLIP = "clip"
    WORD = "word"  # nothing was seen: the person said it


class Verdict(StrEnum):
    """What a person said of a recommendation."""

    HELPED = "helped"
    NOT_FOR_ME = "not_for_me"


@dataclass(frozen=True, slots=True)
class Moment:
    """One face at one time.

    `face` is who it is within the visit, in words; `answer` is the person's own word, which counts before the
    scores; `network` is what read it, where that is known. `at` knows its time zone and is kept in UTC.
    Raises ValueError for a time without a zone.
    """

    at: datetime
    source: Source
    face: str
    scores: EmotionScores
    answer: Emotion | None = None
    network: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _utc(self.at))

    @property
    def emotion(self) -> Emotion:
        """The person's own word; without one, what the scores lean to."""
        return self.answer or self.scores.top

    @property
    def shares(self) -> EmotionScores:
        """What counts: all on the person's own word; without one, the scores."""
        return self.scores if self.answer is None else EmotionScores.certain(self.answer)

    @property
    def is_mixed(self) -> bool:
        """Whether nobody gave a word and no emotion leads clearly."""
        return self.answer is None and self.scores.is_uncertain()


@dataclass(frozen=True, slots=True)
class Recommended:
    """Something that was offered: the catalogue's id and title, and what the person said of it."""

    at: datetime
    item: str
    title: str
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _utc(self.at))


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything that a timeline held at one time, each in order of time."""

    moments: tuple[Moment, ...] = ()
    recommended: tuple[Recommended, ...] = ()


class Timeline:
    """The moments and recommendations of one visit; beyond its capacity the oldest give way."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity < 1:
            raise ValueError(f"expected room for one moment at least, found {capacity}")
        self._capacity = capacity
        self._lock = threading.Lock()  # Live adds from the thread of its camera
        self._next = 0
        self._forgotten, self._forgotten_to = 0, _LONG_AGO  # how many, and the time of the latest
        self._moments: dict[int, Moment] = {}  # in the order of time, as far as they were added so
        self._recommended: list[Recommended] = []

    def add(self, moment: Moment) -> int:
        """Remember a moment. The number that comes back is what `answer` knows it by."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._moments[number] = moment
            self._make_room()
            return number

    def answer(self, number: int, emotion: Emotion | None) -> None:
        """Keep the person's own word for a moment, or take it back; a moment that is forgotten stays so."""
        with self._lock:
            if number in self._moments:
                self._moments[number] = replace(self._moments[number], answer=emotion)

    def take_back(self, number: int) -> None:
        """Forget one moment; one that is forgotten already stays so."""
        with self._lock:
            self._moments.pop(number, None)

    def offer(self, recommended: Recommended) -> None:
        """Remember that something was offered."""
        with self._lock:
            self._recommended = [*self._recommended, recommended][-OFFERS:]

    def judge(self, item: str, verdict: Verdict | None) -> None:
        """Keep what the person says of an item, however often it was offered."""
        with self._lock:
            self._recommended = [
                replace(each, verdict=verdict) if each.item == item else each for each in self._recommended
            ]

    def moments(self) -> tuple[Moment, ...]:
        """Every moment that is remembered, in order of time."""
        return self.journey().moments

    def journey(self) -> Journey:
        """Everything that is remembered."""
        with self._lock:
            moments, recommended = list(self._moments.values()), list(self._recommended)
        return Journey(tuple(sorted(moments, key=_time)), tuple(sorted(recommended, key=_time)))

    @property
    def forgotten(self) -> int:
        """How many moments gave way to later ones; one that comes back and gives way again counts once."""
        with self._lock:
            return self._forgotten

    def merge(self, journey: Journey) -> None:
        """Add a journey from elsewhere, an earlier visit say.

        What is known already is not added twice, and a word or verdict given here is kept.
        """
        with self._lock:
            numbers = {_without_word(moment): number for number, moment in self._moments.items()}
            for moment in journey.moments:
                number = numbers.setdefault(_without_word(moment), self._next)
                self._next += number == self._next
                if number not in self._moments or self._moments[number].answer is None:
                    self._moments[number] = moment
            # The oldest give way first, and those of an earlier visit are older than what is here.
            self._moments = dict(sorted(self._moments.items(), key=lambda item: item[1].at))
            self._make_room(counted_to=self._forgotten_to)
            self._recommended = _merged(self._recommended, journey.recommended)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._moments, self._recommended = {}, []
            self._forgotten, self._forgotten_to = 0, _LONG_AGO

    def _make_room(self, counted_to: datetime = _LONG_AGO) -> None:
        while len(self._moments) > self._capacity:
            gone = self._moments.pop(next(iter(self._moments)))
            self._forgotten += gone.at > counted_to
            self._forgotten_to = max(self._forgotten_to, gone.at)


def _merged(here: Iterable[Recommended], there: Iterable[Recommended]) -> list[Recommended]:
    """Both in order of time, each once; a verdict given here is kept."""
    known = {(each.at, each.item): each for each in there}
    for each in here:
        earlier = known.get((each.at, each.item))
        known[each.at, each.item] = earlier if earlier and each.verdict is None else each
    return sorted(known.values(), key=_time)[-OFFERS:]


def _without_word(moment: Moment) -> Moment:
    return moment if moment.answer is None else replace(moment, answer=None)


def _time(entry: Moment | Recommended) -> datetime:
    return entry.at


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"expected a time with a time zone, found {at.isoformat()}")
    return at if at.tzinfo is UTC else at.astimezone(UTC)
