"""Training: it learns, logs, keeps the best, and goes on as if nothing had happened."""

import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.training.tiny import tiny
from training.batches import Batches
from training.blend import Blend
from training.config import DEFAULTS, TrainConfig
from training.epochs import read_log
from training.export import shipped
from training.networks import NETWORKS
from training.sample import drawn_faces
from training.train import load_earlier, train

TRAINING, VALIDATION = drawn_faces(56, seed=1), drawn_faces(21, seed=2)
SHORT = TrainConfig(
    network="tiny", epochs=3, batch_size=28, warmup_epochs=1, ema=0.5, precision="float32", learning_rate=0.01
)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.train.NETWORKS", {**NETWORKS, "tiny": tiny})


class PowerCutError(Exception):
    """Stands for the power cut."""


def cut_power_before(epoch: int, patch: pytest.MonkeyPatch) -> None:
    start_epoch = Batches.start_epoch

    def start_or_fail(self: Batches, starting: int, *side: int) -> None:
        if starting == epoch:
            raise PowerCutError
        start_epoch(self, starting, *side)

    patch.setattr(Batches, "start_epoch", start_or_fail)


GROWING = replace(SHORT, first_side=32, growing_epochs=1)


@pytest.mark.parametrize(
    ("config", "cut"),
    [(SHORT, 2), (GROWING, 2), (GROWING, 1)],
    ids=["one size of face", "growing faces", "as they grow"],
)
def test_resumed_is_the_same_as_never_interrupted(
    config: TrainConfig, cut: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(config, TRAINING, VALIDATION, tmp_path / "whole", verbose=0)
    with monkeypatch.context() as patch:
        cut_power_before(cut, patch)
        with pytest.raises(PowerCutError):
            train(config, TRAINING, VALIDATION, tmp_path / "cut", verbose=0)
    assert [row["epoch"] for row in read_log(tmp_path / "cut")] == [1, 2][:cut]

    resumed = train(config, TRAINING, VALIDATION, tmp_path / "cut", verbose=0)
    assert [row["epoch"] for row in read_log(tmp_path / "cut")] == [1, 2, 3]
    for expected, found in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        # Threads add up in any order.
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


@pytest.mark.usefixtures("with_graphs")
def test_it_learns_drawn_faces(tmp_path: Path) -> None:
    config = replace(DEFAULTS["baseline_cnn"], epochs=10, batch_size=14, learning_rate=3e-3, precision="float32")
    train(config, drawn_faces(140, seed=1), VALIDATION, tmp_path, verbose=0)
    log = read_log(tmp_path)
    assert log[-1]["loss"] < 0.8 * log[0]["loss"]
    assert log[-1]["labels_accuracy"] > 0.5  # by chance: 0.14


def test_a_folder_of_another_configuration_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        cut_power_before(0, patch)
        with pytest.raises(PowerCutError):
            train(SHORT, TRAINING, VALIDATION, tmp_path, verbose=0)
    with pytest.raises(ValueError, match="another configuration's run is in this folder"):
        train(replace(SHORT, seed=2), TRAINING, VALIDATION, tmp_path, verbose=0)


def test_the_best_epoch_is_kept_even_if_later_ones_are_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accuracies, weights = iter([0.2, 0.9, 0.4]), []

    def measured(network: keras.Model, *_: object) -> dict[str, float]:
        weights.append(network.get_weights())
        return {"labels_accuracy": next(accuracies)}

    monkeypatch.setattr("training.epochs.measure", measured)
    best = train(SHORT, TRAINING, VALIDATION, tmp_path, verbose=0).get_weights()
    for expected, found in zip(weights[1], best, strict=True):
        np.testing.assert_array_equal(found, expected)
    assert not np.array_equal(weights[1][0], weights[2][0])


def test_faces_grow_to_the_networks_own_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deal, sides = Batches.__getitem__, []

    def watched(self: Batches, index: int) -> tuple[object, ...]:
        batch = deal(self, index)
        sides.append(batch[0].shape[1])
        return batch

    monkeypatch.setattr(Batches, "__getitem__", watched)
    train(replace(SHORT, first_side=32, growing_epochs=2), TRAINING, VALIDATION, tmp_path, verbose=0)
    assert list(dict.fromkeys(sides)) == [32, 40, 48]


def test_it_goes_on_from_an_exported_network(tmp_path: Path) -> None:
    earlier = train(replace(SHORT, epochs=1), TRAINING, VALIDATION, tmp_path / "earlier", verbose=0)
    shipped(earlier, Blend()).save(tmp_path / "earlier.keras")
    network = tiny()
    load_earlier(tmp_path / "earlier.keras", network)
    for expected, found in zip(earlier.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_another_kind_of_network_is_no_start(tmp_path: Path) -> None:
    shipped(NETWORKS["mini_xception"](), Blend()).save(tmp_path / "other.keras")
    with pytest.raises(ValueError, match="expected the layers of"):
        load_earlier(tmp_path / "other.keras", tiny())


def test_the_heads_learn_first_when_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.train.backbone_layers", lambda _, network: [network.get_layer("first")])
    weights = []

    def measured(network: keras.Model, *_: object) -> dict[str, float]:
        weights.append([network.get_layer(name).get_weights()[0] for name in ("first", "labels")])
        return {"labels_accuracy": 0.5}

    monkeypatch.setattr("training.epochs.measure", measured)
    shipped(tiny(), Blend()).save(tmp_path / "start.keras")
    config = replace(SHORT, start=str(tmp_path / "start.keras"), head_epochs=2, epochs=1, warmup_epochs=0)
    train(config, TRAINING, VALIDATION, tmp_path, verbose=0)
    assert (len(read_log(tmp_path / "heads")), len(read_log(tmp_path))) == (2, 1)
    first, labels = zip(*weights, strict=True)
    np.testing.assert_array_equal(first[0], first[1])
    assert not np.array_equal(labels[0], labels[1])
    assert not np.array_equal(first[1], first[2])


def test_a_run_goes_on_in_the_precision_that_it_began_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, begun = replace(SHORT, precision="auto", epochs=1, warmup_epochs=0), tmp_path / "config.json"
    for quickest in ("float32", "mixed_bfloat16"):
        monkeypatch.setattr("training.train.quick_precision", lambda quickest=quickest: quickest)
        train(config, TRAINING, VALIDATION, tmp_path, verbose=0)
        assert json.loads(begun.read_text())["precision"] == "float32"
