"""What a shipped file says of faces: each head, and what the app shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from core.emotions import Emotion

Floats = npt.NDArray[np.floating]
_BATCH = 128


@dataclass(frozen=True, eq=False)
class Answers:
    """Probabilities, each (n, 7), rows that sum to 1, in the order of `Emotion`.

    labels, votes   the two heads
    scores          what the app shows, before the card's temperature
    """

    labels: Floats
    votes: Floats
    scores: Floats

    def __post_init__(self) -> None:
        expected = (len(self.scores), len(Emotion))
        for name in ("labels", "votes", "scores"):
            if (found := getattr(self, name).shape) != expected:
                raise ValueError(f"expected {name} of shape {expected}, found {found}")

    def __getitem__(self, rows: npt.NDArray[np.bool_]) -> "Answers":
        return Answers(self.labels[rows], self.votes[rows], self.scores[rows])


def answer(model: Path, inputs: Floats) -> Answers:
    """The answers of a `.keras` or `.tflite` file to float32 (n, 48, 48, 1) in [0, 1].

    Raises ValueError for another kind of file, or when there is no face to answer for.
    """
    runs = {".tflite": _litert, ".keras": _keras}
    if model.suffix not in runs:
        raise ValueError(f"{model}: expected a file that ends in {' or '.join(runs)}, found {model.suffix!r}")
    if not len(inputs):
        raise ValueError("expected at least one face, found none")
    parts = list(runs[model.suffix](model, inputs))
    return Answers(*(np.concatenate([part[name] for part in parts]) for name in ("labels", "votes", "scores")))


def _litert(model: Path, inputs: Floats) -> Iterator[dict[str, Floats]]:
    # One thread, as in the app; several would sum in another order.
    run = Interpreter(str(model), num_threads=1).get_signature_runner()
    for start in range(0, len(inputs), _BATCH):
        yield run(faces=inputs[start : start + _BATCH])


def _keras(model: Path, inputs: Floats) -> Iterator[dict[str, Floats]]:
    import keras  # noqa: PLC0415  # seconds to import, and a LiteRT file does without

    network = keras.saving.load_model(model, compile=False, safe_mode=True)
    yield network.predict(inputs, batch_size=_BATCH, verbose=0)
