"""What is known about the network that ships: the one place where the app learns how to use its file.

Written by `training`, read and checked before the network is loaded.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.emotions import Emotion
from core.errors import ModelError

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class InputFormat(_Strict):
    """What the network takes: float32 (n, size, size, channels), grey, in [0, 1]."""

    size: int = Field(gt=0)
    channels: Literal[1]
    normalisation: Literal["grey / 255"]


class EmotionMetrics(_Strict):
    """How one emotion fares; `support` counts the faces that have it."""

    precision: Share
    recall: Share
    f1: Share
    support: int = Field(ge=0)


class Classification(_Strict):
    """One set of answers against one truth.

    `ece` is the expected calibration error; `confusion[truth][answer]` counts faces, in the order of `Emotion`.
    """

    faces: int = Field(ge=0)
    accuracy: Share
    macro_f1: Share
    ece: Share
    by_emotion: Mapping[Emotion, EmotionMetrics]
    confusion: tuple[tuple[int, ...], ...]


class ReliabilityBin(_Strict):
    """Faces about which the answer was about as sure: how sure in the mean, and the mean share of votes it got."""

    faces: int = Field(gt=0)
    sureness: Share
    rightness: Share


class AnswerMetrics(_Strict):
    """One way to answer, measured on the FER-2013 labels and on the FER+ votes.

    `..._unseen` leaves out the faces that are, byte for byte, also in the training split. `kl` is the mean
    divergence from the votes in nats; `vote_calibration_error` compares the top probability with the share of
    votes which that answer got, and `vote_reliability` is what it is computed from. What needs votes is None, or
    empty, where there are none.
    """

    labels: Classification
    labels_unseen: Classification
    majority: Classification | None
    majority_unseen: Classification | None
    kl: float | None
    vote_calibration_error: float | None
    vote_reliability: tuple[ReliabilityBin, ...] = ()


class Evaluation(_Strict):
    """One split, answered by each head and by what the app shows (tempered)."""

    split: Text
    faces: int = Field(gt=0)
    label_head: AnswerMetrics
    votes_head: AnswerMetrics
    shown: AnswerMetrics


class RobustnessRow(_Strict):
    """What one change to the faces does to the shown answer; `unchanged` is the share of answers that stay."""

    change: Text
    labels_accuracy: Share
    majority_accuracy: Share | None
    unchanged: Share


class NetworkRow(_Strict):
    """One network of the comparison: trained by the same command on the same faces, by a plan of its own."""

    network: Text
    start: Text
    epochs: int = Field(gt=0)
    parameters: int = Field(gt=0)
    multiply_adds: int = Field(gt=0)
    labels_accuracy: Share
    majority_accuracy: Share | None
    majority_f1: Share | None
    milliseconds: float = Field(gt=0)


class Provenance(_Strict):
    """Where the network comes from: enough to make it again, and to know where it does not hold."""

    data: Text
    protocol: Text
    config: Mapping[str, str | int | float | bool]
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    versions: Mapping[str, str]
    limits: tuple[Text, ...]


class ModelCard(_Strict):
    """The network's file, how to feed it, how to read it, and how good it is.

    `labels` is the order of the network's outputs. The shown probabilities are the file's `scores` raised to
    `1 / temperature` and renormalised. `multiply_adds` is for one face. What the app
    does not need to run the network may be missing from the card of a network of one's own.
    """

    name: Text
    version: Text
    labels: tuple[Emotion, ...]
    input: InputFormat
    keras_sha256: Sha256
    tflite_sha256: Sha256 | None = None
    temperature: float = Field(gt=0)
    parameters: int | None = Field(default=None, gt=0)
    multiply_adds: int | None = Field(default=None, gt=0)
    evaluation: Evaluation | None = None
    robustness: tuple[RobustnessRow, ...] = ()
    networks: tuple[NetworkRow, ...] = ()
    provenance: Provenance | None = None

    @field_validator("labels")
    @classmethod
    def _each_emotion_once(cls, labels: tuple[Emotion, ...]) -> tuple[Emotion, ...]:
        if sorted(labels) != sorted(Emotion):
            raise ValueError(f"expected each of {', '.join(Emotion)} once, found {', '.join(labels)}")
        return labels

    @classmethod
    def read(cls, path: Path) -> Self:
        """The card in `path`. Raises ModelError, saying what was expected and found, when it cannot be used."""
        try:
            return cls.parse(path.read_bytes(), str(path))
        except OSError as error:
            raise ModelError(
                f"{path}: expected a model card, found none that can be read ({error.strerror})"
            ) from error

    @classmethod
    def parse(cls, json: bytes | str, where: str) -> Self:
        """The card in `json`, which was found at `where`. Raises ModelError as `read` does."""
        try:
            return cls.model_validate_json(json)
        except ValidationError as error:
            raise ModelError(
                f"{where}: {_first_problem(error)}; the network cannot be used without its card"
            ) from error

    def write(self, path: Path) -> None:
        """Write the card as JSON that `read` takes."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """The file's SHA-256, as 64 lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_problem(error: ValidationError) -> str:
    first, *rest = error.errors(include_url=False)
    place = ".".join(map(str, first["loc"])) or "the file"
    more = f" (and {len(rest)} more)" if rest else ""
    return f"{place}: {first['msg']}, found {str(first['input'])[:60]!r}{more}"
