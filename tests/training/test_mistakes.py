"""The surest mistakes: only where people agree, the surest first, and in words."""

import numpy as np
import pytest

from core.emotions import Emotion
from tests.training.conftest import Shipped
from training.data import FaceSet
from training.mistakes import main, surest_mistakes, table
from training.sample import drawn_faces

HAPPY, SAD = list(Emotion).index(Emotion.HAPPY), list(Emotion).index(Emotion.SAD)


def people_say(*votes: dict[int, int]) -> FaceSet:
    faces = drawn_faces(len(votes))
    counts = np.array([[row.get(index, 0) for index in range(7)] for row in votes])
    return FaceSet(faces.crops, faces.labels, counts, np.full(len(votes), 10))


def shown(*tops: tuple[int, float]) -> np.ndarray:
    return np.array([[p if column == top else (1 - p) / 6 for column in range(7)] for top, p in tops])


def test_only_answers_against_a_majority_are_mistakes() -> None:
    faces = people_say({SAD: 6, HAPPY: 4}, {SAD: 5, HAPPY: 5}, {HAPPY: 9})
    found = surest_mistakes(shown((HAPPY, 0.9), (HAPPY, 0.9), (HAPPY, 0.9)), faces, count=5)
    assert [(one.row, one.shown, one.votes) for one in found] == [
        (0, Emotion.HAPPY, ((Emotion.SAD, 6), (Emotion.HAPPY, 4)))
    ]


def test_the_surest_comes_first_and_the_count_holds() -> None:
    faces = people_say(*[{SAD: 10}] * 3)
    found = surest_mistakes(shown((HAPPY, 0.5), (HAPPY, 0.8), (HAPPY, 0.7)), faces, count=2)
    assert [one.row for one in found] == [1, 2]


def test_a_row_reads_as_words() -> None:
    found = surest_mistakes(shown((HAPPY, 0.9)), people_say({SAD: 7, HAPPY: 2}), count=1)
    *_, line = table(found)
    assert line.startswith("| 0 | happy, 90% | 7 of 10 sad, 2 of 10 happy | angry | ")


def test_the_command_prints_as_many_as_asked_for(shipped: Shipped, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(shipped.data), "--model", str(shipped.out / "emotion_cnn.tflite"), "--count", "3"])
    assert len(capsys.readouterr().out.splitlines()) == 2 + 3
