"""Which places of a face speak for an emotion, for a network of any build: Grad-CAM.

Selvaraju et al. 2017 (arXiv:1610.02391). Where a network ends in a global average and a dense layer, the exported
file's `maps` say the same without a gradient, and the app uses those.
"""

import keras
import numpy as np
import numpy.typing as npt

from core.emotions import Emotion

Map = npt.NDArray[np.float32]


def grad_cam(network: keras.Model, face: npt.NDArray[np.float32], emotion: Emotion, head: str = "votes") -> Map:
    """(rows, columns) in [0, 1]: 1 where the last places before the heads speak most for `emotion`.

    `network` maps faces to logits by head, as in `training.networks`; `face` is one input, (48, 48, 1). A map of
    zeros means that no place speaks for the emotion. Gradients are TensorFlow's: needs that Keras backend.
    """
    import tensorflow as tf  # noqa: PLC0415  # heavy, and only this function needs it

    branch = keras.Model(network.input, network.output[head])
    places = last_places(branch)
    body, end = keras.Model(branch.input, places.output), keras.Model(places.output, branch.output)
    activations = body(face[None], training=False)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(activations)
        score = end(activations, training=False)[0, list(Emotion).index(emotion)]
    slopes = np.asarray(tape.gradient(score, activations))[0]  # (rows, columns, channels)
    weighted = (np.asarray(activations)[0] * slopes.mean((0, 1))).sum(-1)
    spoken_for = np.maximum(weighted, 0.0)
    return np.asarray(spoken_for / max(float(spoken_for.max()), 1e-12), np.float32)


def last_places(network: keras.Model) -> keras.Layer:
    """The last layer that still has places, (n, rows, columns, channels)."""
    return next(layer for layer in reversed(network.layers) if len(layer.output.shape) == 4)
