"""What a language model was asked for is told in words, whatever it was."""

import re
from pathlib import Path

import caly_app.agents as agents
from caly_app.state.why import _USES


def test_each_thing_that_a_turn_asks_a_model_has_its_words():
    code = "\n".join(path.read_text("utf-8") for path in Path(agents.__path__[0]).rglob("*.py"))
    asked = set(re.findall(r'"title": "([a-z_]+)",\n    "type": "object"', code))
    assert {"understand", "phrase"} <= asked, "schemas say what they are for by their title"
    assert asked | {"answer", "tools"} <= set(_USES)
