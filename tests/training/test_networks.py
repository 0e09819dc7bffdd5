"""Every network keeps the one protocol: a grey face in, two heads of logits out."""

import keras
import numpy as np
import pytest

from training.config import DEFAULTS
from training.cost import multiply_adds
from training.heads import FEATURES, HEADS
from training.networks import NETWORKS, SHIPPED
from training.sample import drawn_faces

FACES = drawn_faces(2).crops[..., None].astype(np.float32) / 255


@pytest.mark.parametrize("name", NETWORKS)
def test_two_heads_of_seven_logits(name: str) -> None:
    network = NETWORKS[name]()
    logits = {head: keras.ops.convert_to_numpy(x) for head, x in network(FACES).items()}
    assert {head: x.shape for head, x in logits.items()} == dict.fromkeys(HEADS, (2, 7))
    assert all(np.isfinite(x).all() for x in logits.values())


def test_every_network_has_its_defaults() -> None:
    assert {name: config.network for name, config in DEFAULTS.items()} == {name: name for name in NETWORKS}


def test_ours_stays_within_its_budget() -> None:
    network = NETWORKS[SHIPPED]()
    assert network.count_params() < 5_000_000
    assert multiply_adds(network) < 250_000_000
    assert network.get_layer(FEATURES).output.shape[1:3] == (6, 6)


def test_to_ours_a_face_in_a_third_of_the_light_is_the_same_face() -> None:
    network = NETWORKS[SHIPPED]()
    lit, dim = (keras.ops.convert_to_numpy(network(faces)["labels"]) for faces in (FACES, FACES / 3))
    np.testing.assert_allclose(dim, lit, atol=0.05 * np.ptp(lit))


def test_from_scratch_the_branches_of_resnet50_v2_add_nothing_yet() -> None:
    network = NETWORKS["resnet50_v2"]()
    blocks = [layer.name for layer in network.layers if isinstance(layer, keras.layers.Add)]
    tapped = keras.Model(network.input, {name: network.get_layer(name).input for name in blocks})
    branches = {name: branch for name, (_, branch) in tapped(FACES).items()}
    assert len(branches) == 16
    assert not any(keras.ops.any(branch) for branch in branches.values())


def test_under_mixed_precision_the_logits_stay_float32() -> None:
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        logits = NETWORKS["mini_xception"]().output
    finally:
        keras.mixed_precision.set_global_policy("float32")
    assert {x.dtype for x in logits.values()} == {"float32"}
