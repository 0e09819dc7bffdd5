"""Grad-CAM, held against the class activation map where that is exact."""

import numpy as np
import pytest

from core.emotions import Emotion
from core.preprocess import preprocess
from training.gradcam import grad_cam, last_places
from training.heads import FEATURES
from training.networks import NETWORKS, SHIPPED
from training.sample import drawn_faces

FACE = preprocess(list(drawn_faces(4).crops))[3]


@pytest.mark.parametrize("head", ["labels", "votes"])
def test_with_a_pooled_head_it_is_the_positive_part_of_the_activation_map(head: str) -> None:
    network = NETWORKS["se_resnet"]()
    found = grad_cam(network, FACE, Emotion.FEAR, head)
    body = network.get_layer(FEATURES).output
    features = np.asarray(type(network)(network.input, body)(FACE[None]))[0]
    weights = network.get_layer(head).get_weights()[0][:, list(Emotion).index(Emotion.FEAR)]
    expected = np.maximum(features @ weights, 0)
    np.testing.assert_allclose(found, expected / max(expected.max(), 1e-12), atol=1e-4)


@pytest.mark.parametrize(("name", "shape"), [("baseline_cnn", (10, 10)), ("mini_xception", (3, 3))])
def test_a_network_without_such_a_head_gets_a_map_too(name: str, shape: tuple[int, int]) -> None:
    network = NETWORKS[name]()
    maps = [grad_cam(network, FACE, emotion) for emotion in Emotion]
    assert {one.shape for one in maps} == {shape}
    assert all(0 <= one.min() <= one.max() <= 1 + 1e-6 for one in maps)
    assert max(one.max() for one in maps) == pytest.approx(1.0)


def test_the_last_places_are_the_last_before_the_heads() -> None:
    assert last_places(NETWORKS[SHIPPED]()).name == FEATURES
