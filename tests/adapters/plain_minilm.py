"""all-MiniLM-L6-v2 once more, written out in numpy: what the graph is held against."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from caly_app.adapters.minilm import LAYERS_KEPT, Numbers, mapped

HEADS = 12


class PlainMiniLM:
    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.no_padding()
        self._weights = mapped(folder / "model.safetensors")

    def row(self, text: str) -> Numbers:
        ids = self._tokenizer.encode(text).ids
        embeddings = {kind: self._weights[f"embeddings.{kind}_embeddings.weight"] for kind in _KINDS}
        x = embeddings["word"][ids] + embeddings["position"][: len(ids)] + embeddings["token_type"][0]
        layers = [_norm(x, self._weights, "embeddings.LayerNorm")]
        for depth in range(6):
            layers.append(_layer(layers[-1], self._weights, f"encoder.layer.{depth}"))
        pooled = [layer.sum(0) for layer in layers[-LAYERS_KEPT:]]
        return np.concatenate([one / np.linalg.norm(one) for one in pooled]) / LAYERS_KEPT**0.5


_KINDS = ("word", "position", "token_type")


def _layer(x: Numbers, weights: Mapping[str, Numbers], at: str) -> Numbers:
    attended = _linear(_attended(x, weights, f"{at}.attention.self"), weights, f"{at}.attention.output.dense")
    x = _norm(x + attended, weights, f"{at}.attention.output.LayerNorm")
    wide = _gelu(_linear(x, weights, f"{at}.intermediate.dense"))
    return _norm(x + _linear(wide, weights, f"{at}.output.dense"), weights, f"{at}.output.LayerNorm")


def _attended(x: Numbers, weights: Mapping[str, Numbers], at: str) -> Numbers:
    query, key, value = (
        _linear(x, weights, f"{at}.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    alike = np.exp(query @ key.transpose(0, 2, 1) / query.shape[-1] ** 0.5)
    return (alike / alike.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(x.shape)


def _linear(x: Numbers, weights: Mapping[str, Numbers], at: str) -> Numbers:
    return x @ weights[f"{at}.weight"].T + weights[f"{at}.bias"]


def _norm(x: Numbers, weights: Mapping[str, Numbers], at: str) -> Numbers:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + 1e-12)
    return centred / spread * weights[f"{at}.weight"] + weights[f"{at}.bias"]


def _gelu(x: Numbers) -> Numbers:
    """By Abramowitz and Stegun 7.1.26 (off by 1.5e-7 at most), which needs no scipy."""
    z = np.abs(x) * 0.5**0.5
    t = 1 / (1 + 0.3275911 * z)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + factor) * t
    return x * (0.5 + 0.5 * np.copysign(1 - series * np.exp(-z * z), x))
