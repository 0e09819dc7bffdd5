"""The child process that converts: `python -m core.model_store.converter MODEL.keras MODEL.tflite`.

The only module of `core` that loads TensorFlow, and the app never imports it. The .keras file was verified by its
SHA-256. What is refused is said in `refusal.json` beside the output. It ends when its standard input does, so that
it does not outlive whoever started it.
"""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from core.emotions import Emotion
from core.errors import DeliveryError, DeliveryProblem
from core.preprocess import INPUT_SIZE

SCORES = "scores"
FACES = 16  # in the batch that both must agree on
# The largest difference of a probability from Keras: with int8 weights, and with float32 ones.
INT8_TOLERANCE, FLOAT_TOLERANCE = 0.05, 1e-3


def convert(keras_file: Path, tflite_file: Path) -> None:
    """Write the LiteRT conversion: int8 weights where these answer as Keras does, float32 ones otherwise.

    Raises DeliveryError where the network is not of the kind that the app uses, or where no conversion agrees.
    """
    import keras  # noqa: PLC0415  # 4 s and 700 MB, so only after the arguments were understood
    import tensorflow as tf  # noqa: PLC0415

    model = with_named_scores(keras.saving.load_model(keras_file, compile=False, safe_mode=True))
    faces = fixed_batch()
    expected = np.asarray(model(faces)[SCORES])
    require_shares(expected)
    difference = float("inf")
    for optimizations, tolerance in (([tf.lite.Optimize.DEFAULT], INT8_TOLERANCE), ([], FLOAT_TOLERANCE)):
        model.export(tflite_file, format="litert", verbose=False, optimizations=optimizations)
        difference = float(np.abs(run(tflite_file, faces) - expected).max())
        if difference <= tolerance:
            return
    raise DeliveryError(
        DeliveryProblem.CONVERSION, f"expected a conversion that answers as Keras does, found {difference:.3f} apart"
    )


def with_named_scores(model: Any) -> Any:  # keras ships no types
    """The network with its probabilities in an output named "scores", as float32 (n, 7).

    Takes one with such an output, or with a single one. Raises DeliveryError for other inputs and outputs.
    """
    import keras  # noqa: PLC0415

    _require("input", (INPUT_SIZE, INPUT_SIZE, 1), [tensor.shape[1:] for tensor in model.inputs])
    faces = keras.Input((INPUT_SIZE, INPUT_SIZE, 1), name="faces")
    answer = model(faces)
    outputs = answer if isinstance(answer, dict) and SCORES in answer else {SCORES: _single(answer)}
    _require(f"output {SCORES!r}", (len(Emotion),), [outputs[SCORES].shape[1:]])
    return keras.Model(faces, outputs)


def _single(answer: Any) -> Any:
    tensors = list(answer.values()) if isinstance(answer, dict) else answer
    if not isinstance(tensors, list | tuple):
        return tensors
    if len(tensors) == 1:
        return tensors[0]
    raise DeliveryError(DeliveryProblem.CARD, f"expected one output or one named {SCORES!r}, found {len(tensors)}")


def _require(what: str, shape: tuple[int, ...], found: list[tuple[int | None, ...]]) -> None:
    if found != [shape]:
        shapes = ", ".join(str(("n", *each)) for each in found)
        raise DeliveryError(DeliveryProblem.CARD, f"expected the {what} {('n', *shape)}, found {shapes}")


def fixed_batch() -> npt.NDArray[np.float32]:
    """Float32 (16, 48, 48, 1) in [0, 1], always the same: noise at every scale, as pictures have it."""
    random, batch = np.random.default_rng(0), np.zeros((FACES, INPUT_SIZE, INPUT_SIZE, 1), np.float32)
    for side in (3, 6, 12, 24, 48):
        coarse = random.random((FACES, side, side, 1), np.float32)
        batch += coarse.repeat(INPUT_SIZE // side, 1).repeat(INPUT_SIZE // side, 2) / 5
    return batch


def require_shares(scores: npt.NDArray[np.float32]) -> None:
    """Raises DeliveryError unless each row of `scores` is a distribution."""
    sums = scores.sum(axis=1)
    if not (np.all(scores >= 0) and np.allclose(sums, 1.0, atol=1e-3)):
        raise DeliveryError(
            DeliveryProblem.CARD,
            f"expected probabilities that sum to 1, found sums from {sums.min():.3g} to {sums.max():.3g} and a least "
            f"value of {scores.min():.3g}; end the network in a softmax",
        )


def run(tflite_file: Path, faces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """What the LiteRT file says of these faces, float32 (n, 7)."""
    runner = Interpreter(str(tflite_file)).get_signature_runner()
    (name,) = runner.get_input_details()
    return np.concatenate([runner(**{name: face[None]})[SCORES] for face in faces])


def _end_with_parent() -> None:
    def watch() -> None:
        os.read(0, 1)  # not sys.stdin: its buffer's lock would be held when the interpreter ends
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """The command line."""
    _end_with_parent()
    keras_file, tflite_file = map(Path, sys.argv[1:])
    try:
        convert(keras_file, tflite_file)
    except DeliveryError as error:
        refusal = {"problem": error.problem, "message": str(error)}
        tflite_file.with_name("refusal.json").write_text(json.dumps(refusal), "utf-8")
        sys.exit(1)


if __name__ == "__main__":
    main()
