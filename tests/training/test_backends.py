"""The training code is Keras on `keras.ops`: it learns on each backend that is installed."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import pytest

from tests.training.tiny import tiny
from training.config import DEFAULTS
from training.epochs import read_log
from training.networks import SHIPPED
from training.sample import drawn_faces
from training.train import train

ROOT = Path(__file__).parents[2]
FEW_STEPS = """
import pathlib, sys
from tests.training.test_backends import learn_in_a_few_steps
learn_in_a_few_steps(pathlib.Path(sys.argv[1]))
"""


def learn_in_a_few_steps(run: Path) -> None:
    usual = replace(
        DEFAULTS[SHIPPED], network="tiny", start="scratch", first_side=48, settling_epochs=0, precision="float32"
    )
    config = replace(usual, epochs=4, batch_size=14, warmup_epochs=0, ema=0.5, learning_rate=0.05, augmentation=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.train.NETWORKS", {"tiny": tiny})
        train(config, drawn_faces(42, seed=1), drawn_faces(14, seed=2), run, verbose=0)
    first, *_, last = read_log(run)
    assert last["loss"] < first["loss"], (first, last)


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_a_few_steps(backend: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"the backend {backend} is not installed")
    if backend == keras.backend.backend():
        learn_in_a_few_steps(tmp_path)
        return
    # A process has one backend from its first import of Keras on.
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", FEW_STEPS, str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
