"""A network for tests."""

import keras
from keras import layers

from training.heads import face_input, pooled_heads


def tiny() -> keras.Model:
    """A network with every kind of layer that has a state, made in no time."""
    inputs = face_input()
    x = layers.Conv2D(4, 3, strides=4, name="first")(inputs)
    x = layers.Activation("relu")(layers.BatchNormalization()(x))
    return pooled_heads(inputs, x, dropout=0.5)
