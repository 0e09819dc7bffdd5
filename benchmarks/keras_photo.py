"""How long Keras takes to classify; a process of its own, which `benchmarks.photo` starts."""

import sys
from functools import partial

import keras
import tensorflow as tf

from benchmarks.scenes import FACES, scene
from benchmarks.timing import measure
from core import model_store
from core.preprocess import preprocess


def main(threads: int, rounds: int) -> None:
    """Print the rows."""
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    model = keras.saving.load_model(model_store.bundled().keras, compile=False, safe_mode=True)
    crop = scene(1)[:224, :224]
    for faces in FACES:
        batch = preprocess([crop] * faces)
        calls = {"predict": partial(model.predict, batch, verbose=0), "call": partial(model, batch, training=False)}
        for name, call in calls.items():
            print(measure(f"classify, Keras {name}, faces: {faces}", call, rounds))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
