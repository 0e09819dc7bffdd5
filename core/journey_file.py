"""A journey as a file that a person keeps: versioned JSON, read back exactly, checked strictly on the way in."""

import codecs
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.emotions import Emotion, EmotionScores
from core.errors import JourneyError
from core.timeline import CAPACITY, OFFERS, Journey, Moment, Recommended, Source, Verdict

MAX_BYTES = 20_000_000  # 20,000 moments take about 6 MB

_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Title = Annotated[str, Field(min_length=1, max_length=2_000)]  # of a quote this is its text
_Share = Annotated[float, Field(ge=0.0, le=1.0)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class _Entry(_Strict):
    at: AwareDatetime

    @field_validator("at")
    @classmethod
    def _is_plausible(cls, at: datetime) -> datetime:
        if at.utcoffset() != timedelta(0) or not 2000 <= at.year < 2100:
            raise ValueError("expected a time in UTC between 2000 and 2100")
        return at


class _Moment(_Entry):
    source: Source
    face: _Name
    scores: dict[Emotion, _Share]
    answer: Emotion | None
    network: Annotated[str, Field(max_length=200)]

    @field_validator("scores")
    @classmethod
    def _is_a_distribution(cls, scores: dict[Emotion, float]) -> dict[Emotion, float]:
        _scores(scores)
        return scores


class _Recommended(_Entry):
    item: _Name
    title: _Title
    verdict: Verdict | None


class _File(_Strict):
    kind: Literal["kindmirror journey"]
    version: Literal[1]
    moments: Annotated[tuple[_Moment, ...], Field(max_length=CAPACITY)]
    recommended: Annotated[tuple[_Recommended, ...], Field(max_length=OFFERS)]


def save(journey: Journey) -> bytes:
    """The journey as JSON that `load` takes. It holds no picture."""
    file = _File(
        kind="kindmirror journey",
        version=1,
        moments=tuple(_Moment(**_fields(each) | {"scores": dict(each.scores.items())}) for each in journey.moments),
        recommended=tuple(_Recommended(**_fields(each)) for each in journey.recommended),
    )
    return file.model_dump_json(indent=1).encode()


def load(data: bytes) -> Journey:
    """The journey in the bytes of a file. Raises JourneyError, in a sentence, for anything that `save` did not make."""
    if len(data) > MAX_BYTES:
        raise JourneyError(f"expected a journey of at most {MAX_BYTES / 1e6:.0f} MB, found {len(data) / 1e6:.0f} MB")
    try:
        file = _File.model_validate_json(data.removeprefix(codecs.BOM_UTF8))  # some editors put one before it
    except ValidationError as error:
        raise JourneyError(_first_problem(error)) from error
    return Journey(
        tuple(Moment(**dict(each) | {"scores": _scores(each.scores)}) for each in file.moments),
        tuple(Recommended(**dict(each)) for each in file.recommended),
    )


def _fields(entry: Moment | Recommended) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _scores(shares: dict[Emotion, float]) -> EmotionScores:
    """Raises ValueError unless each emotion is there and they sum to 1."""
    if missing := [emotion for emotion in Emotion if emotion not in shares]:
        raise ValueError(f"expected a share for each emotion, found none for {', '.join(missing)}")
    return EmotionScores(tuple(shares[emotion] for emotion in Emotion))


def _first_problem(error: ValidationError) -> str:
    first, *rest = error.errors(include_url=False, include_input=False)
    place = ".".join(map(str, first["loc"])) or "the file"
    more = f" (and {len(rest)} more)" if rest else ""
    return f"expected a journey that Kindmirror saved; {place}: {first['msg']}{more}; nothing of it was loaded"
