"""How each network is trained, unless the command line says otherwise."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from core.preprocess import INPUT_SIZE

SIDE_STEP = 8  # three halvings must come out even
# What is left of the changes to faces when a run settles: a network that has seen them all can afford to look closer at
# faces as they are (Touvron et al. 2019, arXiv:1906.06423, on why training and use should look alike at the end).
SETTLED = 0.5


@dataclass(frozen=True)
class TrainConfig:
    """One training run, whole: two runs of one config see the same faces in the same order.

    optimizer      "sgd" (Nesterov, momentum 0.9), "adam" (AdamW), or "muon" (see `training.muon`)
    warmup_epochs  the learning rate climbs so long, then falls to zero along a cosine
    weight_decay   decoupled, times the learning rate: with "sgd", ten times the usual coupled one
    ema            how much the averaged weights keep at each step; 0 for no averaging
    start          "scratch", "published", or a `.keras` file of this network to go on from
    head_epochs    epochs before the first in which only the heads learn
    first_side     pixels a side of the first faces; they grow in steps of 8 (Tan and Le 2021, arXiv:2104.00298)
    growing_epochs how long faces smaller than the network's own are shown, every side equally long
    augmentation   how strongly faces are changed at random, 1 as in `training.augment`, 0 not at all
    mixing         how evenly faces are laid over one another (see `Batches.start_epoch`), 0 not at all
    settling_epochs  the last epochs, in which faces are changed half as strongly, and none mixed
    teachers       exported files, separated by commas, whose answers are part of the targets
    taught         how much of every target their answers are, in [0, 1]; 0 without teachers
    precision      "float32", "mixed_bfloat16", or "auto": whichever this processor is quicker at

    Raises ValueError where these contradict each other: smaller faces in all epochs or in none, more epochs that settle
    than there are, teachers who say nothing or a share of nobody, heads alone before weights that nobody trained.
    """

    network: str = "se_resnet"
    epochs: int = 60
    batch_size: int = 128
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    warmup_epochs: int = 2
    weight_decay: float = 5e-3
    ema: float = 0.998
    label_smoothing: float = 0.1
    class_weights: bool = False
    augmentation: float = 1.0
    mixing: float = 0.0
    start: str = "scratch"
    head_epochs: int = 0
    first_side: int = INPUT_SIZE
    growing_epochs: int = 0
    settling_epochs: int = 0
    teachers: str = ""
    taught: float = 0.0
    precision: str = "auto"
    seed: int = 1

    def __post_init__(self) -> None:
        if self.first_side < INPUT_SIZE and not 0 < self.growing_epochs < self.epochs:
            raise ValueError(
                f"expected smaller faces in some of the {self.epochs} epochs, found them in {self.growing_epochs}; "
                "give another --growing-epochs, or --first-side 48"
            )
        if self.settling_epochs > self.epochs:
            raise ValueError(
                f"expected at most the {self.epochs} epochs to settle, found {self.settling_epochs}; "
                "give another --settling-epochs"
            )
        if not 0 <= self.taught <= 1 or bool(self.taught) != bool(self.teachers):
            raise ValueError(
                f"expected teachers and a share of the targets for them in (0, 1], found {self.teachers or 'none'} and "
                f"{self.taught}; give both --teachers and --taught, or neither"
            )
        if self.head_epochs and self.start == "scratch":
            raise ValueError(
                f"expected weights to start from before the heads learn alone, found {self.start}; give --head-epochs 0"
            )

    def side(self, epoch: int) -> int:
        """Pixels a side of the faces in this epoch, counted from 0."""
        steps = (INPUT_SIZE - self.first_side) // SIDE_STEP
        if epoch >= self.growing_epochs or not steps:
            return INPUT_SIZE
        return self.first_side + SIDE_STEP * (epoch * steps // self.growing_epochs)

    def strength(self, epoch: int) -> float:
        """How strongly faces are changed in this epoch, counted from 0."""
        return self.augmentation * (SETTLED if self._settles(epoch) else 1.0)

    def mixes(self, epoch: int) -> float:
        """How evenly faces are mixed in this epoch, counted from 0."""
        return 0.0 if self._settles(epoch) else self.mixing

    def _settles(self, epoch: int) -> bool:
        return epoch >= self.epochs - self.settling_epochs

    def stages(self) -> list[tuple[int, int]]:
        """The epochs [first, last) of each size of face."""
        changes = [epoch for epoch in range(1, self.epochs) if self.side(epoch) != self.side(epoch - 1)]
        return list(itertools.pairwise([0, *changes, self.epochs]))


_PLAIN = TrainConfig(
    epochs=20, batch_size=64, optimizer="adam", learning_rate=1e-3, warmup_epochs=0, weight_decay=0.0, ema=0.0,
    label_smoothing=0.0,
)  # fmt: skip
# A backbone that knows ImageNet forgets it at a larger rate.
_TRANSFER = replace(_PLAIN, learning_rate=1e-4, weight_decay=1e-4, start="published", head_epochs=3)

# A whole network goes on from published weights.
_GOES_ON = TrainConfig(
    epochs=30, optimizer="adam", learning_rate=1e-3, warmup_epochs=1, weight_decay=0.05, start="published"
)  # fmt: skip

# A residual network from scratch.
_MUON = TrainConfig(
    epochs=60, optimizer="muon", learning_rate=5e-3, warmup_epochs=1, weight_decay=0.05, augmentation=0.8,
    first_side=40, growing_epochs=40, settling_epochs=20,
)  # fmt: skip

DEFAULTS: Mapping[str, TrainConfig] = MappingProxyType(
    {
        "face_resnet": replace(_GOES_ON, network="face_resnet", first_side=40, growing_epochs=15, settling_epochs=12),
        "efficientnet_lite": replace(_GOES_ON, network="efficientnet_lite"),
        "fine_resnet": replace(
            _MUON,
            network="fine_resnet",
            epochs=80,
            learning_rate=4e-3,
            mixing=0.3,
            growing_epochs=55,
            settling_epochs=13,
        ),
        "quick_resnet": replace(_MUON, network="quick_resnet", batch_size=256),
        "se_resnet": TrainConfig(),
        "baseline_cnn": replace(_PLAIN, network="baseline_cnn", augmentation=0.0),
        "mini_xception": replace(_PLAIN, network="mini_xception"),
        "mobilenet_v2": replace(_TRANSFER, network="mobilenet_v2"),
        "resnet50_v2": replace(_TRANSFER, network="resnet50_v2", class_weights=True),
        "vgg16": replace(_TRANSFER, network="vgg16", learning_rate=3e-5),
    }
)
