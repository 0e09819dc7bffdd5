"""The model card's pictures, as small PNG files that need no colour to be read."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from core.emotions import Emotion
from core.model_card import AnswerMetrics, Classification
from training.metrics import Reliability

_DPI = 110
_BLUE, _ORANGE, _GREEN, _GREY = "#0072B2", "#D55E00", "#009E73", "#595959"  # Okabe and Ito 2008


def training_curve(log: list[dict[str, float]]) -> Figure:
    """Accuracy of both heads on the validation faces, epoch by epoch."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.subplots()
    epochs = [row["epoch"] for row in log]
    lines = {
        "labels_accuracy": ("label head, FER-2013 labels", _BLUE, "-"),
        "majority_accuracy": ("votes head, FER+ majority", _ORANGE, "--"),
    }
    for field, (title, colour, style) in lines.items():
        if all(field in row for row in log):
            axes.plot(epochs, [100 * row[field] for row in log], style, color=colour, label=title)
    axes.set(xlabel="epoch", ylabel="accuracy, %", title="Accuracy on PublicTest while training")
    axes.grid(alpha=0.3)
    axes.legend()
    return figure


def confusion_matrices(shown: AnswerMetrics) -> Figure:
    """What the app shows against both truths: each row is one true emotion and adds up to 100 %."""
    panels = {"FER+ majority": shown.majority, "FER-2013 labels": shown.labels}
    found = {title: truth for title, truth in panels.items() if truth is not None}
    figure = Figure(figsize=(5.2 * len(found), 4.6), layout="constrained")
    for axes, (title, truth) in zip(figure.subplots(1, len(found), squeeze=False)[0], found.items(), strict=True):
        _confusion(axes, truth)
        axes.set_title(f"{title}, {truth.faces} faces")
    return figure


def _confusion(axes: "mpl.axes.Axes", truth: Classification) -> None:
    counts = np.array(truth.confusion)
    shares = 100 * counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=100)
    for (row, column), share in np.ndenumerate(shares):
        axes.text(column, row, f"{share:.0f}", ha="center", va="center", color="white" if share > 70 else "black")
    ticks = range(len(Emotion))
    axes.set_xticks(ticks, list(Emotion), rotation=45, ha="right")
    axes.set_yticks(ticks, list(Emotion))
    axes.set(xlabel="shown, % of the row", ylabel="true")


def reliability_diagram(found: Reliability) -> Figure:
    """How sure the shown answer is against how many people agree with it; the diagonal is a perfect match."""
    figure = Figure(figsize=(4.6, 4.6), layout="constrained")
    axes = figure.subplots()
    used = found.counts > 0
    axes.plot([0, 1], [0, 1], ":", color=_GREY, label="perfect match")
    axes.plot(found.sureness[used], found.rightness[used], "o-", color=_BLUE, label="mean of each bin")
    axes.bar(
        found.sureness[used],
        found.counts[used] / found.counts.sum(),
        width=0.03,
        color=_GREY,
        alpha=0.35,
        label="share of faces in the bin",
    )
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="shown probability of the top answer",
        ylabel="share of people's votes for it",
        title="Shown probability against people's votes",
    )
    axes.legend(loc="upper left")
    return figure


def heat_maps(face: npt.NDArray[np.float32], maps: Mapping[Emotion, npt.NDArray[np.float32]]) -> Figure:
    """One face, (48, 48, 1) in [0, 1], under a map in [0, 1] for each emotion: light is where it speaks for it."""
    figure = Figure(figsize=(1.6 * len(maps), 2.0), layout="constrained")
    for axes, (emotion, places) in zip(figure.subplots(1, len(maps), squeeze=False)[0], maps.items(), strict=True):
        axes.imshow(face[..., 0], cmap="gray", vmin=0, vmax=1)
        axes.imshow(
            places, cmap="cividis", vmin=0, vmax=1, alpha=0.5, interpolation="bilinear", extent=(-0.5, 47.5, 47.5, -0.5)
        )
        axes.set_title(str(emotion))
        axes.set_axis_off()
    return figure


def faces(crops: npt.NDArray[np.uint8], columns: int = 7) -> Figure:
    """Grey crops, (n, 48, 48), side by side."""
    rows = -(-len(crops) // columns)
    figure = Figure(figsize=(columns, rows), layout="constrained")
    figure.subplots(rows, columns)
    for axes in figure.axes:
        axes.set_axis_off()
    for axes, crop in zip(figure.axes, crops, strict=False):  # the last row may have room
        axes.imshow(crop, cmap="gray", vmin=0, vmax=255)
    return figure


def save(figure: Figure, file: Path) -> None:
    """Write a PNG; the same figures give the same bytes, as no date or version is inside."""
    figure.savefig(file, dpi=_DPI, metadata={"Software": None})
