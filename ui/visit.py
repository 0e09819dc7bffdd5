"""What one visit holds: a person's words, wishes and verdicts, and what was offered to them.

One `Visit` for each browser session, in memory only: it is gone when the visit ends. `visit()` is the way to it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import streamlit as st

from core.emotions import Emotion, EmotionScores
from core.timeline import Journey, Moment, Recommended, Source, Timeline, Verdict
from recommendations.catalogue import Catalogue
from recommendations.context import ANYTHING, Context
from recommendations.history import NOTHING_YET, History
from recommendations.recommend import Recommendation, recommend
from recommendations.recommendation import Part
from recommendations.schema import Activity, Intent, Music, Quote


class NoWord(StrEnum):
    """Answers to "Does that fit?" that name no emotion."""

    UNSAID = "unsaid"  # would rather not say: then the card says nothing of the expression either
    SKIPPED = "skipped"  # does not want to be asked: the reading stands


Answer = Emotion | NoWord
Item = Quote | Activity | Music

SLIP = timedelta(minutes=1)  # a word that another follows sooner was tried out, not meant
ANY_MOOD = EmotionScores.from_mapping(dict.fromkeys(Emotion, 1.0))  # what is offered to somebody who would not say


@dataclass(frozen=True, slots=True)
class Question:
    """What an offer answers. `answered`: the person said what counts, and `scores` follow them."""

    scores: EmotionScores
    answered: bool
    intent: Intent | None
    context: Context


@dataclass(frozen=True, slots=True)
class Offer:
    """A question, and what was known when each part was chosen.

    It holds no text: as `recommend` is pure, it gives the same three again, in whichever language is read.
    """

    question: Question
    known: Mapping[Part, History]


@dataclass
class Visit:
    """Where a `key` is asked for, it names what the person looks at: one face of one photo, say."""

    seed: int = field(default_factory=lambda: secrets.randbelow(2**32))  # each visit has its own order of things
    timeline: Timeline = field(default_factory=Timeline)
    history: History = NOTHING_YET
    context: Context = ANYTHING
    _answers: dict[str, Answer] = field(default_factory=dict)
    _intents: dict[str, Intent] = field(default_factory=dict)
    _offers: dict[str, Offer] = field(default_factory=dict)
    _acted: set[str] = field(default_factory=set)  # of these the person chose, kept or passed something
    _moments: dict[str, int] = field(default_factory=dict)  # their numbers in the timeline
    _said: dict[str, tuple[int, datetime]] = field(default_factory=dict)  # words without a picture: number and time

    def remember(self, key: str, moment: Moment) -> None:
        """Put a moment into the timeline, once for each key; what is answered for the key is kept with it."""
        if not self.is_tied(key):
            self.tie(key, self.timeline.add(moment))

    def tie(self, key: str, number: int) -> None:
        """What is answered for `key` is kept with the moment that the timeline knows by this number."""
        self._moments[key] = number
        self._tell_timeline(key)

    def is_tied(self, key: str) -> bool:
        """Whether what is answered for `key` has its moment in the timeline."""
        return key in self._moments

    def answer_to(self, key: str) -> Answer | None:
        """What the person said; None as long as they have not."""
        return self._answers.get(key)

    def words(self, keys: Mapping[int, str]) -> dict[int, Emotion]:
        """The emotions that the person named, by the numbers under which their keys are given."""
        given = {number: self._answers.get(key) for number, key in keys.items()}
        return {number: answer for number, answer in given.items() if isinstance(answer, Emotion)}

    def answer(self, key: str, answer: Answer | None) -> None:
        """Keep what the person says; None takes it back."""
        if answer is None:
            self._answers.pop(key, None)
        else:
            self._answers[key] = answer
        self._tell_timeline(key)

    def say(self, key: str, answer: Answer | None, who: str, at: datetime) -> None:
        """Keep a word that was given without a picture, at that time; None takes it back.

        Each word is a moment of its own in the timeline, of the face `who`, unless it corrects a slip.
        """
        self.answer(key, answer)
        said = self._said.pop(key, None)  # only the latest can be taken back
        if said and (answer is None or at - said[1] < SLIP):
            self.timeline.take_back(said[0])
        if isinstance(answer, Emotion):
            moment = Moment(at, Source.WORD, who, EmotionScores.certain(answer), answer)
            self._said[key] = self.timeline.add(moment), at

    def _tell_timeline(self, key: str) -> None:
        if key in self._moments:
            answer = self._answers.get(key)
            self.timeline.answer(self._moments[key], answer if isinstance(answer, Emotion) else None)

    def load(self, journey: Journey) -> None:
        """Add a journey of an earlier visit; what was said of its recommendations counts again, the latest of each."""
        self.timeline.merge(journey)
        latest = {each.item: each.verdict for each in self.timeline.journey().recommended if each.verdict}
        for item, verdict in latest.items():
            self.timeline.judge(item, verdict)
            if verdict is Verdict.HELPED:
                self.history = self.history.with_helped(item)
            else:
                self.history = self.history.with_not_for_me(item)

    def forget(self) -> None:
        """Forget the journey, and what was said of recommendations with it. What was saved stays."""
        self.timeline.clear()
        self.history = replace(self.history, helped=frozenset(), not_for_me=frozenset())
        self._offers.clear()  # their reasons may speak of what helped

    def wish(self, key: str, intent: Intent) -> None:
        """Keep what the person would like from what is offered."""
        self._intents[key] = intent
        self.act(key)

    def question(self, key: str, scores: EmotionScores) -> Question:
        """What to offer for: the person's own word where there is one, else `scores`."""
        answer = self._answers.get(key)
        if isinstance(answer, Emotion):
            scores = EmotionScores.certain(answer)
        elif answer is NoWord.UNSAID:
            scores = ANY_MOOD
        return Question(scores, answer not in (None, NoWord.SKIPPED), self._intents.get(key), self.context)

    def recommendation(self, catalogue: Catalogue, key: str, scores: EmotionScores) -> Recommendation:
        """What is offered for `key`. It stays until the question changes or another is asked for."""
        question = self.question(key, scores)
        offer = self._offers.get(key)
        if offer is None or offer.question != question:
            offer = self._offers[key] = Offer(question, dict.fromkeys(Part, self.history))
            self._show(*_parts(self._made(catalogue, offer)).values())
        return self._made(catalogue, offer)

    def another(self, key: str) -> None:
        """Offer three new things for `key`."""
        self._offers.pop(key, None)
        self.act(key)

    def act(self, key: str) -> None:
        """The person did something about what is offered for `key`: chose, kept or passed something of it."""
        self._acted.add(key)

    def is_own(self, key: str) -> bool:
        """Whether the person answered for `key`, or did something about what is offered for it."""
        return key in self._answers or key in self._acted

    def let_go(self, key: str) -> None:
        """What is offered for `key` gives way for good; what was answered for it stays."""
        self._offers.pop(key, None)
        self._intents.pop(key, None)
        self._acted.discard(key)

    def save(self, item: str) -> None:
        """Keep an item's id, or let it go where it is kept already."""
        self.history = self.history.with_saved(item)

    def helped(self, item: str) -> None:
        """An item helped; said twice, it is taken back."""
        if item in self.history.helped:
            self.history = replace(self.history, helped=self.history.helped - {item})
            self.timeline.judge(item, None)
        else:
            self.history = self.history.with_helped(item)
            self.timeline.judge(item, Verdict.HELPED)

    def not_for_me(self, catalogue: Catalogue, key: str, item: str) -> None:
        """An item is not for this person: something else takes its place in the offer for `key`, the rest stays.

        Of quick taps, an earlier one may have done away with the offer or the item: the verdict counts all the same.
        """
        self.history = self.history.with_not_for_me(item)
        self.timeline.judge(item, Verdict.NOT_FOR_ME)
        if offer := self._offers.get(key):
            for part, each in _parts(self._made(catalogue, offer)).items():
                if each.id == item:
                    self._replace(catalogue, key, offer, part)

    def _replace(self, catalogue: Catalogue, key: str, offer: Offer, part: Part) -> None:
        offer = self._offers[key] = replace(offer, known={**offer.known, part: self.history})
        self._show(_parts(self._made(catalogue, offer))[part])

    def _made(self, catalogue: Catalogue, offer: Offer) -> Recommendation:
        question = offer.question
        return recommend(
            catalogue,
            question.scores,
            answered=question.answered,
            intent=question.intent,
            context=question.context,
            history=offer.known,
            seed=self.seed,
        )

    def _show(self, *items: Item) -> None:
        self.history = self.history.with_shown(*(item.id for item in items))
        for item in items:
            self.timeline.offer(Recommended(datetime.now(UTC), item.id, title_of(item)))


def visit() -> Visit:
    """This person's visit."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = Visit()
    held: Visit = st.session_state["visit"]
    return held


def timeline() -> Timeline:
    """What this visit has seen."""
    return visit().timeline


def title_of(item: Item) -> str:
    """What to call an item in one line."""
    if isinstance(item, Quote):
        return f"“{item.text}” — {item.author}"
    return item.title if isinstance(item, Activity) else f"{item.title}, {item.artist}"


def _parts(made: Recommendation) -> Mapping[Part, Item]:
    """Without music where the person asked for silence."""
    parts: dict[Part, Item] = {Part.QUOTE: made.quote, Part.ACTIVITY: made.activity}
    return parts | {Part.MUSIC: made.music} if made.music else parts
