"""From a trained network to the files that ship: `python -m training.export --run DIR --data DIR [--out model]`.

emotion_cnn.keras     float32 (n, 48, 48, 1) in [0, 1] to the outputs below; standard layers only
emotion_cnn.tflite    the same in LiteRT, with fewer bits, the same names through its signature
model_card.json       see `core.model_card`
*.png                 the card's pictures

Outputs:

    scores   (n, 7)        probabilities of what the app shows, before the card's temperature
    labels   (n, 7)        probabilities of the label head
    votes    (n, 7)        probabilities of the votes head
    maps     (n, h, w, 7)  class activation maps of the shown logits, where the network allows exact ones:
                           their mean over h and w is the logit
"""

import argparse
import datetime
import importlib.metadata
import json
from pathlib import Path
from typing import Any, cast

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from core.calibration import tempered
from core.emotions import Emotion
from core.model_card import InputFormat, ModelCard, Provenance, sha256_of
from core.preprocess import INPUT_SIZE, preprocess
from training import plots
from training.answers import answer
from training.augment import AugmentConfig
from training.batches import Batches, targets
from training.blend import Blend, choose
from training.calibrate import fit_temperature
from training.config import TrainConfig
from training.cost import multiply_adds
from training.data import PUBLIC_TEST, TRAINING, FaceSet, load
from training.epochs import BEST, read_log
from training.evaluate import evaluate
from training.heads import FEATURES, HEADS
from training.metrics import vote_reliability
from training.networks import NETWORKS
from training.normalisation import refresh_statistics
from training.published import origin
from training.quantisation import FORMS, quantised
from training.robustness import robustness
from training.teachers import teacher_files

Config = dict[str, str | int | float | bool]

STATISTICS = 112  # batches by which the network is normalised: half of the training faces, changed as they were last
SAMPLE = 200  # faces on which the ranges of eight bits are measured
NAME, VERSION, CARD = "emotion_cnn", "1.5.0", "model_card.json"
LABELS = "FER-2013 (Goodfellow et al. 2013)"
DATA = f"{LABELS} with the FER+ votes (Barsoum et al. 2016)"
PROTOCOL = (
    "Trained on Training; epoch, blend of the heads and temperature chosen on PublicTest; the third split is not used. "
    "One network, no test-time augmentation. Measured with the LiteRT file."
)
LIMITS = (
    "It compares expressions on faces with what people called them; it knows nothing of feelings.",
    "FER-2013 was gathered from the web in 2013: many faces are posed, and who is in it was not chosen for balance.",
    "How well it does by age, skin colour or gender was not measured, so no fairness is claimed.",
    "Glasses, hands, masks, hard light and faces turned away were not measured one by one; expect worse.",
    "People disagree about disgust and fear, and these faces are few: here it is wrong most often.",
)
_LIBRARIES = ("keras", "tensorflow-cpu", "tensorflow", "ai-edge-litert", "numpy", "opencv-python-headless")


def shipped(network: keras.Model, blend: Blend) -> keras.Model:
    """The network as it ships: both heads, what the app shows, and its activation maps."""
    logits = [network.output[name] for name in HEADS]
    outputs = {name: layers.Softmax(name=f"{name}_shares")(x) for name, x in zip(HEADS, logits, strict=True)}
    shown = layers.Dense(len(Emotion), name="shown")
    if FEATURES in {layer.name for layer in network.layers}:
        features = network.get_layer(FEATURES).output
        places = [network.get_layer(name)(features) for name in HEADS]
        outputs["maps"] = shown(layers.Concatenate()(places))
        mixed = layers.GlobalAveragePooling2D()(outputs["maps"])
    else:
        mixed = shown(layers.Concatenate()(logits))
    outputs["scores"] = layers.Softmax(name="scores_shares")(mixed)
    shown.set_weights([blend.kernel, blend.offset])
    return keras.Model(network.input, outputs, name=NAME)


def export(run: Path, training: FaceSet, validation: FaceSet, out: Path, form: str = FORMS[0]) -> ModelCard:
    """Write a run's best network so far into `out`, measured on `validation`, with the card's pictures."""
    network, config = load_run(run)
    plan = TrainConfig(**cast("dict[str, Any]", config))
    batches = Batches(training, targets(training, smoothing=0.0), 128, AugmentConfig(), seed=0)
    batches.start_epoch(0, strength=plan.strength(plan.epochs - 1))
    refresh_statistics(network, batches.sample(STATISTICS))
    inputs = preprocess(list(validation.crops))
    calibrate_votes(network, inputs, validation)
    logits = network.predict(inputs, batch_size=256, verbose=0)
    blend = choose(logits["labels"], logits["votes"], validation).blend if validation.has_votes else Blend()
    out.mkdir(parents=True, exist_ok=True)
    sample = preprocess(list(training.crops[:SAMPLE]))
    config |= {"litert": form, "votes": training.has_votes}
    card = measured(write(network, blend, config, sample, out), training, validation, out)
    card.write(out / CARD)
    plots.save(plots.training_curve(read_log(run)), out / "training_curve.png")
    return card


def calibrate_votes(network: keras.Model, inputs: npt.NDArray[np.float32], faces: FaceSet) -> None:
    """Make the votes head as sure as people agree: its logits are divided by one temperature, within its own weights.

    A network that has learnt from mixed faces is less sure of whole ones than it could be. A head without weights of
    its own stays as it is.
    """
    head = network.get_layer("votes")
    if not head.get_weights():
        return
    truth, rows = vote_truth(faces)
    logits = network.predict(inputs[rows], batch_size=256, verbose=0)["votes"]
    temperature = fit_temperature(np.asarray(keras.ops.convert_to_numpy(keras.ops.softmax(logits))), truth)
    head.set_weights([weights / temperature for weights in head.get_weights()])


def measured(card: ModelCard, training: FaceSet, validation: FaceSet, out: Path) -> ModelCard:
    """The card with what the LiteRT file in `out` does on `validation`; draws its pictures beside it."""
    file = out / f"{NAME}.tflite"
    answers = answer(file, preprocess(list(validation.crops)))
    truth, rows = vote_truth(validation)
    temperature = fit_temperature(answers.scores[rows], truth)
    evaluation = evaluate(answers, validation, validation.copied_from(training), temperature, PUBLIC_TEST)
    shown = vote_reliability(tempered(answers.scores[rows], temperature), truth)
    plots.save(plots.confusion_matrices(evaluation.shown), out / "confusion.png")
    plots.save(plots.reliability_diagram(shown), out / "reliability.png")
    changes = {
        "temperature": temperature,
        "evaluation": evaluation,
        "robustness": robustness(file, validation),
    }
    return card.model_copy(update=changes)


def vote_truth(faces: FaceSet) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """The shares of votes, and which faces have them; where there are no votes at all, the labels stand in."""
    if faces.has_votes:
        return faces.vote_shares[faces.voted], faces.voted
    return np.eye(len(Emotion), dtype=np.float32)[faces.labels], np.ones(len(faces), bool)


def write(network: keras.Model, blend: Blend, config: Config, sample: npt.NDArray[np.float32], out: Path) -> ModelCard:
    """Write both network files into `out` and return their card, which carries no measurements yet.

    `config["litert"]` and `sample` are the form and the faces that `training.quantisation.quantised` wants.
    """
    keras_file, tflite_file = out / f"{NAME}.keras", out / f"{NAME}.tflite"
    parameters, operations = network.count_params(), multiply_adds(network)
    shipped(network, blend).save(keras_file)
    tflite_file.write_bytes(quantised(keras_file, str(config["litert"]), sample))
    return ModelCard(
        name=NAME,
        version=VERSION,
        labels=tuple(Emotion),
        input=InputFormat(size=INPUT_SIZE, channels=1, normalisation="grey / 255"),
        keras_sha256=sha256_of(keras_file),
        tflite_sha256=sha256_of(tflite_file),
        temperature=1.0,
        parameters=parameters,
        multiply_adds=operations,
        provenance=Provenance(
            data=learnt_from(config),
            protocol=PROTOCOL,
            config={**_without_folders(config), "shown_label_share": blend.label_share, "shown_bias": blend.bias},
            date=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
            versions=_versions(),
            limits=LIMITS,
        ),
    )


def load_run(run: Path) -> tuple[keras.Model, Config]:
    """The network of a training run with its best weights so far, and the run's configuration."""
    config = json.loads((run / "config.json").read_text())
    network = NETWORKS[config["network"]]()
    network.load_weights(run / BEST)
    return network, config


def learnt_from(config: Config) -> str:
    """What a network of this configuration was trained on, what its weights had learnt before, and who taught it.

    Of a run that goes on from an exported network, that network's card says it.
    """
    teachers = ", ".join(Path(file).stem for file in teacher_files(str(config.get("teachers", ""))))
    taught = f"; in part what earlier networks say of the same faces: {teachers}" if teachers else ""
    return _began_with(config) + taught


def _began_with(config: Config) -> str:
    start, data = str(config.get("start", "scratch")), DATA if config.get("votes", True) else LABELS
    if start == "published":
        return f"{data}; {origin(str(config['network'])).words}"
    earlier = Path(start).with_name(CARD)
    if start == "scratch" or not earlier.is_file():
        return data
    provenance = ModelCard.read(earlier).provenance
    return provenance.data if provenance else data


def _without_folders(config: Config) -> Config:
    """Files by their names: where they lay on one machine says nothing on another."""
    named = {"teachers": ",".join(file.name for file in teacher_files(str(config.get("teachers", ""))))}
    if str(config.get("start", "")).endswith(".keras"):
        named["start"] = Path(str(config["start"])).name
    return {**config, **named}


def _versions() -> dict[str, str]:
    installed = {found.metadata["Name"]: found.version for found in importlib.metadata.distributions()}
    names = {name.lower().replace("_", "-"): version for name, version in installed.items()}
    return {name: names[name] for name in _LIBRARIES if name in names}


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--run", type=Path, required=True, help="folder of a training run, ended or not")
    parser.add_argument("--out", type=Path, default=Path("model"), help="where the files go (%(default)s)")
    parser.add_argument("--form", choices=FORMS, default=FORMS[0], help="of the LiteRT file (%(default)s)")
    options = parser.parse_args(arguments)
    faces = load(options.data, TRAINING), load(options.data, PUBLIC_TEST)
    card = export(options.run, *faces, options.out, options.form)
    print(f"Wrote {options.out}: temperature {card.temperature}, {card.parameters:,} parameters")


if __name__ == "__main__":
    main()
