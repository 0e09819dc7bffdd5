"""What the converter takes, what it refuses, and that both sides of a conversion agree."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import DeliveryError, DeliveryProblem
from core.model_store import converter

keras = pytest.importorskip("keras", reason="needs Keras, which the app's requirements bring")


def answers(count: int = 7, activation: str | None = "softmax", shape: tuple[int, ...] = (48, 48, 1)) -> Any:
    """A network of one's own: one input, one output without a name that means anything."""
    faces = keras.Input(shape)
    features = keras.layers.Conv2D(4, 5, strides=4, activation="relu")(faces)
    return keras.Model(
        faces, keras.layers.Dense(count, activation=activation)(keras.layers.GlobalAveragePooling2D()(features))
    )


def two_outputs() -> Any:
    one = answers()
    return keras.Model(one.inputs, [one.output, keras.layers.Dense(7)(one.output)])


@pytest.mark.parametrize(
    ("model", "said"),
    [
        pytest.param(lambda: answers(count=8), r"output 'scores' \('n', 7\), found \('n', 8\)", id="eight answers"),
        pytest.param(
            lambda: answers(shape=(64, 64, 3)), r"input \('n', 48, 48, 1\), found \('n', 64, 64, 3\)", id="colour"
        ),
        pytest.param(two_outputs, "expected one output or one named 'scores', found 2", id="two without names"),
    ],
)
def test_another_kind_of_network_is_refused_with_what_was_expected_and_found(model: Any, said: str) -> None:
    with pytest.raises(DeliveryError, match=said) as caught:
        converter.with_named_scores(model())

    assert caught.value.problem == DeliveryProblem.CARD


def test_a_single_output_is_taken_for_the_scores() -> None:
    assert list(converter.with_named_scores(answers()).output) == ["scores"]


def test_further_named_outputs_are_kept() -> None:
    one = answers()
    model = keras.Model(one.inputs, {"scores": one.output, "maps": one.layers[1].output})

    assert set(converter.with_named_scores(model).output) == {"scores", "maps"}


@pytest.mark.parametrize(
    "scores",
    [
        pytest.param([[1.5, -0.5]], id="negative"),
        pytest.param([[3.0, 2.0]], id="logits"),
        pytest.param([[0.5, 0.5], [0.1, 0.1]], id="one row"),
    ],
)
def test_what_is_no_distribution_is_refused(scores: list[list[float]]) -> None:
    with pytest.raises(DeliveryError, match="end the network in a softmax"):
        converter.require_shares(np.array(scores, np.float32))


def test_the_batch_is_always_the_same_and_in_range() -> None:
    batch = converter.fixed_batch()

    assert batch.shape == (16, 48, 48, 1)
    assert batch.dtype == np.float32
    assert 0.0 <= batch.min() < 0.3
    assert 0.7 < batch.max() <= 1.0
    assert np.array_equal(batch, converter.fixed_batch())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    answers().save(tmp_path / "m.keras")
    return tmp_path / "m.keras"


def test_int8_weights_that_answer_otherwise_give_way_to_exact_ones(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = converter.run, []

    def off_at_first(file: Path, faces: Any) -> Any:
        seen.append(real(file, faces))
        return seen[-1] + 0.06 if len(seen) == 1 else seen[-1]

    monkeypatch.setattr(converter, "run", off_at_first)
    converter.convert(saved, saved.with_suffix(".tflite"))

    exact = np.asarray(keras.saving.load_model(saved)(converter.fixed_batch()))
    assert len(seen) == 2
    np.testing.assert_allclose(real(saved.with_suffix(".tflite"), converter.fixed_batch()), exact, atol=1e-5)


def test_a_conversion_that_never_agrees_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converter, "run", lambda _, faces: np.zeros((len(faces), 7), np.float32))

    with pytest.raises(DeliveryError, match=r"answers as Keras does, found 0\.\d+ apart"):
        converter.convert(saved, saved.with_suffix(".tflite"))
