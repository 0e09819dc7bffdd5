"""Faces as Keras wants them: shuffled, augmented batches with soft targets, the same for the same seed."""

from dataclasses import dataclass

import cv2
import keras
import numpy as np
import numpy.typing as npt

from core.emotions import Emotion
from core.preprocess import INPUT_SIZE, preprocess
from training.augment import AugmentConfig, augment
from training.data import FaceSet

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Targets:
    """What each head should say, and how much each face counts for it.

    labels, votes                float32 (n, 7), rows that sum to 1
    labels_weight, votes_weight  float32 (n,)
    """

    labels: Array
    votes: Array
    labels_weight: Array
    votes_weight: Array

    def of(self, rows: npt.NDArray[np.int64]) -> "Targets":
        """Those of some faces."""
        return Targets(self.labels[rows], self.votes[rows], self.labels_weight[rows], self.votes_weight[rows])

    def mixed(self, share: Array, partner: npt.NDArray[np.int64]) -> "Targets":
        """`share` (n,) in [0, 1] of each face's own, the rest from its partner's; who counts less adds less."""
        labels, labels_weight = _mixed_goals(self.labels, self.labels_weight, share, partner)
        votes, votes_weight = _mixed_goals(self.votes, self.votes_weight, share, partner)
        return Targets(labels, votes, labels_weight, votes_weight)


def targets(faces: FaceSet, smoothing: float, class_weights: bool = False) -> Targets:
    """The targets of all faces.

    Label targets are one-hot, smoothed towards uniform. Vote targets are the votes' shares; a face without
    usable votes does not count for that head. Where the whole set has no votes, the labels stand in for them.
    With `class_weights` a face counts in inverse proportion to how common its label is.
    """
    one_hot = np.eye(len(Emotion), dtype=np.float32)[faces.labels]
    smoothed = one_hot * (1 - smoothing) + smoothing / len(Emotion)
    weight = np.ones(len(faces), np.float32)
    if class_weights:
        counts = np.bincount(faces.labels, minlength=len(Emotion))
        weight = np.asarray(len(faces) / (len(Emotion) * np.maximum(counts, 1)), np.float32)[faces.labels]
    if not faces.has_votes:
        return Targets(smoothed, smoothed, weight, weight)
    return Targets(smoothed, faces.vote_shares, weight, weight * faces.voted)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # keras is untyped
    """One epoch of batches; `start_epoch` deals the faces anew.

    Every random choice comes from (seed, epoch, batch), so that a resumed run sees what it would have seen.
    """

    def __init__(self, faces: FaceSet, targets: Targets, batch_size: int, config: AugmentConfig, seed: int) -> None:
        super().__init__()
        self._faces, self._targets = faces, targets
        self._batch_size, self._config, self._seed = batch_size, config, seed
        self.start_epoch(0)

    def start_epoch(self, epoch: int, side: int = INPUT_SIZE, strength: float = 1.0, mixing: float = 0.0) -> None:
        """Deal the faces for this epoch, counted from 0, in this many pixels a side and changed so strongly.

        With `mixing` every face is laid over another of its batch, in shares from Beta(mixing, mixing), and so are
        their targets (Zhang et al. 2018, arXiv:1710.09412).
        """
        self._epoch, self._side, self._changes, self._mixing = epoch, side, self._config.scaled(strength), mixing
        self._order = np.random.default_rng((self._seed, epoch)).permutation(len(self._faces))

    def sample(self, batches: int = 24) -> list[Array]:
        """The inputs of this epoch's first batches, in the network's own size."""
        return [self._faces_of(index) for index in range(min(batches, len(self)))]

    def __len__(self) -> int:
        # The last, smaller batch is left out: its statistics would disturb batch normalisation.
        return max(1, len(self._faces) // self._batch_size)

    def __getitem__(self, index: int) -> tuple[Array, dict[str, Array], dict[str, Array]]:
        inputs, goals = self._faces_of(index), self._targets.of(self._rows(index))
        if self._mixing:
            rng = np.random.default_rng((self._seed, self._epoch, index, 1))
            share = rng.beta(self._mixing, self._mixing, len(inputs)).astype(np.float32)
            partner = rng.permutation(len(inputs))
            inputs = _mixed(inputs, share[:, np.newaxis, np.newaxis, np.newaxis], partner)
            goals = goals.mixed(share, partner)
        return (
            _resized(inputs, self._side),
            {"labels": goals.labels, "votes": goals.votes},
            {"labels": goals.labels_weight, "votes": goals.votes_weight},
        )

    def _rows(self, index: int) -> npt.NDArray[np.int64]:
        return self._order[index * self._batch_size : (index + 1) * self._batch_size]

    def _faces_of(self, index: int) -> Array:
        rng = np.random.default_rng((self._seed, self._epoch, index))
        return preprocess([augment(crop, self._changes, rng) for crop in self._faces.crops[self._rows(index)]])


def _mixed(values: Array, share: Array, partner: npt.NDArray[np.int64]) -> Array:
    return share * values + (1 - share) * values[partner]


def _mixed_goals(goals: Array, weight: Array, share: Array, partner: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Rows that sum to 1 again, whatever the two of them weigh; where neither counts, each keeps its own."""
    total = _mixed(weight, share, partner)
    weighted = _mixed(goals * weight[:, np.newaxis], share[:, np.newaxis], partner)
    counts = total[:, np.newaxis] > 0
    return np.where(counts, weighted / np.where(counts, total[:, np.newaxis], 1), goals), total


def _resized(faces: Array, side: int) -> Array:
    """(n, 48, 48, 1) as (n, side, side, 1)."""
    if side == INPUT_SIZE:
        return faces
    return np.stack([cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA) for face in faces])[..., np.newaxis]
