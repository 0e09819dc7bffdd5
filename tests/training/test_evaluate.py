"""Evaluation: the card holds what the command gives, and the command gives what the faces say."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from core.calibration import tempered
from core.model_card import Evaluation, ModelCard
from tests.training.conftest import Shipped
from training.answers import Answers, answer
from training.data import PUBLIC_TEST, FaceSet
from training.evaluate import evaluate, main, report
from training.metrics import kl_divergence
from training.sample import drawn_faces


def run(model: Path, data: Path, folder: Path) -> Evaluation:
    """What the command writes."""
    main(["--data", str(data), "--model", str(model), "--json", str(folder / "figures.json")])
    return Evaluation.model_validate_json((folder / "figures.json").read_bytes())


def perfect(faces: FaceSet) -> Answers:
    shares = faces.vote_shares.astype(np.float64)
    return Answers(np.eye(7)[faces.labels], shares, shares)


def test_the_command_gives_the_figures_on_the_card(
    shipped: Shipped, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(shipped.out / "emotion_cnn.tflite", shipped.data, tmp_path)
    assert found == shipped.card.evaluation
    assert "PublicTest: 35 faces" in capsys.readouterr().out


def test_the_keras_file_gives_nearly_the_same(shipped: Shipped, tmp_path: Path) -> None:
    found = run(shipped.out / "emotion_cnn.keras", shipped.data, tmp_path)
    expected = shipped.card.evaluation
    assert expected is not None
    assert expected.shown.kl is not None
    assert found.shown.kl == pytest.approx(expected.shown.kl, abs=0.02)


def test_the_bundled_card_holds_what_the_command_gives(shared: Path, model_folder: Path, tmp_path: Path) -> None:
    unpack = runpy.run_path(str(shared / "data" / "fer2013" / "unpack.py"))
    unpack["main"](tmp_path)
    card = ModelCard.read(model_folder / "model_card.json")
    found = run(model_folder / "emotion_cnn.tflite", tmp_path, tmp_path)
    assert card.evaluation is not None
    assert _close(json.loads(found.model_dump_json()), json.loads(card.evaluation.model_dump_json()))


# How far figures and counts may be off: those of all faces, those that rest on fewer.
_ALL = (0.001, 3)
_FEWER = {"by_emotion": (0.005, 3), "vote_reliability": (0.01, 5)}


def _close(found: object, expected: object, by: tuple[float, int] = _ALL) -> bool:
    """Equal but for what another processor may round otherwise."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            _close(found[key], expected[key], _FEWER.get(key, by)) for key in found
        )
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(_close(*pair, by) for pair in zip(found, expected, strict=True))
    figure, count = by
    if isinstance(found, float) and isinstance(expected, float):
        return found == pytest.approx(expected, abs=figure)
    if isinstance(found, int) and isinstance(expected, int):
        return abs(found - expected) <= count
    return found == expected


def test_perfect_answers_are_perfect() -> None:
    faces = drawn_faces(70)
    found = evaluate(perfect(faces), faces, np.zeros(70, bool), 1.0, PUBLIC_TEST)
    assert found.label_head.labels.accuracy == 1.0
    assert found.votes_head.majority is not None
    assert found.votes_head.majority.accuracy == 1.0
    assert found.shown.kl == pytest.approx(0.0, abs=1e-6)
    assert found.shown.vote_calibration_error == pytest.approx(0.0, abs=1e-6)


def test_faces_that_were_trained_on_are_left_out_of_the_unseen() -> None:
    faces = drawn_faces(20)
    copies = np.arange(20) < 5
    found = evaluate(perfect(faces), faces, copies, 1.0, PUBLIC_TEST)
    assert (found.shown.labels.faces, found.shown.labels_unseen.faces) == (20, 15)
    assert found.shown.majority_unseen is not None
    assert found.shown.majority_unseen.faces == int(((faces.majority >= 0) & ~copies).sum())


def test_the_temperature_is_for_what_is_shown_alone() -> None:
    faces = drawn_faces(20)
    answers = perfect(faces)
    hot = evaluate(answers, faces, np.zeros(20, bool), 2.0, PUBLIC_TEST)
    assert hot.votes_head.kl == pytest.approx(0.0, abs=1e-6)
    assert hot.shown.kl == pytest.approx(kl_divergence(answers.scores, tempered(answers.scores, 2.0)))


def test_without_votes_the_labels_are_all_there_is() -> None:
    faces = drawn_faces(20)
    unvoted = FaceSet(faces.crops, faces.labels, np.zeros_like(faces.votes), np.zeros_like(faces.voters))
    found = evaluate(perfect(faces), unvoted, np.zeros(20, bool), 1.0, PUBLIC_TEST)
    assert found.shown.majority is found.shown.kl is found.shown.vote_calibration_error is None
    assert "FER+" not in report(found)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a file that ends in \.tflite or \.keras, found '\.onnx'"):
        answer(Path("network.onnx"), np.zeros((1, 48, 48, 1), np.float32))
