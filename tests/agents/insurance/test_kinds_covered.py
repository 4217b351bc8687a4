"""What a policy covers, in the words of the business."""

from uuid import uuid4

import pytest

from caly_app.agents.sectors.insurance.claims import _covered
from caly_app.ports import StoredRecord


@pytest.mark.parametrize(
    ("written", "covered"),
    [
        (["burglary", "windscreen damage"], ["theft", "glass"]),
        (["crash", "fire", "vandalism"], ["fire", "vandalism", "accident"]),
        (["cancelled_trip", "luggage"], ["cancelled_trip", "luggage"]),
        (["alien abduction"], []),
    ],
)
def test_a_kind_is_known_by_the_words_for_it(written: list[str], covered: list[str]) -> None:
    policy = StoredRecord(uuid4(), "policy", "PO-1", {"covers_kinds": written})
    assert _covered(policy) == covered
