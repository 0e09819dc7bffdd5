"""One tiny training run and its exported files, made once for all tests of this folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

# TensorFlow's start-up notes say nothing about the tests.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from core.model_card import ModelCard
from tests.training.files import write_csv
from training.data import PUBLIC_TEST, TRAINING, FaceSet
from training.sample import drawn_faces


def _draw_graphs(wanted: bool) -> None:
    import tensorflow as tf  # noqa: PLC0415  # only when a test runs

    tf.config.run_functions_eagerly(not wanted)


@pytest.fixture(scope="session", autouse=True)
def _step_by_step() -> Iterator[None]:
    """TensorFlow draws no graphs: for the few small steps of a test it takes longer over them than over the steps."""
    _draw_graphs(False)
    yield
    _draw_graphs(True)


@pytest.fixture
def with_graphs(_step_by_step: None) -> Iterator[None]:
    """As in a training run."""
    _draw_graphs(True)
    yield
    _draw_graphs(False)


@dataclass(frozen=True, eq=False)
class Shipped:
    """What `python -m training.train` left behind, and the faces it had."""

    data: Path
    run: Path
    out: Path
    training: FaceSet
    validation: FaceSet

    @property
    def card(self) -> ModelCard:
        return ModelCard.read(self.out / "model_card.json")


@contextmanager
def few_blocks() -> Iterator[None]:
    """Our network has three blocks instead of six in here.

    TensorFlow takes its time for every layer, however small, when it trains and again when it converts.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.networks.FINE_STAGES", ((16, 1, 2), (48, 1, 2), (160, 1, 2)))
        yield


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Our network, with `few_blocks`, after one short epoch on drawn faces."""
    from training.train import main  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("shipped")
    training, validation = drawn_faces(56, seed=1), drawn_faces(35, seed=2)
    # Five faces are in both splits, as some are in FER-2013.
    validation.crops[:5] = training.crops[:5]
    data = write_csv(folder, {TRAINING: training, PUBLIC_TEST: validation})
    run, out = folder / "run", folder / "model"
    options = ["--epochs", "1", "--first-side", "48", "--settling-epochs", "0", "--batch-size", "28"]
    options += ["--start", "scratch", "--precision", "float32", "--quiet"]
    with few_blocks():
        main(["--data", str(data), "--run", str(run), "--out", str(out), *options])
    return Shipped(data, run, out, training, validation)
