"""Many starts at once, starts that are killed, and a network of one's own from the cloud to its first answer."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.classifier import EmotionClassifier
from core.model_store.preparation import configured_card
from tests import cloud as play
from tests.cloud import Cloud
from tests.core.model_store import starts

ROOT = Path(__file__).parents[3]
keras = pytest.importorskip("keras", reason="needs Keras, which the app's requirements bring")


@dataclass(frozen=True)
class Eight:
    """What eight starts say of themselves, and how often they asked the cloud."""

    reports: list[dict[str, Any]]
    downloads: int


@pytest.fixture(scope="module")
def network() -> Any:
    """A network of one's own, small and untrained, that knows seven answers."""
    return keras.Sequential(
        [
            keras.layers.Input((48, 48, 1)),
            keras.layers.Conv2D(8, 5, strides=4, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(7, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def data(network: Any, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("network") / "own.keras"
    network.save(file)
    return file.read_bytes()


def said(what: str, url: str, data: bytes, cache: Path) -> Any:
    """What these starts say of themselves."""
    command = [sys.executable, starts.__file__, what, url, hashlib.sha256(data).hexdigest(), str(cache)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return json.loads(subprocess.check_output(command, cwd=ROOT, env=environment, timeout=180))


@pytest.fixture(scope="module")
def eight(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> Eight:
    """What eight starts at the same moment did, after one that was killed while it converted."""
    cache = tmp_path_factory.mktemp("cache")
    with Cloud() as cloud:
        reports = said("together", cloud.serve("/own.keras", play.whole(data)), data, cache)
        return Eight(reports, downloads=cloud.hits["/own.keras"] - 1)  # the one that was killed fetched too


def test_eight_starts_at_once_fetch_once_and_convert_once(eight: Eight) -> None:
    assert eight.downloads == 1
    assert sum("converting" in each["stages"] for each in eight.reports) == 1
    assert len({each["tflite"] for each in eight.reports}) == 1


def test_no_start_has_tensorflow_in_its_process(eight: Eight) -> None:
    assert not any(each["tensorflow"] for each in eight.reports)


def test_nothing_is_left_behind(eight: Eight) -> None:
    assert not list(Path(eight.reports[0]["tflite"]).parent.glob("*.part"))


def test_a_network_of_ones_own_answers_as_it_did_in_keras(eight: Eight, network: Any, data: bytes) -> None:
    faces = np.random.default_rng(3).integers(0, 256, (5, 48, 48), np.uint8)
    card = configured_card(starts.settings("-", hashlib.sha256(data).hexdigest(), Path()))

    answers = EmotionClassifier(Path(eight.reports[0]["tflite"]), card).classify(list(faces))

    expected = np.asarray(network(faces[..., None].astype(np.float32) / 255))
    np.testing.assert_allclose([answer.scores.probabilities for answer in answers], expected, atol=0.02)
    assert all(answer.activation is None for answer in answers)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_fifty_kills_leave_only_whole_files_and_the_next_start_is_good(tmp_path: Path) -> None:
    data = b"PK\x03\x04" + bytes(30_000)
    with Cloud() as cloud:
        url = cloud.serve("/slow.keras", play.slowly(data, pause=0.005, piece=4096))
        reached = said("killed", url, data, tmp_path / "cache")

    # Some were killed while fetching, some while converting: neither is 0 or all.
    assert 0 < reached["fetched"] < starts.KILLS
    assert 0 <= reached["converted"] < reached["fetched"]
