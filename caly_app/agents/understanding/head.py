"""The trained head of a sector: from a clause and its embedding to an intent with a probability.

Kernel ridge regression over the sector's examples, built-in small talk and sentences nobody serves
(`training.py` builds it). Two sentences are alike by their embeddings, and by the words that they share: the
kernel is the sum of both. It is kept in half precision, which changes no answer, and costs nothing before the
first clause of its sector comes.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from caly_app.agents.understanding.word_parts import Outputs, neighbours

Numbers = NDArray[np.float32]

SHARPNESS = 2.0  # of the kernel exp(SHARPNESS * (cosine - 1))
OTHER_COUNTS = 0.3  # how much looking like nobody's business takes from the best intent
SECTORS = Path(__file__).parents[1] / "sectors"
EMERGENCIES = Path(__file__).parent / "emergencies"
_ARRAYS = ("mean", "axes", "points", "outputs")


@dataclass(frozen=True)
class Calibration:
    """Where the lines are drawn, all from examples left out together with those alike to them."""

    in_scope_from: float  # a lower score means: none of ours
    bias: float  # probability of being right = logistic(bias + per_score * score + per_lead * lead)
    per_score: float
    per_lead: float
    sure_from: float  # from this probability on, 95 in 100 were right

    def probability(self, score: float, lead: float) -> float:
        return float(1 / (1 + np.exp(-(self.bias + self.per_score * score + self.per_lead * lead))))


@dataclass(frozen=True)
class Judgement:
    intent: str
    confidence: float
    runner_up: str
    runner_up_confidence: float
    in_scope: bool
    sure: bool


def judged(outputs: Numbers, intents: Sequence[str], line: Calibration) -> Judgement:
    """`outputs`: one for each intent, and one for "other"."""
    best, second = np.argsort(-outputs[:-1], kind="stable")[:2]
    lead = float(outputs[best] - outputs[second])
    scores = [float(outputs[place] - OTHER_COUNTS * outputs[-1]) for place in (best, second)]
    confidence = line.probability(scores[0], lead)
    in_scope = scores[0] >= line.in_scope_from
    return Judgement(
        intent=intents[best],
        confidence=confidence,
        runner_up=intents[second],
        runner_up_confidence=min(1 - confidence, line.probability(scores[1], -lead)),
        in_scope=in_scope,
        sure=in_scope and confidence >= line.sure_from,
    )


@dataclass(frozen=True)
class Head:
    intents: tuple[str, ...]
    words: tuple[str, ...]  # of the examples: what the speller mends into first
    built_from: str  # hash of everything that went in
    calibration: Calibration
    mean: Numbers
    axes: Numbers  # embedding width x kept width
    points: Numbers  # sentences x kept width
    outputs: Numbers  # sentences x intents, and one more column for "other"
    by_words: Outputs  # what the words add to them

    def judge(self, embedded: Numbers, texts: Sequence[str] = ()) -> list[Judgement]:
        """One for each row. `texts`: what was embedded; without it the words do not count."""
        return [judged(row, self.intents, self.calibration) for row in self.outputs_of(embedded, texts)]

    def outputs_of(self, embedded: Numbers, texts: Sequence[str] = ()) -> Numbers:
        outputs = kernel(self.placed(embedded), self.points) @ self.outputs
        for row, text in zip(outputs, texts, strict=bool(texts)):
            row += self.by_words.of(text)[0]
        return np.asarray(outputs, np.float32)

    def placed(self, embedded: Numbers) -> Numbers:
        """Where the rows lie among the points."""
        return np.asarray(normalized(embedded - self.mean) @ self.axes, np.float32)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name).astype(np.float16))
        words = self.by_words
        np.save(folder / "parts.npy", np.array(list(words.places), np.uint32))
        np.save(folder / "rarity.npy", np.array(list(words.rarity.values()), np.float32))
        np.save(folder / "by_words.npy", words.weights.astype(np.float16))
        about = {
            "intents": self.intents,
            "words": self.words,
            "built_from": self.built_from,
            "rarest": self.by_words.rarest,
            "calibration": asdict(self.calibration),
        }
        (folder / "head.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises FileNotFoundError when none was built."""
        about = json.loads((folder / "head.json").read_text("utf-8"))
        # Not used as mapped: numpy multiplies half precision slowly, and widening it costs 2 ms each time.
        arrays = {name: np.load(folder / f"{name}.npy").astype(np.float32) for name in _ARRAYS}
        parts, rarity, weights = (np.load(folder / f"{name}.npy") for name in ("parts", "rarity", "by_words"))
        return cls(
            by_words=Outputs(
                names=neighbours,
                places={part: place for place, part in enumerate(parts.tolist())},
                rarity=dict(zip(parts.tolist(), rarity.tolist(), strict=True)),
                rarest=about["rarest"],
                weights=weights.astype(np.float32),
            ),
            intents=tuple(about["intents"]),
            words=tuple(about["words"]),
            built_from=about["built_from"],
            calibration=Calibration(**about["calibration"]),
            **arrays,
        )


def folder_of(name: str) -> Path:
    """Where the examples of a sector lie; those of emergencies are for all sectors."""
    return EMERGENCIES if name == EMERGENCIES.name else SECTORS / name


def head_folder(name: str) -> Path:
    return folder_of(name) / "head"


def built_from(folder: Path) -> str:
    """Hash of what the head there was built from; '' where none was, whatever recipe it was built by."""
    about = folder / "head.json"
    return str(json.loads(about.read_text("utf-8"))["built_from"]) if about.is_file() else ""


def normalized(rows: Numbers) -> Numbers:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def kernel(rows: Numbers, points: Numbers) -> Numbers:
    return np.asarray(np.exp(np.float32(SHARPNESS) * (rows @ points.T - 1)), np.float32)
