"""How every network begins, and how it ends: two heads of logits, (n, 7) each, in the order of `Emotion`.

labels   what the FER-2013 labels would say
votes    how people's votes would spread
"""

import keras
from keras import layers

from core.emotions import Emotion
from core.preprocess import INPUT_SIZE

HEADS = ("labels", "votes")
FEATURES = "features"


def face_input() -> keras.KerasTensor:
    """Faces, float32 (n, 48, 48, 1) in [0, 1]."""
    return layers.Input((INPUT_SIZE, INPUT_SIZE, 1), name="faces")


def evenly_lit(faces: keras.KerasTensor) -> keras.KerasTensor:
    """Every face with a mean of 0 and a variance of 1: how light the room was, and how hard, is gone."""
    return layers.LayerNormalization(axis=(1, 2, 3), center=False, scale=False, epsilon=1e-4)(faces)


def pooled_heads(inputs: keras.KerasTensor, features: keras.KerasTensor, dropout: float) -> keras.Model:
    """One dense layer a head on the global average of `features`, (n, rows, columns, channels).

    So the class activation map (Zhou et al. 2016, arXiv:1512.04150) is exact: the dense layer applied at every
    place of the layer named `FEATURES`.
    """
    x = layers.Activation("linear", name=FEATURES)(features)
    x = layers.GlobalAveragePooling2D()(x)
    return dense_heads(inputs, layers.Dropout(dropout)(x))


def dense_heads(inputs: keras.KerasTensor, vector: keras.KerasTensor) -> keras.Model:
    """One dense layer a head on `vector`, (n, channels)."""
    # Logits stay float32 under mixed precision: a softmax over bfloat16 loses the small classes.
    heads = {name: layers.Dense(len(Emotion), dtype="float32", name=name)(vector) for name in HEADS}
    return keras.Model(inputs, heads)
