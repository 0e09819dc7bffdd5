"""Train a network: `python -m training.train --data DIR [--run DIR] [--out DIR]`.

Trains on the Training split, keeps the epoch that does best on PublicTest, and writes the files that ship into
`--out`. Every epoch is logged and checkpointed under `--run`; the same command after an interruption goes on
where it stopped.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import keras

from core.preprocess import INPUT_SIZE, preprocess
from training.augment import AugmentConfig
from training.batches import Batches, targets
from training.config import DEFAULTS, TrainConfig
from training.data import PUBLIC_TEST, TRAINING, FaceSet, load
from training.epochs import BEST, EpochReport
from training.export import export
from training.heads import HEADS
from training.muon import ConvolutionMuon
from training.networks import NETWORKS, SHIPPED
from training.precision import quick_precision
from training.published import backbone_layers, load_published
from training.teachers import taught, teacher_files

ADAM_SHARE = 0.5  # of Muon's learning rate, for what is not a convolution
SAMPLE = 1024  # faces on which a published network is measured before it is trained


def train(config: TrainConfig, training: FaceSet, validation: FaceSet, run: Path, verbose: int = 1) -> keras.Model:
    """Train, or go on training, under `run`; returns the network with its best weights.

    Raises ValueError when `run` holds another configuration's checkpoint.
    """
    run.mkdir(parents=True, exist_ok=True)
    config = _with_precision(config, run / "config.json")
    _claim(run / "config.json", config)
    network = _built(config)
    if config.start == "published":
        load_published(config.network, network, preprocess(list(training.crops[:SAMPLE])))
    elif config.start != "scratch":
        load_earlier(Path(config.start), network)
    if config.head_epochs:
        heads_only = replace(
            config,
            epochs=config.head_epochs,
            warmup_epochs=0,
            first_side=INPUT_SIZE,
            growing_epochs=0,
            settling_epochs=0,
        )
        for layer in backbone_layers(config.network, network):
            layer.trainable = False
        _fit(network, heads_only, training, validation, run / "heads", verbose)
        network = _built(config)
        network.load_weights(run / "heads" / BEST)
    _fit(network, config, training, validation, run, verbose)
    return network


def _fit(
    network: keras.Model, config: TrainConfig, training: FaceSet, validation: FaceSet, run: Path, verbose: int
) -> None:
    """Train what is trainable of the network, and leave it with the best weights."""
    run.mkdir(exist_ok=True)
    goals = targets(training, config.label_smoothing, config.class_weights)
    goals = taught(goals, training, teacher_files(config.teachers), config.taught)
    batches = Batches(training, goals, config.batch_size, AugmentConfig(), config.seed)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    # XLA's convolutions on a CPU are several times slower than the kernels that it would replace.
    network.compile(_optimizer(config, len(batches)), loss=dict.fromkeys(HEADS, loss), jit_compile=False)
    # TensorFlow wants to know the size of the faces before a fit; the next one goes on from the backup.
    for first, last in config.stages():
        # A new one each time: it would swap back what the backup has put in place by then.
        averaging = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)] if config.ema else []
        _deal(batches, config, first)
        network.fit(
            batches,
            epochs=last,
            shuffle=False,  # `Batches` deals them
            verbose=verbose,
            callbacks=[
                _FreshEpoch(batches, config),
                # The order matters: back up the raw weights, swap in the averaged ones, then measure those.
                keras.callbacks.BackupAndRestore(run / "backup", double_checkpoint=True, delete_checkpoint=False),
                *averaging,
                EpochReport(validation, batches.sample, run),
            ],
        )
    network.load_weights(run / BEST)


def _deal(batches: Batches, config: TrainConfig, epoch: int) -> None:
    batches.start_epoch(epoch, config.side(epoch), config.strength(epoch), config.mixes(epoch))


class _FreshEpoch(keras.callbacks.Callback):  # type: ignore[misc]  # keras is untyped
    """Every random choice of an epoch comes from the seed and its number, resumed or not."""

    def __init__(self, batches: Batches, config: TrainConfig) -> None:
        super().__init__()
        self._batches, self._config, self._seed = batches, config, config.seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        _deal(self._batches, self._config, epoch)
        for place, layer in enumerate(self.model.layers):
            if isinstance(layer, keras.layers.Dropout):
                # A checkpoint does not hold where its random numbers had got to.
                layer.seed_generator.state.assign([self._seed * len(self.model.layers) + place, epoch])


def _built(config: TrainConfig) -> keras.Model:
    keras.utils.set_random_seed(config.seed)
    usual = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy(config.precision)
    network = NETWORKS[config.network]()
    if config.first_side != INPUT_SIZE:
        network = keras.models.clone_model(network, keras.Input((None, None, 1), name=network.input.name))
    keras.mixed_precision.set_global_policy(usual)
    return network


def load_earlier(file: Path, network: keras.Model) -> None:
    """Give the network the weights of an exported one of the same kind.

    Layers without weights may have come or gone since; what they do, a run learns to live with. Raises ValueError when
    the others are not the network's.
    """
    earlier = keras.saving.load_model(file, compile=False, safe_mode=True)
    # What the export adds comes after the heads and is not trained.
    sources, goals = ([layer for layer in model.layers if layer.weights] for model in (earlier, network))
    sources = sources[: len(goals)]
    shapes = [[[tuple(weight.shape) for weight in layer.weights] for layer in layers] for layers in (sources, goals)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"{file}: expected the layers of {network.name}, found others; start from another file")
    for source, goal in zip(sources, goals, strict=True):
        goal.set_weights(source.get_weights())


def _optimizer(config: TrainConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    warmup = min(config.warmup_epochs, config.epochs - 1) * steps_per_epoch
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0 if warmup else config.learning_rate,
        decay_steps=config.epochs * steps_per_epoch - warmup,
        warmup_steps=warmup,
        warmup_target=config.learning_rate if warmup else None,
    )
    averaging = {"use_ema": True, "ema_momentum": config.ema} if config.ema else {}
    if config.optimizer == "muon":
        decay = {"weight_decay": config.weight_decay, "adam_weight_decay": config.weight_decay}
        optimizer = ConvolutionMuon(schedule, adam_lr_ratio=ADAM_SHARE, **decay, **averaging)
    elif config.optimizer == "adam":
        optimizer = keras.optimizers.AdamW(schedule, weight_decay=config.weight_decay, **averaging)
    else:
        optimizer = keras.optimizers.SGD(
            schedule, momentum=0.9, nesterov=True, weight_decay=config.weight_decay, **averaging
        )
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _with_precision(config: TrainConfig, file: Path) -> TrainConfig:
    """With a precision for "auto": the one that the run began with, whatever this machine is quicker at by now."""
    if config.precision != "auto":
        return config
    begun = json.loads(file.read_text())["precision"] if file.is_file() else quick_precision()
    return replace(config, precision=begun)


def _claim(file: Path, config: TrainConfig) -> None:
    if not file.is_file():
        file.write_text(json.dumps(asdict(config), indent=2) + "\n")
    elif json.loads(file.read_text()) != asdict(config):
        raise ValueError(f"{file}: another configuration's run is in this folder; give --run another folder")


def _parser() -> argparse.ArgumentParser:
    # An option that is not given stays out of the result: the network's own default holds.
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, argument_default=argparse.SUPPRESS
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--run", type=Path, help="checkpoints and log (runs/<network>)")
    parser.add_argument("--out", type=Path, help=f"where the files go (model for {SHIPPED}, else runs/<network>)")
    parser.add_argument("--network", choices=NETWORKS, default=SHIPPED)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--optimizer", choices=("sgd", "adam", "muon"))
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--weight-decay", type=float, help="decoupled, times the learning rate")
    parser.add_argument("--class-weights", action=argparse.BooleanOptionalAction, help="rare emotions count more")
    parser.add_argument(
        "--augmentation", type=float, help="how strongly faces are changed at random: 1 as usual, 0 off"
    )
    parser.add_argument("--mixing", type=float, help="how evenly faces are laid over one another: 0 off, 1 any share")
    parser.add_argument("--start", help="where the weights come from: scratch, published, or an exported .keras file")
    parser.add_argument("--head-epochs", type=int, help="epochs in which only the heads learn, before the others")
    parser.add_argument("--warmup-epochs", type=int, help="epochs over which the learning rate climbs")
    parser.add_argument("--first-side", type=int, choices=(32, 40, 48), help="pixels a side of the first faces")
    parser.add_argument("--growing-epochs", type=int, help="epochs with faces smaller than 48 pixels")
    parser.add_argument("--settling-epochs", type=int, help="last epochs: half the changes, no mixing")
    parser.add_argument("--teachers", help="exported files, separated by commas, whose answers are part of the targets")
    parser.add_argument("--taught", type=float, help="how much of every target the teachers' answers are, in [0, 1]")
    parser.add_argument("--precision", choices=("auto", "mixed_bfloat16", "float32"))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--quiet", action="store_true", default=False, help="one line an epoch, no progress bar")
    return parser


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = _parser()
    options = vars(parser.parse_args(arguments))
    data, quiet, name = options.pop("data"), options.pop("quiet"), options["network"]
    run = options.pop("run", Path("runs") / name)
    out = options.pop("out", Path("model") if name == SHIPPED else run)
    try:
        config = replace(DEFAULTS[name], **options)
    except ValueError as error:
        parser.error(str(error))
    training, validation = load(data, TRAINING), load(data, PUBLIC_TEST)
    train(config, training, validation, run, verbose=0 if quiet else 1)
    export(run, training, validation, out)


if __name__ == "__main__":
    main()
