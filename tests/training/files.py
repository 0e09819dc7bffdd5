"""The files that training reads: face sets, and a network as dlib writes it."""

import csv
from pathlib import Path

import numpy as np

from training.data import FaceSet

VOTES = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]


def write_csv(folder: Path, splits: dict[str, FaceSet]) -> Path:
    """Write `fer2013.csv` and `fer2013new.csv` into `folder`, one split after the other."""
    with (
        (folder / "fer2013.csv").open("w", newline="") as images_file,
        (folder / "fer2013new.csv").open("w", newline="") as votes_file,
    ):
        images, votes = csv.writer(images_file), csv.writer(votes_file)
        images.writerow(["emotion", "pixels", "Usage"])
        votes.writerow(["Usage", "Image name", *VOTES, "contempt", "unknown", "NF"])
        for split, faces in splits.items():
            for crop, label, counts, voters in zip(faces.crops, faces.labels, faces.votes, faces.voters, strict=True):
                images.writerow([label, " ".join(map(str, crop.ravel().tolist())), split])
                votes.writerow([split, "", *counts.tolist(), 0, 0, voters - counts.sum()])
    return folder


def write_dlib_network(file: Path, widths: list[int]) -> Path:
    """Write 3x3 convolutions of these widths (the first 7x7, on three colours), with random weights, as dlib does."""
    random, before, parts = np.random.default_rng(5), 3, [b"\x01\x01loss_metric_2"]
    for width in widths:
        side = 7 if before == 3 else 3
        kernel, bias = random.normal(0, 0.1, width * before * side * side), random.normal(0, 0.1, width)
        parts += [b"\x05con_4", _tensor(np.concatenate([kernel, bias])), _numbers(width, side, side, 1, 1)]
        parts += [b"\x07affine_", _tensor(random.uniform(0.5, 1.5, 2 * width)), b"\x05relu_"]
        before = width
    file.write_bytes(b"".join(parts))
    return file


def _tensor(values: np.ndarray) -> bytes:
    return _numbers(2, len(values), 1, 1, 1) + values.astype("<f4").tobytes()


def _numbers(*numbers: int) -> bytes:
    """Each as a count of bytes, and those, least first."""
    lengths = [max(1, (number.bit_length() + 7) // 8) for number in numbers]
    return b"".join(
        bytes([length]) + number.to_bytes(length, "little") for number, length in zip(numbers, lengths, strict=True)
    )
