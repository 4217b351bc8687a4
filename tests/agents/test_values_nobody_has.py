"""Where a template names a value that nobody has, no blank is left before the stop."""

import pytest

from caly_app.agents.phrasing import Phrasing
from tests.agents.world import a_demo_of


@pytest.mark.parametrize(
    ("dosage", "says"), [("", "a refill of Metformin. Is"), ("500 mg", "a refill of Metformin 500 mg. Is")]
)
@pytest.mark.parametrize("marks", [False, True])
def test_no_blank_stands_before_a_stop(dosage: str, says: str, marks: bool) -> None:
    turn = a_demo_of("healthcare").turn("hello")
    words = Phrasing(turn.sector, turn.config, turn.business, "en", marks=marks)
    said = words.say("confirm_refill", {"medication_name": "Metformin", "dosage": dosage})
    assert says in said.replace("\ue000", "").replace("\ue001", "")
