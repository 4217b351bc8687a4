"""The head for languages that the embedding does not know: from words and parts of words to an intent.

Ridge regression over a sector's examples (`word_parts.py` says what of them counts). It is learned when the
first customer of its sector and language comes, in 0.1 to 0.3 s: nothing is built, nothing can be stale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
from ruamel.yaml import YAML

from caly_app.agents.understanding.head import SECTORS, Calibration, Judgement, Numbers, folder_of, judged
from caly_app.agents.understanding.regression import calibrate, solve
from caly_app.agents.understanding.word_parts import Corpus, Outputs, neighbours

LANGUAGES = frozenset({"es", "fr", "de"})
OTHERS = "out_of_scope"  # in a file of examples: what is nobody's business here

_GENERIC = SECTORS.parent / "understanding"
_RIDGE = 0.5
_ALIKE = 0.5  # examples this near are left out together
_TURNED_AWAY = 0.08  # who is turned away is asked to say it otherwise, with a person on offer
_KNOWN_AT_LEAST = 0.4  # of what is said: customers' own sentences lie above, "blub dub" and names below


@dataclass(frozen=True)
class WordHead:
    intents: tuple[str, ...]
    calibration: Calibration
    outputs: Outputs  # one for each intent, and one more for "other"

    def judge(self, said: str) -> Judgement:
        return self.judged(*self.outputs.of(said))

    def judged(self, outputs: Numbers, known: float) -> Judgement:
        judgement = judged(outputs, self.intents, self.calibration)
        return judgement if known >= _KNOWN_AT_LEAST else replace(judgement, in_scope=False, sure=False)


_learned: dict[tuple[str, str], WordHead | None] = {}
_learning = Lock()


def word_head(sector: str, language: str) -> WordHead | None:
    """None where there are no examples in the language.

    The first time takes some tenths of a second: not on an event loop.
    """
    key = sector, language
    if key not in _learned:  # who knows theirs does not wait for another that is being learned
        with _learning:
            if key not in _learned:
                said = examples(folder_of(sector), language)
                _learned[key] = learn(said.pop(OTHERS), said) if len(said) > 2 else None
    return _learned[key]


def examples(folder: Path, language: str) -> dict[str, list[str]]:
    """Those of a folder, with what is nobody's business anywhere."""
    said: dict[str, list[str]] = {OTHERS: []}
    for one in (folder, _GENERIC):
        for intent, sentences in read(one, language).items():
            said.setdefault(intent, []).extend(sentences)
    return said


def read(folder: Path, language: str) -> dict[str, list[str]]:
    file = folder / f"examples_{language}.yaml"
    return YAML(typ="safe").load(file) if file.is_file() else {}


def learn(others: Sequence[str], examples: Mapping[str, Sequence[str]]) -> WordHead:
    """`examples`: intent -> sentences. `others`: what is none of ours."""
    intents = tuple(examples)
    pairs = dict.fromkeys((place, one) for place, intent in enumerate(intents) for one in examples[intent])
    pairs |= dict.fromkeys((len(intents), one) for one in others)
    labels = np.array([place for place, _ in pairs])
    corpus = Corpus.read([one for _, one in pairs], neighbours)
    gram = corpus.gram().astype(np.float64)
    solution = solve(gram, labels, len(intents), _RIDGE)
    left_out = solution.leaving_out((gram > _ALIKE) & (labels[:, None] == labels[None, :]))
    return WordHead(
        intents=intents,
        calibration=calibrate(left_out, labels, len(intents), _TURNED_AWAY),
        outputs=corpus.outputs(solution.outputs),
    )
