"""What ships: two files that agree, with named outputs, and a card that belongs to them."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from skimage import data

from core.classifier import EmotionClassifier
from core.emotions import Emotion
from core.model_card import ModelCard, sha256_of
from core.preprocess import preprocess
from tests.training.conftest import Shipped
from tests.training.tiny import tiny
from training.blend import Blend
from training.export import DATA, calibrate_votes, learnt_from, write
from training.export import shipped as as_shipped
from training.metrics import kl_divergence
from training.networks import NETWORKS
from training.sample import drawn_faces


@pytest.fixture(scope="module")
def faces() -> np.ndarray:
    """A real face, NASA's portrait of Eileen Collins, and drawn ones."""
    portrait = data.astronaut()[30:230, 125:325]
    return preprocess([portrait, *drawn_faces(9).crops])


def keras_answers(folder: Path, faces: np.ndarray) -> dict[str, np.ndarray]:
    network = keras.saving.load_model(folder / "emotion_cnn.keras", compile=False, safe_mode=True)
    return {name: np.asarray(x) for name, x in network(faces).items()}


def litert_answers(folder: Path, faces: np.ndarray) -> dict[str, np.ndarray]:
    run = Interpreter(str(folder / "emotion_cnn.tflite"), num_threads=1).get_signature_runner()
    return dict(run(faces=faces))


@pytest.fixture(scope="module")
def from_keras(shipped: Shipped, faces: np.ndarray) -> dict[str, np.ndarray]:
    return keras_answers(shipped.out, faces)


@pytest.fixture(scope="module")
def from_litert(shipped: Shipped, faces: np.ndarray) -> dict[str, np.ndarray]:
    return litert_answers(shipped.out, faces)


def assert_agree(found: np.ndarray, expected: np.ndarray) -> None:
    """But for what eight bits cost."""
    difference = np.abs(found - expected)
    assert difference.max() < 0.1
    assert difference.mean() < 0.02


def test_litert_agrees_with_keras(from_keras: dict[str, np.ndarray], from_litert: dict[str, np.ndarray]) -> None:
    for name in ("scores", "labels", "votes"):
        assert_agree(from_litert[name], from_keras[name])


def test_the_outputs_have_their_names_and_shapes(from_litert: dict[str, np.ndarray]) -> None:
    shapes = {name: x.shape for name, x in from_litert.items()}
    assert shapes == {"scores": (10, 7), "labels": (10, 7), "votes": (10, 7), "maps": (10, 6, 6, 7)}


def test_probabilities_sum_to_one(from_litert: dict[str, np.ndarray]) -> None:
    for name in ("scores", "labels", "votes"):
        np.testing.assert_allclose(from_litert[name].sum(1), 1.0, atol=1e-5)


def test_the_maps_add_up_to_what_is_shown(from_keras: dict[str, np.ndarray]) -> None:
    logits = from_keras["maps"].mean((1, 2))
    powers = np.exp(logits - logits.max(1, keepdims=True))
    np.testing.assert_allclose(powers / powers.sum(1, keepdims=True), from_keras["scores"], atol=1e-5)


def test_the_batch_may_have_any_size(shipped: Shipped, faces: np.ndarray, from_litert: dict[str, np.ndarray]) -> None:
    run = Interpreter(str(shipped.out / "emotion_cnn.tflite"), num_threads=1).get_signature_runner()
    for size in (1, 3):
        np.testing.assert_allclose(run(faces=faces[:size])["scores"], from_litert["scores"][:size], atol=1e-3)


def test_the_card_belongs_to_the_files(shipped: Shipped) -> None:
    card = shipped.card
    assert card.labels == tuple(Emotion)
    assert card.keras_sha256 == sha256_of(shipped.out / "emotion_cnn.keras")
    assert card.tflite_sha256 == sha256_of(shipped.out / "emotion_cnn.tflite")
    assert card.provenance is not None
    assert json.loads((shipped.run / "config.json").read_text()).items() <= card.provenance.config.items()


def test_the_bundled_files_agree_with_each_other_and_with_their_card(model_folder: Path, faces: np.ndarray) -> None:
    card = ModelCard.read(model_folder / "model_card.json")
    keras_file, litert_file = model_folder / "emotion_cnn.keras", model_folder / "emotion_cnn.tflite"
    assert (card.keras_sha256, card.tflite_sha256) == (sha256_of(keras_file), sha256_of(litert_file))
    found, expected = litert_answers(model_folder, faces), keras_answers(model_folder, faces)
    for name in ("labels", "votes", "scores"):
        assert_agree(found[name], expected[name])


def test_the_app_can_run_it(shipped: Shipped) -> None:
    classifier = EmotionClassifier(shipped.out / "emotion_cnn.tflite", shipped.card)
    (answer,) = classifier.classify([data.astronaut()[30:230, 125:325]])
    assert answer.activation is not None
    assert answer.activation.shape == (6, 6, 7)


def test_only_standard_layers_are_in_the_file(shipped: Shipped) -> None:
    network = keras.saving.load_model(shipped.out / "emotion_cnn.keras", compile=False, safe_mode=True)
    assert all(type(layer).__module__.startswith("keras.") for layer in network.layers)


def test_pictures_are_written_for_the_card(shipped: Shipped) -> None:
    for name in ("training_curve.png", "confusion.png", "reliability.png"):
        file = (shipped.out / name).read_bytes()
        assert file.startswith(b"\x89PNG")
        assert len(file) < 150_000


def test_the_blend_is_in_the_file() -> None:
    network = NETWORKS["mini_xception"]()
    faces = preprocess(list(drawn_faces(3).crops))
    label_head = as_shipped(network, Blend(1.0, emotions=tuple(Emotion)))(faces)
    np.testing.assert_allclose(label_head["scores"], label_head["labels"], atol=1e-6)
    votes_head = as_shipped(network, Blend())(faces)
    np.testing.assert_allclose(votes_head["scores"], votes_head["votes"], atol=1e-6)
    assert "maps" not in votes_head


def test_the_votes_head_becomes_as_sure_as_people_agree() -> None:
    voters = drawn_faces(70)
    inputs, network = preprocess(list(voters.crops)), tiny()
    head = network.get_layer("votes")
    head.set_weights([30 * weights for weights in head.get_weights()])  # much too sure of itself
    before = network.predict(inputs, verbose=0)
    calibrate_votes(network, inputs, voters)
    after = network.predict(inputs, verbose=0)
    unsure, sure = (keras.ops.convert_to_numpy(keras.ops.softmax(each["votes"])) for each in (after, before))
    assert kl_divergence(voters.vote_shares, unsure) < kl_divergence(voters.vote_shares, sure)
    np.testing.assert_array_equal(unsure.argmax(1), sure.argmax(1))
    np.testing.assert_array_equal(after["labels"], before["labels"])


def test_a_votes_head_without_weights_stays_as_it_is() -> None:
    voters = drawn_faces(7)
    inputs, network = preprocess(list(voters.crops)), NETWORKS["mini_xception"]()
    before = network.predict(inputs, verbose=0)
    calibrate_votes(network, inputs, voters)
    np.testing.assert_array_equal(network.predict(inputs, verbose=0)["votes"], before["votes"])


def test_a_card_says_what_published_weights_had_learnt() -> None:
    assert "7,485 people" in learnt_from({"network": "face_resnet", "start": "published"})
    assert learnt_from({"network": "se_resnet", "start": "scratch"}) == DATA


def test_a_card_speaks_of_votes_only_where_there_were_some() -> None:
    assert "FER+" in learnt_from({"network": "se_resnet", "votes": True})
    assert "FER+" not in learnt_from({"network": "se_resnet", "votes": False})


def test_a_card_names_the_teachers_and_not_where_their_files_lay(tmp_path: Path) -> None:
    config = {"network": "tiny", "teachers": "/old/first.keras,second.keras", "taught": 0.3, "litert": "float16"}
    card = write(tiny(), Blend(), config, preprocess(list(drawn_faces(2).crops)), tmp_path)
    assert card.provenance is not None
    assert card.provenance.config["teachers"] == "first.keras,second.keras"
    assert card.provenance.data.endswith("of the same faces: first, second")


def test_a_network_that_goes_on_from_another_has_learnt_what_that_had(shipped: Shipped, tmp_path: Path) -> None:
    earlier = shipped.card
    assert earlier.provenance is not None
    provenance = earlier.provenance.model_copy(update={"data": "ImageNet, then faces"})
    earlier.model_copy(update={"provenance": provenance}).write(tmp_path / "model_card.json")
    goes_on = {"network": "se_resnet", "start": str(tmp_path / "emotion_cnn.keras")}
    assert learnt_from(goes_on) == "ImageNet, then faces"
    (tmp_path / "model_card.json").unlink()
    assert learnt_from(goes_on) == DATA
