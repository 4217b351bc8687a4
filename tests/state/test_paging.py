"""Addresses of lists say what they are filtered by, and where the next page begins."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from caly_app.state import paging

ROW = UUID("01997a4e-0000-7000-8000-000000000001")
MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_a_cursor_is_read_as_it_was_written():
    assert paging.place(paging.cursor(MOMENT, ROW)) == (MOMENT, ROW)


@pytest.mark.parametrize("said", ["", "~", "yesterday~1", f"2026-11-21T09:30:00~{ROW}", str(ROW)])
def test_a_cursor_that_somebody_wrote_by_hand_is_none(said):
    assert paging.place(said) is None


def test_what_is_blank_is_not_in_an_address():
    assert paging.address("/customers", {"q": "", "after": ""}) == "/customers"
    assert paging.address("/customers", {"q": "Ana & Co", "after": ""}) == "/customers?q=Ana+%26+Co"
