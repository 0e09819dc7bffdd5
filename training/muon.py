"""Muon for convolutions.

Jordan et al. 2024 (https://kellerjordan.github.io/posts/muon): a step goes equally far in every direction that the
momentum of a layer's weights, as a matrix, points in. Keras has it for matrices; here the kernel of a convolution,
(rows, columns, inputs, outputs), is one too: (rows * columns * inputs, outputs).
"""

from typing import Any

import keras
from keras import ops


class ConvolutionMuon(keras.optimizers.Muon):  # type: ignore[misc]  # keras is untyped
    """Muon for the kernels of convolutions, AdamW for all else: heads, scales, shifts and biases."""

    def _should_use_adamw(self, variable: keras.Variable) -> bool:
        return len(variable.shape) != 4

    def _muon_update_step(self, gradient: Any, variable: keras.Variable, lr: Any, m: keras.Variable) -> None:
        self.assign(m, self.momentum * m + gradient)
        direction = gradient + self.momentum * m if self.nesterov else m
        matrix = ops.reshape(direction, (-1, variable.shape[-1]))
        update = self.lr_adjust(self.zeropower_via_newtonschulz5(matrix, self.ns_steps))
        self.assign_sub(variable, ops.reshape(lr * update, variable.shape))
