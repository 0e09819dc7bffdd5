"""A network for LiteRT, with fewer bits."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

FORMS = ("int8_weights", "float16", "int8")

# In eight bits a share would be a multiple of 1/256, and the seven would not sum to 1.
KEPT_IN_FLOAT = ["SOFTMAX"]


def quantised(keras_file: Path, form: str, faces: npt.NDArray[np.float32]) -> bytes:
    """A LiteRT file of the network in one of `FORMS`; inputs and outputs stay float32.

    int8_weights  weights in int8; activations are brought to int8 as they come, by their own range. Quick for plain
                  convolutions, slow for depthwise ones
    float16       weights take half the room; a processor counts with them in float32
    int8          weights and activations in int8, the ranges of activations fixed beforehand

    The network is read back from its file, so that what is converted is what ships. `faces`, float32 (n, 48, 48, 1)
    in [0, 1], are as in training; only int8 needs them. Raises ValueError for another form.
    """
    if form not in FORMS:
        raise ValueError(f"expected one of {', '.join(FORMS)}, found {form!r}")
    network = keras.saving.load_model(keras_file, compile=False, safe_mode=True)
    return _in_int8(network, faces) if form == "int8" else _in_fewer_bits(network, form)


def _in_fewer_bits(network: keras.Model, form: str) -> bytes:
    import tensorflow as tf  # noqa: PLC0415  # heavy, and only the conversion needs it

    kept = {"target_spec": {"supported_types": [tf.float16]}} if form == "float16" else {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.tflite"
        network.export(file, format="litert", verbose=False, optimizations=[tf.lite.Optimize.DEFAULT], **kept)
        return file.read_bytes()


def _in_int8(network: keras.Model, faces: npt.NDArray[np.float32]) -> bytes:
    """Its weights and activations count in int8, which newer processors are quickest at.

    The ranges of the activations are those that `faces` call forth (Jacob et al. 2017, arXiv:1712.05877).
    """
    import tensorflow as tf  # noqa: PLC0415

    def sample() -> Iterator[dict[str, npt.NDArray[np.float32]]]:
        for face in faces:
            yield {"faces": face[np.newaxis]}

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # What leaves operations out measures the others with an interpreter that announces its successor.
        warnings.filterwarnings("ignore", ".*tf.lite.Interpreter is deprecated", UserWarning)
        network.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = sample
        debugger = tf.lite.experimental.QuantizationDebugger(
            converter=converter,
            debug_dataset=sample,
            debug_options=tf.lite.experimental.QuantizationDebugOptions(denylisted_ops=KEPT_IN_FLOAT),
        )
        return bytes(debugger.get_nondebug_quantized_model())
