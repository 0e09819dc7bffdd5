"""Batch normalisation, measured anew."""

import keras
import numpy as np
from keras import layers

from training.normalisation import adopt_statistics, refresh_statistics

RNG = np.random.default_rng(0)


def normalising() -> keras.Model:
    inputs = layers.Input((4, 4, 1))
    x = layers.BatchNormalization(momentum=0.9, name="norm")(inputs)
    return keras.Model(inputs, layers.Dropout(0.5)(layers.Flatten()(x)))


def test_the_statistics_become_the_mean_over_the_batches() -> None:
    network = normalising()
    batches = [RNG.normal(loc, 2.0, (8, 4, 4, 1)).astype(np.float32) for loc in (1.0, 5.0)]
    refresh_statistics(network, batches)
    norm = network.get_layer("norm")
    np.testing.assert_allclose(norm.moving_mean, [np.mean([b.mean() for b in batches])], rtol=1e-4)
    np.testing.assert_allclose(norm.moving_variance, [np.mean([b.var() for b in batches])], rtol=1e-4)
    assert norm.momentum == 0.9


def test_no_random_number_is_used_up() -> None:
    network = normalising()
    states = [np.array(v) for v in network.non_trainable_variables if "seed" in v.path]
    assert states
    refresh_statistics(network, [np.ones((2, 4, 4, 1), np.float32)])
    after = [np.array(v) for v in network.non_trainable_variables if "seed" in v.path]
    np.testing.assert_array_equal(states, after)


def test_a_network_without_normalisation_is_left_alone() -> None:
    inputs = layers.Input((3,))
    network = keras.Model(inputs, layers.Dense(2)(inputs))
    before = network.get_weights()
    refresh_statistics(network, [np.ones((2, 3), np.float32)])
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_statistics_of_faces_are_taken_over_and_the_answers_stay_the_same() -> None:
    inputs = layers.Input((4, 4, 1))
    x = layers.BatchNormalization(name="first")(layers.Conv2D(3, 3, padding="same")(inputs))
    x = layers.BatchNormalization(name="second")(layers.Conv2D(2, 3)(layers.ReLU()(x)))
    network = keras.Model(inputs, x)
    for name in ("first", "second"):
        norm = network.get_layer(name)
        norm.set_weights([RNG.uniform(0.5, 2, weight.shape) for weight in norm.get_weights()])
    faces = RNG.normal(1.0, 2.0, (16, 4, 4, 1)).astype(np.float32)
    before = network.predict(faces, verbose=0)

    adopt_statistics(network, faces)

    np.testing.assert_allclose(network.predict(faces, verbose=0), before, rtol=1e-3, atol=1e-4)
    for name in ("first", "second"):
        norm = network.get_layer(name)
        inputs_of_it = keras.Model(network.input, norm.input).predict(faces, verbose=0)
        np.testing.assert_allclose(norm.moving_mean, inputs_of_it.mean((0, 1, 2)), rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(norm.moving_variance, inputs_of_it.var((0, 1, 2)), rtol=1e-3)
