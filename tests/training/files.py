"""Face sets as the files that `training.data` reads."""

import csv
from pathlib import Path

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
