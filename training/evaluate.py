"""How good a shipped network is: `python -m training.evaluate --data DIR [--split PublicTest] [--json FILE]`.

Three ways to answer, each on the FER-2013 labels and on the FER+ majority (the faces of which more than half of
all voters named one of the seven emotions): the label head, the votes head, and what the app shows. Faces that
are byte for byte also in the training split are counted, and then left out ("unseen").
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.calibration import tempered
from core.emotions import Emotion
from core.model_card import AnswerMetrics, Classification, Evaluation, ModelCard
from core.preprocess import preprocess
from training.answers import Answers, answer
from training.data import PUBLIC_TEST, TRAINING, FaceSet, load
from training.metrics import classify, kl_divergence, vote_reliability

Floats = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]


def evaluate(answers: Answers, faces: FaceSet, copies: Mask, temperature: float, split: str) -> Evaluation:
    """Measure `answers` to `faces`; `copies`, (n,), marks those that are in the training split too."""
    return Evaluation(
        split=split,
        faces=len(faces),
        label_head=_measure(answers.labels, faces, copies),
        votes_head=_measure(answers.votes, faces, copies),
        shown=_measure(tempered(answers.scores, temperature), faces, copies),
    )


def _measure(probabilities: Floats, faces: FaceSet, copies: Mask) -> AnswerMetrics:
    agreed, voted = faces.majority >= 0, faces.voted
    shares = faces.vote_shares[voted]
    against_votes = vote_reliability(probabilities[voted], shares) if voted.any() else None
    return AnswerMetrics(
        labels=classify(probabilities, faces.labels),
        labels_unseen=classify(probabilities[~copies], faces.labels[~copies]),
        majority=_on_majority(probabilities, faces, agreed),
        majority_unseen=_on_majority(probabilities, faces, agreed & ~copies),
        kl=kl_divergence(shares, probabilities[voted]) if voted.any() else None,
        vote_calibration_error=against_votes.error if against_votes else None,
        vote_reliability=against_votes.used if against_votes else (),
    )


def _on_majority(probabilities: Floats, faces: FaceSet, chosen: Mask) -> Classification | None:
    return classify(probabilities[chosen], faces.majority[chosen]) if chosen.any() else None


def report(evaluation: Evaluation) -> str:
    """The evaluation as plain text: a summary, then every class and every confusion matrix."""
    answers = {
        "label head": evaluation.label_head,
        "votes head": evaluation.votes_head,
        "shown": evaluation.shown,
    }
    parts = [f"{evaluation.split}: {evaluation.faces} faces", "\n".join(_summary(answers))]
    for name, metrics in answers.items():
        for truth in ("labels", "majority"):
            if (found := getattr(metrics, truth)) is not None:
                parts.append("\n".join([f"{name} on {_TRUTHS[truth]}", *_by_emotion(found)]))
    return "\n\n".join(parts)


_TRUTHS = {
    "labels": "FER-2013 labels",
    "labels_unseen": "FER-2013 labels, unseen",
    "majority": "FER+ majority",
    "majority_unseen": "FER+ majority, unseen",
}


def _summary(answers: dict[str, AnswerMetrics]) -> Iterator[str]:
    yield f"{'answer':11} {'truth':24} {'faces':>5} {'accuracy':>8} {'macro F1':>8} {'ECE':>6}"
    for name, metrics in answers.items():
        for truth, title in _TRUTHS.items():
            found: Classification | None = getattr(metrics, truth)
            if found is not None:
                rates = f"{found.accuracy:8.2%} {found.macro_f1:8.2%} {found.ece:6.3f}"
                yield f"{name:11} {title:24} {found.faces:5} {rates}"
    for name, metrics in answers.items():
        if metrics.kl is not None:
            yield f"{name}: KL(votes || model) {metrics.kl:.3f}, calibration error {metrics.vote_calibration_error:.4f}"


def _by_emotion(found: Classification) -> Iterator[str]:
    yield f"{'':9} precision recall     F1  faces   answered {' '.join(f'{emotion:>8}' for emotion in Emotion)}"
    for (emotion, of), row in zip(found.by_emotion.items(), found.confusion, strict=True):
        counts = " ".join(f"{count:8}" for count in row)
        yield f"{emotion:9} {of.precision:9.1%} {of.recall:6.1%} {of.f1:6.1%} {of.support:6}            {counts}"


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--split", default=PUBLIC_TEST, help="which faces (%(default)s)")
    parser.add_argument("--model", type=Path, default=Path("model/emotion_cnn.tflite"), help=".keras or .tflite")
    parser.add_argument("--card", type=Path, help="where the temperature is (model_card.json beside the model)")
    parser.add_argument("--json", type=Path, help="write every figure here as well")
    options = parser.parse_args(arguments)
    card = ModelCard.read(options.card or options.model.with_name("model_card.json"))
    faces = load(options.data, options.split)
    answers = answer(options.model, preprocess(list(faces.crops)))
    # Of the training split itself, no face can be set apart.
    known = faces[:0] if options.split == TRAINING else load(options.data, TRAINING)
    evaluation = evaluate(answers, faces, faces.copied_from(known), card.temperature, options.split)
    print(report(evaluation))
    if options.json:
        options.json.write_text(evaluation.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
