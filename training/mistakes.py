"""The surest mistakes, in words: `python -m training.mistakes --data DIR [--count 12]`.

A mistake is an answer that more than half of all voters did not give, though they agreed on another one.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.calibration import tempered
from core.emotions import Emotion
from core.model_card import ModelCard
from core.preprocess import preprocess
from training.answers import Floats, answer
from training.data import PUBLIC_TEST, FaceSet, load

_EVERY = tuple(Emotion)


@dataclass(frozen=True)
class Mistake:
    """One face that was misread; `row` counts from 0 within its split, `votes` is out of `voters`."""

    row: int
    shown: Emotion
    probability: float
    votes: tuple[tuple[Emotion, int], ...]
    voters: int
    label: Emotion
    brightness: float


def surest_mistakes(shown: Floats, faces: FaceSet, count: int) -> tuple[Mistake, ...]:
    """The `count` mistakes with the highest shown probability, (n, 7); the surest comes first."""
    answers, sureness = shown.argmax(1), shown.max(1)
    wrong = np.flatnonzero((faces.majority >= 0) & (answers != faces.majority))
    surest = wrong[np.argsort(-sureness[wrong], kind="stable")][:count]
    return tuple(
        Mistake(
            row=int(row),
            shown=_EVERY[answers[row]],
            probability=float(sureness[row]),
            votes=tuple((_EVERY[index], int(faces.votes[row, index])) for index in _most_voted(faces, row)),
            voters=int(faces.voters[row]),
            label=_EVERY[faces.labels[row]],
            brightness=float(faces.crops[row].mean() / 255),
        )
        for row in surest
    )


def _most_voted(faces: FaceSet, row: int) -> list[int]:
    order = np.argsort(-faces.votes[row], kind="stable")
    return [int(index) for index in order if faces.votes[row, index]]


def table(mistakes: tuple[Mistake, ...]) -> Iterator[str]:
    """The mistakes as a Markdown table."""
    yield "| row | the network | people | FER-2013 label | brightness |"
    yield "|--:|---|---|---|--:|"
    for one in mistakes:
        people = ", ".join(f"{votes} of {one.voters} {emotion}" for emotion, votes in one.votes)
        yield f"| {one.row} | {one.shown}, {one.probability:.0%} | {people} | {one.label} | {one.brightness:.0%} |"


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv and fer2013new.csv")
    parser.add_argument("--split", default=PUBLIC_TEST, help="which faces (%(default)s)")
    parser.add_argument("--model", type=Path, default=Path("model/emotion_cnn.tflite"), help=".keras or .tflite")
    parser.add_argument("--count", type=int, default=12, help="how many (%(default)s)")
    options = parser.parse_args(arguments)
    card = ModelCard.read(options.model.with_name("model_card.json"))
    faces = load(options.data, options.split)
    scores = answer(options.model, preprocess(list(faces.crops))).scores
    print("\n".join(table(surest_mistakes(tempered(scores, card.temperature), faces, options.count))))


if __name__ == "__main__":
    main()
