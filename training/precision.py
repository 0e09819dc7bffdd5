"""Which arithmetic this machine is quick at."""

import functools
import time

import keras
import numpy as np


@functools.cache
def quick_precision() -> str:
    """The Keras policy, "mixed_bfloat16" or "float32", under which training should take less time here.

    Measured, because it depends on the processor and on the backend: where bfloat16 is not in the instruction
    set it is emulated. A convolution then takes about as long as in float32, its gradient ten times as long;
    where it is, both take about half. So bfloat16 has to win clearly.
    """
    return "mixed_bfloat16" if _seconds("bfloat16") < 0.8 * _seconds("float32") else "float32"


def _seconds(dtype: str, repeats: int = 4) -> float:
    """The least time of a few, of one 3x3 convolution of the usual size."""
    random = np.random.default_rng(0)
    faces = keras.ops.cast(random.random((16, 24, 24, 64)), dtype)
    kernel = keras.ops.cast(random.random((3, 3, 64, 64)), dtype)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        keras.ops.convert_to_numpy(keras.ops.cast(keras.ops.conv(faces, kernel, padding="same"), "float32"))
        times.append(time.perf_counter() - start)
    return min(times)
