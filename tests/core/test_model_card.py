"""The model card: strict, frozen, and clear about what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.emotions import Emotion
from core.errors import ModelError
from core.model_card import ModelCard, sha256_of

CARD: dict[str, Any] = {
    "name": "emotion_cnn",
    "version": "1.0.0",
    "labels": [str(emotion) for emotion in Emotion],
    "input": {"size": 48, "channels": 1, "normalisation": "grey / 255"},
    "keras_sha256": "a" * 64,
    "tflite_sha256": "b" * 64,
    "temperature": 1.0,
    "parameters": 7,
    "multiply_adds": 7,
    "provenance": {
        "data": "synthetic faces",
        "protocol": "none",
        "config": {"epochs": 1},
        "date": "2026-01-31",
        "versions": {"keras": "3.15.1"},
        "limits": ["Nothing was measured."],
    },
}


def card_file(folder: Path, **changes: object) -> Path:
    path = folder / "model_card.json"
    path.write_text(json.dumps(CARD | changes))
    return path


def test_a_card_that_was_written_reads_back_the_same(tmp_path: Path) -> None:
    card = ModelCard.read(card_file(tmp_path))
    card.write(tmp_path / "again.json")
    assert ModelCard.read(tmp_path / "again.json") == card


def test_the_output_order_is_the_cards_own(tmp_path: Path) -> None:
    backwards = tuple(reversed(Emotion))
    assert ModelCard.read(card_file(tmp_path, labels=backwards)).labels == backwards


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"labels": ["happy"] * 7}, "labels", id="an emotion twice"),
        pytest.param({"labels": ["happy"]}, "labels", id="emotions missing"),
        pytest.param({"labels": ["joy", "happy"]}, "labels.0", id="an unknown emotion"),
        pytest.param({"temperature": 0}, "temperature", id="temperature of zero"),
        pytest.param({"temperature": "1.0"}, "temperature", id="a number as text"),
        pytest.param({"keras_sha256": "abc"}, "keras_sha256", id="a short hash"),
        pytest.param({"mood": 1}, "mood", id="an unknown key"),
        pytest.param({"input": {"size": 48, "channels": 3, "normalisation": "grey / 255"}}, "input.channels", id="RGB"),
    ],
)
def test_a_wrong_card_is_refused_with_the_place(tmp_path: Path, changes: dict[str, object], place: str) -> None:
    path = card_file(tmp_path, **changes)
    with pytest.raises(ModelError) as error:
        ModelCard.read(path)
    assert str(error.value).startswith(f"{path}: {place}: ")


def test_a_missing_card_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="expected a model card, found none that can be read"):
        ModelCard.read(tmp_path / "model_card.json")


def test_a_file_that_is_no_json_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "model_card.json").write_text("<html>")
    with pytest.raises(ModelError, match="the file: Invalid JSON"):
        ModelCard.read(tmp_path / "model_card.json")


def test_a_card_cannot_be_changed(tmp_path: Path) -> None:
    card = ModelCard.read(card_file(tmp_path))
    with pytest.raises(ValidationError, match="frozen"):
        card.temperature = 2.0  # type: ignore[misc]


def test_sha256_of_is_the_files_hash(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    # The example of FIPS 180-2, appendix B.1.
    assert sha256_of(tmp_path / "file") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
