"""What worse pictures do to the shown answer: `python -m training.robustness --data DIR [--model FILE]`."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import numpy.typing as npt

from core.model_card import RobustnessRow
from core.preprocess import preprocess
from training.answers import answer
from training.data import PUBLIC_TEST, FaceSet, load

Crop = npt.NDArray[np.uint8]
Change = Callable[[Crop], Crop]


def _blurred(crop: Crop) -> Crop:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), 1.0), np.uint8)


def _dark(crop: Crop) -> Crop:
    return np.asarray(crop * 0.25, np.uint8)


def _jpeg(crop: Crop) -> Crop:
    _, packed = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, 20])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def moved(angle: float = 0.0, scale: float = 1.0) -> Change:
    """Turn by degrees and scale about the centre; what comes in from outside repeats the edge."""

    def change(crop: Crop) -> Crop:
        height, width = crop.shape
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), angle, scale)
        turned = cv2.warpAffine(crop, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(turned, np.uint8)

    return change


def _small(crop: Crop) -> Crop:
    return np.asarray(cv2.resize(crop, (24, 24), interpolation=cv2.INTER_AREA), np.uint8)


def _mirrored(crop: Crop) -> Crop:
    return crop[:, ::-1]


CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "none": lambda crop: crop,
        "blur, sigma 1 pixel of 48": _blurred,
        "a quarter of the light": _dark,
        "JPEG, quality 20": _jpeg,
        "turned by 10 degrees": moved(angle=10),
        "turned by 20 degrees": moved(angle=20),
        "crop 20 % tighter": moved(scale=1 / 0.8),
        "crop 20 % looser": moved(scale=1 / 1.2),
        "24 pixels wide": _small,
        "left and right swapped": _mirrored,
    }
)


def robustness(model: Path, faces: FaceSet) -> tuple[RobustnessRow, ...]:
    """A row for each of `CHANGES`: the accuracy that is left, and the share of answers that stay."""
    answers = {
        name: answer(model, preprocess([change(crop) for crop in faces.crops])).scores.argmax(1)
        for name, change in CHANGES.items()
    }
    agreed = faces.majority >= 0
    return tuple(
        RobustnessRow(
            change=name,
            labels_accuracy=float((found == faces.labels).mean()),
            majority_accuracy=float((found == faces.majority)[agreed].mean()) if agreed.any() else None,
            unchanged=float((found == answers["none"]).mean()),
        )
        for name, found in answers.items()
    )


def table(rows: tuple[RobustnessRow, ...]) -> str:
    """The rows as plain text."""
    lines = [f"{'change':26} {'labels':>7} {'majority':>8} {'unchanged':>9}"]
    for row in rows:
        majority = "-" if row.majority_accuracy is None else f"{row.majority_accuracy:.1%}"
        lines.append(f"{row.change:26} {row.labels_accuracy:7.1%} {majority:>8} {row.unchanged:9.1%}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--split", default=PUBLIC_TEST, help="which faces (%(default)s)")
    parser.add_argument("--model", type=Path, default=Path("model/emotion_cnn.tflite"), help=".keras or .tflite")
    options = parser.parse_args(arguments)
    print(table(robustness(options.model, load(options.data, options.split))))


if __name__ == "__main__":
    main()
