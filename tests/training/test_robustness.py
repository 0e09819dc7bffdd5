"""Worse pictures, and what they do to the answer."""

import numpy as np
import pytest

from tests.training.conftest import Shipped
from training.robustness import CHANGES, main, robustness
from training.sample import drawn_faces

FACE = drawn_faces(4).crops[3]


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_face_is_still_a_face(name: str) -> None:
    changed = CHANGES[name](FACE)
    assert changed.dtype == np.uint8
    assert changed.shape == ((24, 24) if name.startswith("24") else FACE.shape)
    assert np.array_equal(changed, FACE) == (name == "none")


def test_a_tighter_crop_shows_the_middle_larger() -> None:
    dot = np.zeros((48, 48), np.uint8)
    dot[20:28, 20:28] = 255
    lit = {name: int((CHANGES[name](dot) > 127).sum()) for name in ("crop 20 % tighter", "none", "crop 20 % looser")}
    assert lit["crop 20 % tighter"] > lit["none"] > lit["crop 20 % looser"]


def test_a_row_for_each_change_and_none_changes_nothing(shipped: Shipped) -> None:
    rows = robustness(shipped.out / "emotion_cnn.tflite", shipped.validation)
    assert [row.change for row in rows] == list(CHANGES)
    assert rows[0].unchanged == 1.0
    assert rows == shipped.card.robustness
    assert shipped.card.evaluation is not None
    assert rows[0].labels_accuracy == pytest.approx(shipped.card.evaluation.shown.labels.accuracy)


def test_the_command_prints_the_table(shipped: Shipped, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(shipped.data), "--model", str(shipped.out / "emotion_cnn.tflite")])
    assert len(capsys.readouterr().out.splitlines()) == len(CHANGES) + 1
