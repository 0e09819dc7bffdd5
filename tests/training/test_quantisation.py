"""LiteRT files with fewer bits: as small as they should be, and with the same answers."""

from collections import Counter
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from core.preprocess import preprocess
from tests.training.conftest import Shipped
from training.quantisation import FORMS, quantised
from training.sample import drawn_faces

FACES = preprocess(list(drawn_faces(9).crops))


@pytest.fixture(scope="module")
def files(shipped: Shipped) -> dict[str, bytes]:
    """The network in each form; the first is the one that ships."""
    sample = preprocess(list(shipped.training.crops))
    first, *others = FORMS
    made = {form: quantised(shipped.out / "emotion_cnn.keras", form, sample) for form in others}
    return {first: (shipped.out / "emotion_cnn.tflite").read_bytes(), **made}


def values(file: bytes) -> Counter[str]:
    """How many numbers of each kind the network holds or computes."""
    kinds: Counter[str] = Counter()
    for tensor in Interpreter(model_content=file, num_threads=1).get_tensor_details():
        kinds[np.dtype(tensor["dtype"]).name] += int(np.prod(tensor["shape"]))
    return kinds


def answers(file: bytes) -> dict[str, np.ndarray]:
    return dict(Interpreter(model_content=file, num_threads=1).get_signature_runner()(faces=FACES))


@pytest.mark.parametrize(("form", "largest"), [("int8_weights", 0.1), ("float16", 0.01), ("int8", 0.1)])
def test_it_answers_as_keras_does(form: str, largest: float, shipped: Shipped, files: dict[str, bytes]) -> None:
    network = keras.saving.load_model(shipped.out / "emotion_cnn.keras", compile=False, safe_mode=True)
    expected, found = network(FACES), answers(files[form])
    for name in ("scores", "labels", "votes"):
        difference = np.abs(found[name] - np.asarray(expected[name]))
        assert difference.max() < largest
        assert difference.mean() < largest / 5


def test_float16_takes_half_the_room(shipped: Shipped, files: dict[str, bytes]) -> None:
    parameters = shipped.card.parameters
    assert parameters is not None
    assert len(files["float16"]) < 2.2 * parameters
    assert values(files["float16"])["float16"] > 0.9 * parameters


def test_weights_in_int8_take_a_quarter_of_the_room(shipped: Shipped, files: dict[str, bytes]) -> None:
    parameters = shipped.card.parameters
    assert parameters is not None
    assert values(files["int8_weights"])["int8"] > 0.9 * parameters
    assert len(files["int8_weights"]) < 1.3 * parameters


def test_int8_counts_in_eight_bits(files: dict[str, bytes]) -> None:
    kinds = values(files["int8"])
    assert kinds["int8"] > 10 * kinds["float32"]


def test_shares_are_not_rounded_to_eight_bits(files: dict[str, bytes]) -> None:
    votes = answers(files["int8"])["votes"]
    np.testing.assert_allclose(votes.sum(1), 1.0, atol=1e-5)
    assert np.abs(256 * votes - np.rint(256 * votes)).max() > 0.1


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of int8_weights, float16, int8, found 'int4'"):
        quantised(Path("none.keras"), "int4", FACES)
