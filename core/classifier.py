"""From face crops to emotion scores, on LiteRT."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from core.calibration import tempered
from core.emotions import Emotion, EmotionScores
from core.errors import ModelError
from core.model_card import ModelCard
from core.preprocess import Crop, preprocess

ActivationMap = npt.NDArray[np.float32]

SCORES, MAPS = "scores", "maps"  # the network's outputs that the app uses

# As many crops as go through the network at once. More are no faster, and each adds half a megabyte that stays.
MAX_BATCH = 32


@dataclass(frozen=True, eq=False)
class Classification:
    """What the network says of one crop.

    `activation` is float32 (rows, columns, 7) in the order of `Emotion`: how much each place spoke for each
    emotion; its mean over the places is the emotion's logit. None where the network has no such output.
    """

    scores: EmotionScores
    activation: ActivationMap | None


class EmotionClassifier:
    """The network that the app runs. Safe to call from several threads.

    `file` is the LiteRT file, already verified, and `card` its card; the card alone says which output is which
    emotion and at what temperature. Raises ModelError when file and card do not belong together.
    """

    def __init__(self, file: Path, card: ModelCard, threads: int = 1) -> None:
        self.card = card
        try:
            self._interpreter = Interpreter(str(file), num_threads=threads)
        except ValueError as error:
            raise ModelError(f"{file}: expected a LiteRT model, found something LiteRT cannot read") from error
        self._lock = threading.Lock()  # an interpreter that two threads share raises
        self._input, self._outputs = _tensors(self._interpreter, file, card)
        self._order = [card.labels.index(emotion) for emotion in Emotion]
        self._batch = 0

    def classify(self, crops: Sequence[Crop]) -> tuple[Classification, ...]:
        """One answer for each crop; crops are what `preprocess` takes. They go through the network together."""
        batches = (crops[start : start + MAX_BATCH] for start in range(0, len(crops), MAX_BATCH))
        return tuple(answer for batch in batches for answer in self._classify(batch))

    def _classify(self, crops: Sequence[Crop]) -> list[Classification]:
        scores, maps = self._run(preprocess(crops))
        shown = tempered(scores[:, self._order], self.card.temperature)
        return [
            Classification(EmotionScores(tuple(row)), None if maps is None else maps[index][..., self._order])
            for index, row in enumerate(shown.tolist())
        ]

    def _run(self, batch: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32] | None]:
        with self._lock:
            if len(batch) != self._batch:
                self._interpreter.resize_tensor_input(self._input, batch.shape)
                self._interpreter.allocate_tensors()
                self._batch = len(batch)
            self._interpreter.set_tensor(self._input, batch)
            self._interpreter.invoke()
            # get_tensor copies, so what leaves the lock is ours.
            scores = self._interpreter.get_tensor(self._outputs[SCORES])
            maps = self._interpreter.get_tensor(self._outputs[MAPS]) if MAPS in self._outputs else None
        return scores, maps


def _tensors(interpreter: Interpreter, file: Path, card: ModelCard) -> tuple[int, dict[str, int]]:
    """The tensor index of the input, and of each output by its name in the signature."""
    try:
        runner = interpreter.get_signature_runner()
        (faces,) = runner.get_input_details().values()
    except ValueError as error:
        raise ModelError(f"{file}: expected a network with one signature and one input, found another") from error
    outputs = runner.get_output_details()
    if SCORES not in outputs:
        raise ModelError(f"{file}: expected an output named {SCORES!r}, found {sorted(outputs)}")
    _require_shape(f"{file}: its input", faces, (card.input.size, card.input.size, card.input.channels))
    _require_shape(f"{file}: its output {SCORES!r}", outputs[SCORES], (len(card.labels),))
    return faces["index"], {name: details["index"] for name, details in outputs.items()}


def _require_shape(what: str, details: dict[str, Any], expected: tuple[int, ...]) -> None:
    found = tuple(details["shape"][1:].tolist())  # the first axis counts faces
    if found != expected:
        raise ModelError(f"{what}: expected {('n', *expected)}, found {('n', *found)}; another file or another card")
