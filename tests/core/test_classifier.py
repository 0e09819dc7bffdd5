"""The bundled network, as the card says how to read it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.classifier import MAX_BATCH, Classification, EmotionClassifier
from core.emotions import Emotion
from core.errors import ModelError
from core.faces import HaarDetector
from core.images import Image
from core.model_card import InputFormat
from core.preprocess import Crop

TOLERANCE = 1e-5  # a batch is summed in another order than a single crop


@pytest.fixture(scope="module")
def face(haar: HaarDetector, astronaut: Image) -> Crop:
    (found,) = haar.detect(astronaut)
    return found.crop(astronaut)


@pytest.fixture(scope="module")
def crops(face: Crop) -> list[Crop]:
    """A face as it is, darker, mirrored, blurred to a few pixels, and two that are none."""
    noise = np.random.default_rng(0).integers(0, 256, (60, 60), np.uint8)
    return [face, face // 2, face[:, ::-1], face[::8, ::8], noise, np.full((48, 48), 128, np.uint8)]


def with_card(classifier: EmotionClassifier, folder: Path, **changes: object) -> EmotionClassifier:
    return EmotionClassifier(folder / "emotion_cnn.tflite", classifier.card.model_copy(update=changes))


def shares(answers: tuple[Classification, ...]) -> np.ndarray:
    return np.array([answer.scores.probabilities for answer in answers])


def maps(answers: tuple[Classification, ...]) -> np.ndarray:
    return np.array([answer.activation for answer in answers])


def test_a_smiling_face_looks_closest_to_happy(classifier: EmotionClassifier, face: Crop):
    (answer,) = classifier.classify([face])
    assert answer.scores.top == Emotion.HAPPY


def test_no_crops_have_no_answers(classifier: EmotionClassifier):
    assert classifier.classify([]) == ()


def test_a_batch_says_what_each_alone_says(classifier: EmotionClassifier, crops: list[Crop]):
    together = classifier.classify(crops)
    alone = tuple(answer for crop in crops for answer in classifier.classify([crop]))
    assert np.allclose(shares(together), shares(alone), atol=TOLERANCE)
    assert np.allclose(maps(together), maps(alone), atol=1e-3)


def test_a_crowd_is_answered_in_its_order(classifier: EmotionClassifier, crops: list[Crop]):
    crowd = (crops * MAX_BATCH)[: 2 * MAX_BATCH + 1]
    expected = np.tile(shares(classifier.classify(crops)), (MAX_BATCH, 1))[: len(crowd)]
    assert np.allclose(shares(classifier.classify(crowd)), expected, atol=TOLERANCE)


def test_which_output_is_which_emotion_the_card_alone_says(
    classifier: EmotionClassifier, model_folder: Path, crops: list[Crop]
):
    labels = classifier.card.labels
    turned = labels[1:] + labels[:1]
    renamed = dict(zip(labels, turned, strict=True))  # the output that was called `angry` is now called `disgust`
    before = classifier.classify(crops)
    after = with_card(classifier, model_folder, labels=turned).classify(crops)
    for old, new in zip(before, after, strict=True):
        assert all(new.scores[renamed[emotion]] == pytest.approx(share) for emotion, share in old.scores.items())
        for index, emotion in enumerate(Emotion):
            assert np.array_equal(
                new.activation[..., list(Emotion).index(renamed[emotion])], old.activation[..., index]
            )


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.7, 10.0])
def test_temperature_divides_the_logits(
    classifier: EmotionClassifier, model_folder: Path, crops: list[Crop], temperature: float
):
    plain = shares(with_card(classifier, model_folder, temperature=1.0).classify(crops))
    tempered = shares(with_card(classifier, model_folder, temperature=temperature).classify(crops))
    logits = np.log(np.maximum(plain, 1e-9)) / temperature
    assert np.allclose(tempered, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), atol=TOLERANCE)


def test_the_mean_of_an_activation_map_is_the_logit(
    classifier: EmotionClassifier, model_folder: Path, crops: list[Crop]
):
    answers = with_card(classifier, model_folder, temperature=1.0).classify(crops)
    powers = np.exp(maps(answers).mean(axis=(1, 2)))
    assert np.allclose(shares(answers), powers / powers.sum(axis=1, keepdims=True), atol=1e-4)


def test_eight_threads_hear_what_one_hears(classifier: EmotionClassifier, crops: list[Crop]):
    batches = [crops[:size] for size in (1, 3, 6, 2, 5, 4)] * 8  # sizes that change make the network change its shape
    alone = [shares(classifier.classify(batch)) for batch in batches]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(classifier.classify, batches))
    for one, other in zip(alone, together, strict=True):
        assert np.allclose(one, shares(other), atol=TOLERANCE)


def test_an_answer_stays_when_the_next_face_is_read(classifier: EmotionClassifier, crops: list[Crop]):
    (answer,) = classifier.classify(crops[:1])
    before = answer.activation.copy()
    classifier.classify(crops[4:5])
    assert np.array_equal(answer.activation, before)


@pytest.mark.parametrize("content", [b"", b"Dear friend", None], ids=["empty", "a letter", "missing"])
def test_a_file_that_is_no_network_is_refused(tmp_path: Path, classifier: EmotionClassifier, content: bytes | None):
    file = tmp_path / "network.tflite"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelError, match=r"network\.tflite: expected a LiteRT model"):
        EmotionClassifier(file, classifier.card)


def without_signature(model: bytes) -> bytes:
    """The same network as FlatBuffers without its signatures, the field 7 of the table at the root."""
    table = int.from_bytes(model[:4], "little")
    fields = table - int.from_bytes(model[table : table + 4], "little", signed=True)
    signatures = fields + 4 + 2 * 7
    return model[:signatures] + bytes(2) + model[signatures + 2 :]


def test_a_network_without_a_signature_is_refused(classifier: EmotionClassifier, model_folder: Path, tmp_path: Path):
    file = tmp_path / "network.tflite"
    file.write_bytes(without_signature((model_folder / "emotion_cnn.tflite").read_bytes()))
    with pytest.raises(ModelError, match=r"network\.tflite: expected a network with one signature and one input"):
        EmotionClassifier(file, classifier.card)


def test_a_network_with_two_inputs_is_refused(
    classifier: EmotionClassifier, model_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    both = SimpleNamespace(get_input_details=lambda: {"faces": {}, "ages": {}})
    monkeypatch.setattr("core.classifier.Interpreter.get_signature_runner", lambda _: both)
    with pytest.raises(ModelError, match="expected a network with one signature and one input"):
        with_card(classifier, model_folder)


def test_a_network_of_another_size_than_its_card_says_is_refused(classifier: EmotionClassifier, model_folder: Path):
    larger = InputFormat(size=64, channels=1, normalisation="grey / 255")
    with pytest.raises(ModelError, match=r"input: expected \('n', 64, 64, 1\), found \('n', 48, 48, 1\)"):
        with_card(classifier, model_folder, input=larger)


def test_a_network_with_more_outputs_than_its_card_names_is_refused(classifier: EmotionClassifier, model_folder: Path):
    with pytest.raises(ModelError, match=r"'scores': expected \('n', 6\), found \('n', 7\)"):
        with_card(classifier, model_folder, labels=classifier.card.labels[:6])
