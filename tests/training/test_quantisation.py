"""The LiteRT file counts in eight bits where that is quick, and in float32 where shares are made."""

from collections import Counter

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from core.preprocess import preprocess
from tests.training.conftest import Shipped
from training.sample import drawn_faces


@pytest.fixture
def litert(shipped: Shipped) -> Interpreter:
    return Interpreter(str(shipped.out / "emotion_cnn.tflite"), num_threads=1)


def test_what_the_convolutions_take_and_give_is_in_eight_bits(litert: Interpreter) -> None:
    sizes: Counter[np.dtype] = Counter()
    for tensor in litert.get_tensor_details():
        sizes[np.dtype(tensor["dtype"])] += int(np.prod(tensor["shape"]))
    assert sizes[np.dtype(np.int8)] > 10 * sizes[np.dtype(np.float32)]


def test_shares_are_not_rounded_to_eight_bits(litert: Interpreter) -> None:
    votes = litert.get_signature_runner()(faces=preprocess(list(drawn_faces(9).crops)))["votes"]
    steps = votes * 256
    assert np.abs(steps - np.rint(steps)).max() > 0.1
