"""The one sentence of reason, built from what was actually used and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.emotions import EmotionScores
from recommendations.context import Context, Filter
from recommendations.schema import Activity, Company, Intent, ReasonTexts

SECOND_SHARE = 0.2  # from here on a second emotion is worth naming, if the activity suits it too


class Liking(StrEnum):
    """What the person said before of something of the same family, so that the choice was drawn to it."""

    HELPED = "helped"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a choice was made on. `asked`: the person chose the intent; `liking`: what they said of its family."""

    scores: EmotionScores
    answered: bool
    check_in: bool
    intent: Intent
    asked: bool
    context: Context
    liking: Liking | None
    relaxed: tuple[Filter, ...]


def reason(texts: ReasonTexts, grounds: Grounds, activity: Activity) -> str:
    """One sentence that says what the choice of `activity` follows."""
    offer = texts.check_in if grounds.check_in else texts.intents[grounds.intent]
    asked = texts.asked if grounds.asked else ""
    met = ", ".join(_wishes(texts, grounds))
    liked = getattr(texts.liked, grounds.liking) if grounds.liking else ""
    left = ", ".join(getattr(texts.relaxed, wish) for wish in grounds.relaxed)
    return (
        f"{_opening(texts, grounds, activity)} {offer}{asked}"
        + (f" ({met})" if met else "")
        + liked
        + (texts.relaxed.sentence.format(wishes=left) if left else "")
        + "."
    )


def _opening(texts: ReasonTexts, grounds: Grounds, activity: Activity) -> str:
    scores = grounds.scores
    (first, _), (second, share), *_ = scores.ranked()
    words = {"emotion": texts.emotions[first], "second": texts.emotions[second]}
    if grounds.answered:
        return texts.openings.unsaid if scores.is_uncertain() else texts.openings.answered.format(**words)
    if scores.is_uncertain():
        return texts.openings.unsure
    if share >= SECOND_SHARE and second in activity.emotions:
        return texts.openings.read_two.format(**words)
    return texts.openings.read.format(**words)


def _wishes(texts: ReasonTexts, grounds: Grounds) -> Iterator[str]:
    """The wishes that were met, in words."""
    context, words = grounds.context, texts.wishes
    if context.minutes is not None and Filter.MINUTES not in grounds.relaxed:
        yield words.minutes.format(minutes=context.minutes)
    if context.moving is not None and Filter.MOVING not in grounds.relaxed:
        yield words.moving if context.moving else words.seated
    if context.company in (Company.ALONE, Company.TOGETHER) and Filter.COMPANY not in grounds.relaxed:
        yield words.alone if context.company is Company.ALONE else words.together
    if context.sound is False and Filter.SOUND not in grounds.relaxed:  # True asks for nothing, so nothing is met
        yield words.silent
