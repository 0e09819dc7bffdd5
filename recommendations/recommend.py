"""Choose a quote, something to do and something to listen to. Pure: the same question has the same answer.

How one item is chosen among many:
1. The pool holds what suits the intent and at least one leading emotion. An emotion leads while its share is less
   than `SURE_LEAD` behind the largest. For a person who would rather not say, all seven lead, and the pool holds only
   what suits every one of them.
2. Of these, the items that leave the fewest wishes open, the dearest wish first (see `Filter`).
3. Of these, the ones shown least often; for a check-in, those that ask how it is; then those that suit every leading
   emotion.
4. Of these, one by lot: drawn from the seed, and weighted by how much of the whole distribution the item covers and
   by what helped, was saved, or was not for this person.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import TypeVar

from core.emotions import SURE_LEAD, Emotion, EmotionScores
from recommendations.catalogue import Catalogue
from recommendations.context import ANYTHING, Context, Filter
from recommendations.history import NOTHING_YET, History
from recommendations.reasons import Grounds, Liking, reason
from recommendations.recommendation import Part, Recommendation
from recommendations.schema import Activity, Family, Intent, Music, Quote

__all__ = ["ANYTHING", "DEFAULT_INTENT", "NOTHING_YET", "Context", "Filter", "History", "Recommendation", "recommend"]

# A feeling that hurts is slowed down or kept company before it is changed.
DEFAULT_INTENT: Mapping[Emotion, Intent] = MappingProxyType(
    {
        Emotion.ANGRY: Intent.CALM,
        Emotion.DISGUST: Intent.CALM,
        Emotion.FEAR: Intent.CALM,
        Emotion.HAPPY: Intent.MATCH,
        Emotion.SAD: Intent.MATCH,
        Emotion.SURPRISE: Intent.MATCH,
        Emotion.NEUTRAL: Intent.LIFT,
    }
)

SHARPNESS = 4  # how much more an item counts that covers more of the distribution
MOST_TASTE = 3  # so many verdicts on one family count, no more: one taste never takes over

Choice = TypeVar("Choice", Quote, Activity, Music)
Cost = TypeVar("Cost", bound=tuple[int, ...])


def recommend(
    catalogue: Catalogue,
    scores: EmotionScores,
    *,
    answered: bool = False,
    intent: Intent | None = None,
    context: Context = ANYTHING,
    history: History | Mapping[Part, History] = NOTHING_YET,
    seed: int = 0,
) -> Recommendation:
    """Something that suits `scores` and meets `context`, or says which wish it does not meet.

    `answered`: the person named the emotion; then `scores` is certain of it, and the reason says that it follows them.
    Or they would rather not name one; then `scores` is even, nothing is claimed, and what suits any mood is offered.
    `intent` None takes the default for the leading emotion, and calm where none is sure to lead.
    `history` is one for each part where they are chosen at different times; else one for all three.
    """
    unsure = scores.is_uncertain()
    check_in = unsure and not answered
    aim = intent or (Intent.CALM if unsure else DEFAULT_INTENT[scores.top])
    known = dict.fromkeys(Part, history) if isinstance(history, History) else history
    choosers = {part: _Chooser(catalogue, scores, aim, context, known[part], seed, check_in) for part in Part}
    quote, missed_by_quote = choosers[Part.QUOTE].choose(catalogue.quotes)
    activity, missed_by_activity = choosers[Part.ACTIVITY].choose(catalogue.activities)
    music, missed_by_music = (None, ()) if context.sound is False else choosers[Part.MUSIC].choose(catalogue.music)
    missed = missed_by_quote, missed_by_activity, missed_by_music
    relaxed = tuple(wish for wish in Filter if any(wish in wishes for wishes in missed))
    liked = choosers[Part.ACTIVITY].taste[activity.family] > 0
    grounds = Grounds(
        scores=scores,
        answered=answered,
        check_in=check_in and not intent and activity.family is Family.NOTICING,
        intent=aim,
        asked=intent is not None,
        context=context,
        liking=_liking(catalogue, known[Part.ACTIVITY], activity.family) if liked else None,
        relaxed=relaxed,
    )
    return Recommendation(quote, activity, music, reason(catalogue.reasons, grounds, activity), aim, relaxed, check_in)


class _Chooser:
    """All that one choice depends on, worked out once for the three kinds."""

    def __init__(
        self,
        catalogue: Catalogue,
        scores: EmotionScores,
        intent: Intent,
        context: Context,
        history: History,
        seed: int,
        check_in: bool,
    ) -> None:
        self.shares = dict(scores.items())
        self.leaders = frozenset(emotion for emotion, share in scores.items() if scores.confidence - share < SURE_LEAD)
        self.intent = intent
        self.context = context
        self.declined = history.not_for_me
        self.times_shown = Counter(history.shown)
        self.seed = seed
        self.check_in = check_in
        self.unsaid = scores.is_uncertain() and not check_in
        self.taste = _taste(catalogue, history)

    def choose(self, items: tuple[Choice, ...]) -> tuple[Choice, tuple[Filter, ...]]:
        """One item, and the filters it leaves open."""
        pool = [item for item in items if self.intent in item.intents and not self.leaders.isdisjoint(item.emotions)]
        if self.unsaid:  # a catalogue may have nothing for every mood; there is always something to offer
            pool = [item for item in pool if self.leaders.issubset(item.emotions)] or pool
        fewest, able = _least(pool, self._misses)
        _, first = _least(able, self._rank)
        chosen = min(first, key=self._lot)
        return chosen, tuple(wish for wish, missed in zip(Filter, fewest, strict=False) if missed)

    def _misses(self, item: Quote | Activity | Music) -> tuple[bool, ...]:
        """Whether `item` fails each filter, in the order of `Filter`; only an activity can fail more than the first."""
        declined = item.id in self.declined
        return (declined, *self.context.misses(item)) if isinstance(item, Activity) else (declined,)

    def _rank(self, item: Quote | Activity | Music) -> tuple[int, bool, bool]:
        """The smallest goes first."""
        asks = isinstance(item, Activity) and item.family is Family.NOTICING
        return self.times_shown[item.id], self.check_in and not asks, not self.leaders.issubset(item.emotions)

    def _lot(self, item: Quote | Activity | Music) -> float:
        """Smallest wins: a weighted draw without replacement (Efraimidis and Spirakis 2006, Inf. Process. Lett. 97)."""
        digest = blake2b(f"{self.seed}/{item.id}".encode(), digest_size=8).digest()
        luck = (int.from_bytes(digest) + 1) / 2**64  # in (0, 1]
        return -math.log(luck) / self._weight(item)

    def _weight(self, item: Quote | Activity | Music) -> float:
        """More for an item that covers more of the distribution, with few emotions, of a family that is liked."""
        covered = sum(self.shares[emotion] for emotion in item.emotions)
        fit = covered**SHARPNESS / math.sqrt(len(item.emotions))
        return fit * 2.0 ** self.taste[item.family] * self._nearness(item)

    def _nearness(self, item: Quote | Activity | Music) -> float:
        """1 for what fits the minutes, and less the longer an activity takes beyond them."""
        if self.context.minutes is None or not isinstance(item, Activity):
            return 1.0
        return min(1.0, self.context.minutes / item.minutes) ** 2


def _least(items: list[Choice], cost: Callable[[Choice], Cost]) -> tuple[Cost, list[Choice]]:
    """The lowest cost among `items`, and all that have it."""
    costs = [cost(item) for item in items]
    lowest = min(costs)
    return lowest, [item for item, each in zip(items, costs, strict=True) if each == lowest]


def _taste(catalogue: Catalogue, history: History) -> Counter[str]:
    """How much of each family helped or was saved, less what was not for this person; 0 for the unknown."""
    taste = _families(catalogue, history.helped.union(history.saved))
    taste.subtract(_families(catalogue, history.not_for_me))
    return Counter({family: max(-MOST_TASTE, min(MOST_TASTE, count)) for family, count in taste.items()})


def _liking(catalogue: Catalogue, history: History, family: Family) -> Liking:
    """What speaks for a family that is liked: that it helped says more than that it was saved."""
    return Liking.HELPED if family in _families(catalogue, history.helped) else Liking.SAVED


def _families(catalogue: Catalogue, ids: frozenset[str]) -> Counter[str]:
    """How many of these are of each family. Ids of another catalogue are left out."""
    return Counter(catalogue.by_id[item].family for item in ids & catalogue.by_id.keys())
