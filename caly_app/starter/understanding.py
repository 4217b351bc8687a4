"""The local understanding: whether it can work here, and its heads built anew."""

from pathlib import Path

from caly_app.adapters.minilm import MiniLM, fingerprint
from caly_app.agents.understanding.head import EMERGENCIES, SECTORS, built_from, head_folder
from caly_app.agents.understanding.training import build, sources_of


def sectors() -> list[str]:
    """Those that bring examples of what customers say."""
    return sorted(file.parent.name for file in SECTORS.glob("*/examples_en.yaml"))


def stale() -> list[str]:
    """Those whose head was built from other examples, another recipe or other weights."""
    weights = fingerprint()
    return [
        name
        for name in (*sectors(), EMERGENCIES.name)
        if built_from(head_folder(name)) != sources_of(name, weights).fingerprint
    ]


async def build_head(name: str) -> Path:
    """Of a sector, or of emergencies. About 20 s."""
    return await build(name, MiniLM(), fingerprint())


def try_it() -> None:
    """Raises Unavailable, with a sentence, if the weights are missing."""
    MiniLM().embed_now(["Is anybody there?"])
