"""What other networks say of a face becomes part of what a network is taught."""

from pathlib import Path

import numpy as np
import pytest

from core.preprocess import preprocess
from tests.training.conftest import Shipped
from training.answers import answer
from training.batches import targets
from training.sample import drawn_faces
from training.teachers import taught, teacher_files

FACES = drawn_faces(14)
PLAIN = targets(FACES, smoothing=0.1)


@pytest.mark.parametrize(
    ("listed", "files"), [("", []), ("a.keras", ["a.keras"]), ("old/a.keras,b.tflite", ["old/a.keras", "b.tflite"])]
)
def test_commas_part_the_files(listed: str, files: list[str]) -> None:
    assert teacher_files(listed) == [Path(file) for file in files]


def test_a_share_of_every_target_is_what_the_teacher_says(shipped: Shipped) -> None:
    file = shipped.out / "emotion_cnn.tflite"
    said = answer(file, preprocess(list(FACES.crops)))
    found = taught(PLAIN, FACES, [file], 0.25)
    np.testing.assert_allclose(found.labels, 0.75 * PLAIN.labels + 0.25 * said.labels, atol=1e-6)
    np.testing.assert_allclose(found.votes, 0.75 * PLAIN.votes + 0.25 * said.votes, atol=1e-6)
    np.testing.assert_array_equal(found.votes_weight, PLAIN.votes_weight)


def test_teachers_count_the_same(shipped: Shipped) -> None:
    files = [shipped.out / "emotion_cnn.tflite", shipped.out / "emotion_cnn.keras"]
    alone = [taught(PLAIN, FACES, [file], 1.0).votes for file in files]
    np.testing.assert_allclose(taught(PLAIN, FACES, files, 1.0).votes, np.mean(alone, axis=0), atol=1e-6)


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_targets_stay_shares(shipped: Shipped, share: float) -> None:
    found = taught(PLAIN, FACES, [shipped.out / "emotion_cnn.tflite"], share)
    for rows in (found.labels, found.votes):
        np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)
        assert rows.min() >= 0


def test_without_a_share_nothing_changes() -> None:
    assert taught(PLAIN, FACES, [], 0.0) is PLAIN
