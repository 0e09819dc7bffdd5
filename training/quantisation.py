"""A network in eight bits, for LiteRT."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

# In eight bits a share would be a multiple of 1/256, and the seven would not sum to 1.
KEPT_IN_FLOAT = ["SOFTMAX"]


def in_eight_bits(keras_file: Path, faces: npt.NDArray[np.float32]) -> bytes:
    """A LiteRT file of the network, its weights and activations in int8; inputs and outputs stay float32.

    The ranges of the activations are those that `faces`, float32 (n, 48, 48, 1) in [0, 1], call forth (Jacob et al.
    2017, arXiv:1712.05877). The network is read back from its file, so that what is converted is what ships.
    """
    import tensorflow as tf  # noqa: PLC0415  # heavy, and only the conversion needs it

    def sample() -> Iterator[dict[str, npt.NDArray[np.float32]]]:
        for face in faces:
            yield {"faces": face[np.newaxis]}

    network = keras.saving.load_model(keras_file, compile=False, safe_mode=True)
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
