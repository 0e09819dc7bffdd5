"""The networks side by side: `python -m training.compare RUN [RUN ...] [--card model/model_card.json]`.

Each RUN is a folder into which a network was exported (`python -m training.train --network NAME --out RUN`).
With `--card` the table goes into that model card too.
"""

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from core.model_card import ModelCard, NetworkRow
from training.export import CARD, NAME
from training.published import origin


def rows(folders: Sequence[Path]) -> tuple[NetworkRow, ...]:
    """What the cards and the LiteRT files say. Raises ValueError for a card without measurements."""
    times = milliseconds([folder / f"{NAME}.tflite" for folder in folders])
    return tuple(_row(folder, time) for folder, time in zip(folders, times, strict=True))


def _row(folder: Path, milliseconds: float) -> NetworkRow:
    card = ModelCard.read(folder / CARD)
    if not (card.evaluation and card.provenance and card.parameters and card.multiply_adds):
        raise ValueError(f"{folder / CARD}: expected measurements, found none; export the network with its data")
    config, votes = card.provenance.config, card.evaluation.votes_head.majority
    return NetworkRow(
        network=str(config["network"]),
        start=_start(config),
        epochs=int(config["epochs"]),
        parameters=card.parameters,
        multiply_adds=card.multiply_adds,
        labels_accuracy=card.evaluation.label_head.labels.accuracy,
        majority_accuracy=votes.accuracy if votes else None,
        majority_f1=votes.macro_f1 if votes else None,
        milliseconds=milliseconds,
    )


def _start(config: Mapping[str, object]) -> str:
    start = str(config.get("start", "scratch"))
    return origin(str(config["network"])).word if start == "published" else start


def milliseconds(files: Sequence[Path], repeats: int = 200) -> list[float]:
    """The median time of each for one face, on one thread of this machine.

    They take turns, so that other work on the machine slows all alike.
    """
    networks = [Interpreter(str(file), num_threads=1).get_signature_runner() for file in files]
    times: list[list[float]] = [[] for _ in networks]
    face = np.zeros((1, 48, 48, 1), np.float32)
    for _ in range(repeats):
        for run, taken in zip(networks, times, strict=True):
            start = time.perf_counter()
            run(faces=face)
            taken.append(time.perf_counter() - start)
    return [round(1000 * statistics.median(taken), 3) for taken in times]


def table(compared: tuple[NetworkRow, ...]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| network | start | epochs | parameters | multiply-adds | FER-2013 labels | FER+ majority | macro F1 "
        "| ms a face |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in compared:
        majority, f1 = ("-" if x is None else f"{x:.1%}" for x in (one.majority_accuracy, one.majority_f1))
        lines.append(
            f"| {one.network} | {one.start} | {one.epochs} | {one.parameters / 1e6:.2f} M "
            f"| {one.multiply_adds / 1e6:.0f} M | {one.labels_accuracy:.1%} | {majority} | {f1} "
            f"| {one.milliseconds:.2f} |"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="folder with an exported network")
    parser.add_argument("--card", type=Path, help="write the table into this model card")
    options = parser.parse_args(arguments)
    compared = rows(options.runs)
    print(table(compared))
    if options.card:
        ModelCard.read(options.card).model_copy(update={"networks": compared}).write(options.card)


if __name__ == "__main__":
    main()
