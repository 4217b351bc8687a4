"""Matrices in eight bits: each row in blocks, and each block in steps of its own size.

Multiplied by ONNX Runtime's MatMulNBits, which uses what the processor has for it (AVX-512 VNNI, AVX2, Neon).
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
STEPS, SCALES = "steps", "scales"
_NOTHING, _MOST = 128, 127  # a step of 128 is zero


def in_eight_bits(
    weights: Mapping[str, NDArray[np.float32]],
) -> Iterator[tuple[str, NDArray[np.uint8] | NDArray[np.float32]]]:
    """A matrix `x.weight` of (outputs, inputs) as `x.steps` (outputs, blocks, BLOCK) and `x.scales`, one for
    each block. What is no matrix stays as it is."""
    for name, weight in weights.items():
        if weight.ndim != 2:
            yield name, weight
            continue
        at = name.removesuffix("weight")
        blocks = weight.reshape(len(weight), -1, BLOCK)
        scales = np.maximum(np.abs(blocks).max(-1, keepdims=True), np.finfo(np.float32).tiny) / _MOST
        yield f"{at}{STEPS}", (np.rint(blocks / scales) + _NOTHING).astype(np.uint8)
        yield f"{at}{SCALES}", scales.ravel()
