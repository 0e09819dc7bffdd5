"""What happens after each epoch: measure on the validation faces, log it, keep the best weights."""

import csv
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import keras
import numpy as np

from core.preprocess import preprocess
from training.batches import Array
from training.data import FaceSet
from training.heads import HEADS
from training.metrics import classify, kl_divergence
from training.normalisation import refresh_statistics

BEST, LOG = "best.weights.h5", "log.csv"
FIELDS = ("epoch", "seconds", "loss", "labels_accuracy", "majority_accuracy", "majority_f1", "kl")


class EpochReport(keras.callbacks.Callback):  # type: ignore[misc]  # keras is untyped
    """Measures each epoch with the averaged weights, which another callback has put in place.

    `sample()` gives batches of training inputs to normalise these weights by. Under `run`, `LOG` gets a line for
    each epoch and `BEST` the weights of the best one.
    """

    def __init__(self, faces: FaceSet, sample: Callable[[], list[Array]], run: Path) -> None:
        super().__init__()
        self._faces, self._inputs = faces, preprocess(list(faces.crops))
        self._sample, self._log, self._best = sample, run / LOG, run / BEST
        self._best_score = max(map(_score, read_log(run)), default=0.0)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        refresh_statistics(self.model, self._sample())
        row = {
            "epoch": epoch + 1,
            "loss": (logs or {}).get("loss", np.nan),
            **measure(self.model, self._faces, self._inputs),
        }
        row["seconds"] = time.monotonic() - self._started
        if _score(row) > self._best_score:
            self._best_score = _score(row)
            self.model.save_weights(self._best)
        self._append({field: f"{row[field]:.6g}" for field in FIELDS if field in row})

    def _append(self, row: dict[str, str]) -> None:
        fresh = not self._log.is_file()
        with self._log.open("a", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        print(", ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def measure(network: keras.Model, faces: FaceSet, inputs: Array) -> dict[str, float]:
    """The label head on the labels; where there are votes, the votes head on the majority and on the votes."""
    logits = network.predict(inputs, batch_size=256, verbose=0)
    labels, votes = (np.asarray(keras.ops.convert_to_numpy(keras.ops.softmax(logits[head]))) for head in HEADS)
    measured = {"labels_accuracy": classify(labels, faces.labels).accuracy}
    if faces.has_votes:
        agreed, voted = faces.majority >= 0, faces.voted
        majority = classify(votes[agreed], faces.majority[agreed])
        measured |= {
            "majority_accuracy": majority.accuracy,
            "majority_f1": majority.macro_f1,
            "kl": kl_divergence(faces.vote_shares[voted], votes[voted]),
        }
    return measured


def read_log(run: Path) -> list[dict[str, float]]:
    """A run's log, one entry an epoch; empty where there is none yet."""
    file = run / LOG
    if not file.is_file():
        return []
    with file.open(newline="") as lines:
        return [{name: float(value) for name, value in row.items() if value} for row in csv.DictReader(lines)]


def _score(row: Mapping[str, float]) -> float:
    """What "best" means: both heads count the same."""
    return row["labels_accuracy"] + row.get("majority_accuracy", 0.0)
