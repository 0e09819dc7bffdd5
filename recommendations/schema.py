"""What an entry of the catalogue is. Strict: an unknown key, a missing one or a value out of range fails at load."""

from enum import StrEnum
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.emotions import Emotion

ENGLISH = "en"  # the language that the catalogue is written in


class Intent(StrEnum):
    """What a person would like from a recommendation."""

    LIFT = "lift"  # a little lighter or livelier
    CALM = "calm"  # slower and steadier
    MATCH = "match"  # company in what is there, with no wish to change it


class Family(StrEnum):
    """Activities of one family resemble each other: who was helped by one may like another."""

    NOTICING = "noticing"  # how is it with me? What a check-in offers
    BREATH = "breath"
    SENSES = "senses"
    BODY = "body"
    OUTDOORS = "outdoors"
    THOUGHTS = "thoughts"
    WRITING = "writing"
    KINDNESS = "kindness"  # towards oneself
    PEOPLE = "people"
    DOING = "doing"
    PLAY = "play"


class Company(StrEnum):
    """Who an activity is for."""

    ALONE = "alone"
    TOGETHER = "together"
    EITHER = "either"


class Setting(StrEnum):
    """Where an activity can be done."""

    ANYWHERE = "anywhere"
    INDOORS = "indoors"
    OUTDOORS = "outdoors"


Element = TypeVar("Element")


def _without_repeats(values: tuple[Element, ...]) -> tuple[Element, ...]:
    if len(set(values)) < len(values):
        raise ValueError("expected each value once")
    return values


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Https = Annotated[str, Field(pattern=r"^https://[^\s]+$")]
Seconds = Annotated[float, Field(strict=True, ge=0, le=600)]
StrictBool = Annotated[bool, Field(strict=True)]
Emotions = Annotated[tuple[Emotion, ...], Field(min_length=1), AfterValidator(_without_repeats)]
Intents = Annotated[tuple[Intent, ...], Field(min_length=1), AfterValidator(_without_repeats)]


class Entry(BaseModel):
    """Frozen and strict; texts are trimmed and never empty."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_min_length=1)


class Item(Entry):
    """What recommendations are made of: an id, unique in the whole catalogue, and what the entry suits."""

    id: Id
    emotions: Emotions
    intents: Intents


BY_TRADITION = "By tradition"  # in place of a work


class Quote(Item):
    """A short saying. `died` is None where it comes by tradition; years before our era are negative."""

    text: str = Field(max_length=280)
    author: str
    died: Annotated[int, Field(strict=True)] | None
    work: str
    translator: str | None = None
    translator_died: Annotated[int, Field(strict=True)] | None = None
    original: str | None = None  # where the translation is this project's own
    language: str = ENGLISH  # of `text`: on the page of another language it may stay English

    @property
    def by_tradition(self) -> bool:
        """Whether it stands in no work: a proverb, say."""
        return self.work == BY_TRADITION

    @property
    def family(self) -> str:
        """Sayings of one author resemble each other."""
        return self.author


class Source(Entry):
    """Where a claim can be checked."""

    author: str
    year: Annotated[int, Field(strict=True, ge=1850, le=2100)]
    title: str
    link: Https


class BreathingGuide(Entry):
    """One breath in seconds, how often, for a timed player. A phase of 0 seconds is left out."""

    kind: Literal["breathing"]
    inhale: Seconds
    hold: Seconds
    exhale: Seconds
    rest: Seconds
    rounds: Annotated[int, Field(strict=True, ge=1, le=60)]

    @property
    def seconds(self) -> float:
        """How long the whole exercise takes."""
        return self.rounds * (self.inhale + self.hold + self.exhale + self.rest)


class GroundingGuide(Entry):
    """For a timed player that shows the activity's steps one after the other: seconds for each."""

    kind: Literal["grounding"]
    step_seconds: Annotated[tuple[Seconds, ...], Field(min_length=1)]

    @property
    def seconds(self) -> float:
        """How long the whole exercise takes."""
        return sum(self.step_seconds)


Guide = Annotated[BreathingGuide | GroundingGuide, Field(discriminator="kind")]


class Activity(Item):
    """Something to do at once, what it is known for, and where that is shown."""

    title: str = Field(max_length=60)
    family: Family
    minutes: Annotated[int, Field(strict=True, ge=1, le=60)]
    setting: Setting
    moving: StrictBool
    company: Company
    sound: StrictBool  # whether it makes or needs sound
    steps: Annotated[tuple[str, ...], Field(min_length=2, max_length=9)]
    known_for: str
    source: Source
    caution: str | None  # has to be there: "none" is said, not forgotten
    guide: Guide | None = None

    @model_validator(mode="after")
    def _guide_fits(self) -> Self:
        if self.guide and self.guide.seconds > self.minutes * 60:
            raise ValueError(f"the guide takes {self.guide.seconds:.0f} seconds, longer than the minutes say")
        if isinstance(self.guide, GroundingGuide) and len(self.guide.step_seconds) != len(self.steps):
            raise ValueError(
                f"the guide times {len(self.guide.step_seconds)} steps, the activity has {len(self.steps)}"
            )
        return self


class Music(Item):
    """A recording to look for, as `links` does; the file holds no address that could rot."""

    title: str
    artist: str
    year: Annotated[int, Field(strict=True, ge=1600, le=2100)]  # of the release; of the composition where classical
    genre: str
    country: str  # where the artist, or for classical music the composer, comes from

    @property
    def family(self) -> str:
        """Music of one genre resembles itself."""
        return self.genre


class SupportLine(Entry):
    """People to talk to. `reach` says how; `source` is the line's own page.

    `phone` is what a telephone dials, digits only; `language` the one that they are sure to speak. A directory has
    neither.
    """

    id: Id
    name: str
    region: str
    reach: str
    phone: Annotated[str, Field(pattern=r"^\d+$")] | None = None
    language: str | None = None
    source: Https
    directory: StrictBool = False


class Openings(Entry):
    """How the reason begins."""

    answered: str
    unsaid: str
    read: str
    read_two: str
    unsure: str


class Wishes(Entry):
    """How the reason names what was asked for."""

    minutes: str
    seated: str
    moving: str
    alone: str
    together: str
    silent: str


class Relaxed(Entry):
    """How the reason names a wish that could not be met."""

    sentence: str
    minutes: str
    moving: str
    company: str
    sound: str
    not_for_me: str


class Liked(Entry):
    """How the reason names that something of the family was liked before."""

    helped: str
    saved: str


class ReasonTexts(Entry):
    """The parts that the one sentence of reason is built from."""

    emotions: dict[Emotion, str]
    openings: Openings
    intents: dict[Intent, str]
    check_in: str
    asked: str
    liked: Liked
    wishes: Wishes
    relaxed: Relaxed

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [*(set(Emotion) - set(self.emotions)), *(set(Intent) - set(self.intents))]
        if missing:
            raise ValueError(f"no words for {', '.join(sorted(missing))}")
        return self
