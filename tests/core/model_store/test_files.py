"""The files that the app opens: only what its SHA-256 vouches for."""

import hashlib
import json
import logging
from pathlib import Path

import pytest

from core.errors import ModelError
from core.model_store import Settings, bundled, files, yunet_file

CARD = {
    "name": "emotion_cnn",
    "version": "1.0.0",
    "labels": ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
    "input": {"size": 48, "channels": 1, "normalisation": "grey / 255"},
    "keras_sha256": hashlib.sha256(b"keras").hexdigest(),
    "tflite_sha256": hashlib.sha256(b"tflite").hexdigest(),
    "temperature": 1.0,
    "parameters": 7,
    "multiply_adds": 7,
    "provenance": {"data": "-", "protocol": "-", "config": {}, "date": "2026-01-31", "versions": {}, "limits": []},
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "emotion_cnn.keras").write_bytes(b"keras")
    (tmp_path / "emotion_cnn.tflite").write_bytes(b"tflite")
    (tmp_path / "model_card.json").write_text(json.dumps(CARD))
    return tmp_path


def test_a_folder_that_agrees_with_its_card_is_used(model: Path) -> None:
    found = bundled(model)

    assert found.tflite == model / "emotion_cnn.tflite"
    assert found.card.name == "emotion_cnn"


@pytest.mark.parametrize("name", ["emotion_cnn.keras", "emotion_cnn.tflite"])
def test_a_changed_file_is_refused_and_both_hashes_are_named(model: Path, name: str) -> None:
    (model / name).write_bytes(b"changed")

    with pytest.raises(ModelError, match=rf"{name}: expected the SHA-256 [0-9a-f]+, found [0-9a-f]+; it is not opened"):
        bundled(model)


@pytest.mark.parametrize("name", ["emotion_cnn.keras", "emotion_cnn.tflite", "model_card.json"])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()

    with pytest.raises(ModelError, match=name):
        bundled(model)


@pytest.fixture
def detector_bytes(monkeypatch: pytest.MonkeyPatch) -> bytes:
    data = b"a detector"
    monkeypatch.setattr(files, "YUNET_SHA256", hashlib.sha256(data).hexdigest())
    return data


def test_the_detector_is_found_in_the_cache(tmp_path: Path, detector_bytes: bytes) -> None:
    file = tmp_path / "face_detection_yunet_2023mar.onnx"
    file.write_bytes(detector_bytes)

    assert yunet_file(Settings(cache=tmp_path)) == file


def test_the_detector_is_found_at_a_configured_path(tmp_path: Path, detector_bytes: bytes) -> None:
    file = tmp_path / "my detector.onnx"
    file.write_bytes(detector_bytes)

    assert yunet_file(Settings(detector=(str(file),), cache=tmp_path / "empty")) == file


def test_no_detector_in_the_home_of_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert yunet_file(Settings(detector=("~nobody-of-this-name/yunet.onnx",), cache=tmp_path)) is None
    assert "~nobody-of-this-name/yunet.onnx: expected a file" in caplog.text


def test_no_detector_when_it_is_switched_off(tmp_path: Path, detector_bytes: bytes) -> None:
    (tmp_path / "face_detection_yunet_2023mar.onnx").write_bytes(detector_bytes)

    assert yunet_file(Settings(detector=("off",), cache=tmp_path)) is None


def test_no_detector_before_it_was_fetched(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert yunet_file(Settings(cache=tmp_path)) is None
    assert not caplog.records


@pytest.mark.parametrize("detector", ["auto", "{path}"])
def test_another_file_in_its_place_is_not_opened_and_the_log_says_so(
    tmp_path: Path, detector: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "face_detection_yunet_2023mar.onnx"
    file.write_bytes(b"something else")

    with caplog.at_level(logging.WARNING):
        assert yunet_file(Settings(detector=(detector.format(path=file),), cache=tmp_path)) is None

    assert "expected the SHA-256" in caplog.text
