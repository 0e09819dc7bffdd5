"""FER-2013 and the FER+ votes, from the files in their usual layouts.

Two layouts are read:

- `fer2013.csv` (emotion, pixels, Usage) with `fer2013new.csv`, the FER+ votes (Barsoum et al. 2016,
  doi:10.1145/2993148.2993165), beside it if you have them: row i of one belongs to row i of the other;
- a folder `<split>/<emotion>/*.png|jpg`, where the split is called Training or train, and PublicTest, validation, val
  or, only where there is none of these, test.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt
import pandas as pd

from core.emotions import Emotion
from core.preprocess import INPUT_SIZE, preprocess

TRAINING, PUBLIC_TEST = "Training", "PublicTest"

# FER+ counts ten people's votes for ten words; these seven are ours, the rest (contempt, unknown, NF) is not.
_VOTE_COLUMNS = {
    Emotion.ANGRY: "anger",
    Emotion.DISGUST: "disgust",
    Emotion.FEAR: "fear",
    Emotion.HAPPY: "happiness",
    Emotion.SAD: "sadness",
    Emotion.SURPRISE: "surprise",
    Emotion.NEUTRAL: "neutral",
}
_OTHER_COLUMNS = ["contempt", "unknown", "NF"]
_FOLDER_NAMES = {TRAINING: ("Training", "train"), PUBLIC_TEST: ("PublicTest", "validation", "val", "test")}


@dataclass(frozen=True)
class FaceSet:
    """Faces with what they were labelled and voted.

    crops   uint8 (n, 48, 48), grey, 0-255
    labels  int64 (n,): index into `Emotion`, the FER-2013 label
    votes   int64 (n, 7): how many people said each emotion; a row of zeros where the votes cannot be used
    voters  int64 (n,): how many people were asked in all, words outside the seven included
    """

    crops: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    votes: npt.NDArray[np.int64]
    voters: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        n = len(self.crops)
        expected = {
            "crops": (n, INPUT_SIZE, INPUT_SIZE),
            "labels": (n,),
            "votes": (n, len(Emotion)),
            "voters": (n,),
        }
        for name, shape in expected.items():
            if (found := getattr(self, name).shape) != shape:
                raise ValueError(f"expected {name} of shape {shape}, found {found}")

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64] | slice) -> "FaceSet":
        return FaceSet(self.crops[rows], self.labels[rows], self.votes[rows], self.voters[rows])

    @property
    def has_votes(self) -> bool:
        """Whether any face has a usable vote."""
        return bool(self.votes.any())

    @property
    def voted(self) -> npt.NDArray[np.bool_]:
        """(n,): whether anybody's vote is on one of the seven."""
        return np.asarray(self.votes.sum(1) > 0)

    @property
    def vote_shares(self) -> npt.NDArray[np.float32]:
        """(n, 7): votes renormalised over the seven; a row of zeros where there are none."""
        totals = self.votes.sum(1, keepdims=True)
        return np.asarray(self.votes / np.maximum(totals, 1), np.float32)

    @property
    def majority(self) -> npt.NDArray[np.int64]:
        """(n,): the emotion that more than half of all voters named, or -1."""
        leader = self.votes.argmax(1)
        return np.where(self.votes.max(1) * 2 > self.voters, leader, -1)

    def copied_from(self, other: Self) -> npt.NDArray[np.bool_]:
        """(n,): whether the face is, byte for byte, also in `other`."""
        known = {crop.tobytes() for crop in other.crops}
        return np.array([crop.tobytes() in known for crop in self.crops], bool)


def load(folder: Path, split: str) -> FaceSet:
    """The faces of one split (`Training` or `PublicTest`).

    Raises FileNotFoundError, with what was looked for, when neither layout is there, and ValueError when the
    two CSV files do not belong together.
    """
    if (folder / "fer2013.csv").is_file():
        return _load_csv(folder, split)
    for name in _FOLDER_NAMES.get(split, (split,)):
        if (folder / name).is_dir():
            return _load_folder(folder / name)
    raise FileNotFoundError(
        f"{folder}: expected fer2013.csv, or a folder of the split {split} with one folder for each emotion; "
        "found neither"
    )


def _load_csv(folder: Path, split: str) -> FaceSet:
    rows = pd.read_csv(folder / "fer2013.csv")
    chosen = rows["Usage"].to_numpy() == split
    if not chosen.any():
        raise FileNotFoundError(
            f"{folder / 'fer2013.csv'}: expected rows of the split {split}, found {sorted(set(rows['Usage']))}"
        )
    pixels = " ".join(rows.loc[chosen, "pixels"])
    crops = np.fromstring(pixels, np.uint8, sep=" ").reshape(-1, INPUT_SIZE, INPUT_SIZE)
    labels = rows.loc[chosen, "emotion"].to_numpy(np.int64)
    return FaceSet(crops, labels, *_load_votes(folder / "fer2013new.csv", chosen))


def _load_votes(file: Path, chosen: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    n = int(chosen.sum())
    if not file.is_file():
        return np.zeros((n, len(Emotion)), np.int64), np.zeros(n, np.int64)
    rows = pd.read_csv(file)
    if len(rows) != len(chosen):
        raise ValueError(f"{file}: expected {len(chosen)} rows, as many as fer2013.csv has; found {len(rows)}")
    rows = rows.loc[chosen]
    votes = rows[[_VOTE_COLUMNS[emotion] for emotion in Emotion]].to_numpy(np.int64)
    return votes, votes.sum(1) + rows[_OTHER_COLUMNS].to_numpy(np.int64).sum(1)


def _load_folder(folder: Path) -> FaceSet:
    files = [
        (label, file)
        for label, emotion in enumerate(Emotion)
        for file in sorted((folder / emotion).glob("*"))
        if file.suffix.lower() in {".png", ".jpg", ".jpeg"}
    ]
    if not files:
        raise FileNotFoundError(f"{folder}: expected folders {', '.join(Emotion)} with PNG or JPG files, found none")
    crops = np.stack([_read_grey(file) for _, file in files])
    labels = np.array([label for label, _ in files], np.int64)
    return FaceSet(crops, labels, np.zeros((len(files), len(Emotion)), np.int64), np.zeros(len(files), np.int64))


def _read_grey(file: Path) -> npt.NDArray[np.uint8]:
    grey = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError(f"{file}: expected a PNG or JPG picture, found something else")
    # As the app would shrink or enlarge it.
    return np.rint(255 * preprocess([np.asarray(grey, np.uint8)])[0, ..., 0]).astype(np.uint8)
