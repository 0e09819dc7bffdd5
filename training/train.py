"""Train a network: `python -m training.train --data DIR [--out DIR]`.

Trains on the Training split and keeps the epoch that does best on PublicTest. Every epoch is logged and
checkpointed under `--run`; the same command after an interruption goes on where it stopped.
"""

import argparse
import csv
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np

from core.preprocess import preprocess
from training.augment import AugmentConfig
from training.batches import Batches, targets
from training.data import PUBLIC_TEST, TRAINING, FaceSet, load
from training.metrics import classify, kl_divergence
from training.networks import HEADS, NETWORKS


@dataclass(frozen=True)
class TrainConfig:
    """One training run, whole: two runs of one config and one seed see the same data in the same order."""

    network: str = "se_resnet"
    epochs: int = 60
    batch_size: int = 128
    learning_rate: float = 0.1
    warmup_epochs: int = 2
    # Keras decouples weight decay and multiplies it by the learning rate; with momentum 0.9 this is the
    # usual coupled 5e-4.
    weight_decay: float = 5e-3
    ema: float = 0.998
    label_smoothing: float = 0.1
    class_weights: bool = False
    augmentation: bool = True
    precision: str = "mixed_bfloat16"
    seed: int = 1


def compiled(config: TrainConfig, steps_per_epoch: int) -> keras.Model:
    """The network with its optimiser: Nesterov SGD, warm-up then cosine to zero, weights averaged over time."""
    keras.utils.set_random_seed(config.seed)
    keras.mixed_precision.set_global_policy(config.precision)
    model = NETWORKS[config.network]()
    keras.mixed_precision.set_global_policy("float32")
    warmup = min(config.warmup_epochs, config.epochs - 1) * steps_per_epoch
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else config.learning_rate,
        decay_steps=config.epochs * steps_per_epoch - warmup,
        warmup_steps=warmup,
        warmup_target=config.learning_rate if warmup else None,
    )
    optimizer = keras.optimizers.SGD(
        schedule,
        momentum=0.9,
        nesterov=True,
        weight_decay=config.weight_decay,
        use_ema=True,
        ema_momentum=config.ema,
    )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    # XLA's convolutions on a CPU are several times slower than the kernels that it would replace.
    model.compile(optimizer, loss=dict.fromkeys(HEADS, loss), jit_compile=False)
    return model


class EpochReport(keras.callbacks.Callback):  # type: ignore[misc]  # keras is untyped
    """Measures each epoch on the validation faces, logs it, and keeps the best weights."""

    FIELDS = ("epoch", "seconds", "loss", "labels_accuracy", "majority_accuracy", "majority_f1", "kl")

    def __init__(self, faces: FaceSet, run: Path) -> None:
        super().__init__()
        self._faces, self._inputs = faces, preprocess(list(faces.crops))
        self._log, self._best = run / "log.csv", run / "best.weights.h5"
        self._best_score = max((self._score(row) for row in self._rows()), default=0.0)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        row = {"epoch": epoch + 1, "loss": (logs or {}).get("loss", np.nan), **self._measure()}
        row["seconds"] = time.monotonic() - self._started
        if self._score(row) > self._best_score:
            self._best_score = self._score(row)
            self.model.save_weights(self._best)
        self._append({field: f"{row[field]:.6g}" for field in self.FIELDS if field in row})

    def _measure(self) -> dict[str, float]:
        logits = self.model.predict(self._inputs, batch_size=256, verbose=0)
        labels, votes = (np.asarray(keras.ops.softmax(logits[head])) for head in HEADS)
        measured = {"labels_accuracy": classify(labels, self._faces.labels).accuracy}
        if self._faces.has_votes:
            agreed, voted = self._faces.majority >= 0, self._faces.voted
            majority = classify(votes[agreed], self._faces.majority[agreed])
            measured |= {
                "majority_accuracy": majority.accuracy,
                "majority_f1": majority.macro_f1,
                "kl": kl_divergence(self._faces.vote_shares[voted], votes[voted]),
            }
        return measured

    @staticmethod
    def _score(row: dict[str, float]) -> float:
        """What "best" means: both heads count the same."""
        return float(row["labels_accuracy"]) + float(row.get("majority_accuracy") or 0.0)

    def _rows(self) -> list[dict[str, float]]:
        if not self._log.is_file():
            return []
        with self._log.open(newline="") as file:
            return [{name: float(value) for name, value in row.items() if value} for row in csv.DictReader(file)]

    def _append(self, row: dict[str, str]) -> None:
        fresh = not self._log.is_file()
        with self._log.open("a", newline="") as file:
            writer = csv.DictWriter(file, self.FIELDS)
            if fresh:
                writer.writeheader()
            writer.writerow(row)
        print(", ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def train(config: TrainConfig, training: FaceSet, validation: FaceSet, run: Path, verbose: int = 1) -> keras.Model:
    """Train, or go on training, under `run`; returns the network with its best weights.

    Raises ValueError when `run` holds another configuration's checkpoint.
    """
    run.mkdir(parents=True, exist_ok=True)
    _claim(run / "config.json", config)
    augmentation = AugmentConfig() if config.augmentation else AugmentConfig.off()
    goals = targets(training, config.label_smoothing, config.class_weights)
    batches = Batches(training, goals, config.batch_size, augmentation, config.seed)
    model = compiled(config, len(batches))
    model.fit(
        batches,
        epochs=config.epochs,
        shuffle=False,  # `Batches` deals them
        verbose=verbose,
        callbacks=[
            keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: batches.start_epoch(epoch)),
            # The order matters: back up the raw weights, swap in the averaged ones, then measure those.
            keras.callbacks.BackupAndRestore(run / "backup", double_checkpoint=True, delete_checkpoint=False),
            keras.callbacks.SwapEMAWeights(swap_on_epoch=True),
            EpochReport(validation, run),
        ],
    )
    model.load_weights(run / "best.weights.h5")
    return model


def _claim(file: Path, config: TrainConfig) -> None:
    if not file.is_file():
        file.write_text(json.dumps(asdict(config), indent=2) + "\n")
    elif json.loads(file.read_text()) != asdict(config):
        raise ValueError(f"{file}: another configuration's run is in this folder; give --run another folder")


def main() -> None:
    """The command line."""
    default = TrainConfig()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--run", type=Path, default=Path("runs/latest"), help="checkpoints and log (%(default)s)")
    parser.add_argument("--network", choices=NETWORKS, default=default.network)
    parser.add_argument("--epochs", type=int, default=default.epochs)
    parser.add_argument("--batch-size", type=int, default=default.batch_size)
    parser.add_argument("--learning-rate", type=float, default=default.learning_rate)
    parser.add_argument("--class-weights", action="store_true", help="rare emotions count more")
    parser.add_argument("--no-augmentation", dest="augmentation", action="store_false")
    parser.add_argument("--precision", choices=("mixed_bfloat16", "float32"), default=default.precision)
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--quiet", action="store_true", help="one line an epoch, no progress bar")
    options = vars(parser.parse_args())
    data, run, quiet = options.pop("data"), options.pop("run"), options.pop("quiet")
    config = TrainConfig(**options)
    train(config, load(data, TRAINING), load(data, PUBLIC_TEST), run, verbose=0 if quiet else 1)


if __name__ == "__main__":
    main()
