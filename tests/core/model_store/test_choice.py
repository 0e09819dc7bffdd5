"""What commands read faces with."""

import argparse
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import DeliveryError, ModelError
from core.model_card import ModelCard
from core.model_store import Settings, bundled
from core.model_store.choice import add_option, chosen_detector, chosen_network
from core.model_store.transfer import Limits
from tests import cloud as play
from tests.cloud import Cloud

ONCE = Limits(attempts=1)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as cloud:
        yield cloud


def test_with_nothing_said_and_nothing_set_it_is_the_bundled_network(tmp_path: Path) -> None:
    assert chosen_network(None, Settings(cache=tmp_path)) == bundled()


def test_a_folder_goes_before_the_settings(tmp_path: Path, model_folder: Path) -> None:
    shutil.copytree(model_folder, tmp_path / "mine")
    given = argparse.ArgumentParser()
    add_option(given)
    folder = given.parse_args(["--model", str(tmp_path / "mine")]).model
    files = chosen_network(folder, Settings(model_urls=("https://nowhere.invalid",), cache=tmp_path))
    assert files.tflite == tmp_path / "mine" / "emotion_cnn.tflite"


def test_a_folder_that_is_not_what_its_card_says_is_refused(tmp_path: Path, model_folder: Path) -> None:
    shutil.copytree(model_folder, tmp_path / "mine")
    (tmp_path / "mine" / "emotion_cnn.tflite").write_bytes(b"changed")
    with pytest.raises(ModelError, match=r"emotion_cnn\.tflite: expected the SHA-256"):
        chosen_network(tmp_path / "mine", Settings(cache=tmp_path))


def test_the_network_that_the_app_is_set_to_is_fetched(tmp_path: Path, cloud: Cloud, model_folder: Path) -> None:
    card = model_folder / "model_card.json"
    keras = (model_folder / "emotion_cnn.keras").read_bytes()
    url = cloud.serve("/m.keras", play.whole(keras))
    files = chosen_network(None, Settings((url,), ModelCard.read(card).keras_sha256, str(card), cache=tmp_path))
    assert files.keras.parent == tmp_path
    assert files.keras.read_bytes() == keras


def test_a_network_that_cannot_be_had_is_not_replaced_by_another(
    tmp_path: Path, cloud: Cloud, model_folder: Path
) -> None:
    card = model_folder / "model_card.json"
    url = cloud.serve("/m.keras", play.status(404))
    settings = Settings((url,), ModelCard.read(card).keras_sha256, str(card), cache=tmp_path)
    with pytest.raises(DeliveryError, match="404"):
        chosen_network(None, settings, ONCE)


def test_where_the_detector_cannot_be_fetched_the_cascade_is_announced(
    tmp_path: Path, cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(detector=(cloud.serve("/yunet.onnx", play.status(404)),), cache=tmp_path)
    with caplog.at_level(logging.WARNING):
        assert chosen_detector(settings, ONCE) is None
    assert "faces are found by the Haar cascade" in caplog.text


def test_a_detector_that_is_switched_off_is_nothing_to_announce(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert chosen_detector(Settings(detector=("off",), cache=tmp_path)) is None
    assert not caplog.text
