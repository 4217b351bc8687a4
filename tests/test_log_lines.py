"""The last wall of the log: what looks personal is not written, and what we need to read stays."""

import json
from uuid import UUID, uuid4

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from caly_app import log_lines
from caly_app.log_lines import without_personal


@pytest.mark.parametrize(
    "personal",
    [
        "ros.penhale@example.org",
        "+442079460123",
        "020 7946 0123",
        "(020) 7946-0123",
        "4111 1111 1111 1111",
        "536904399",
        "14 Harbour Lane, Wexley WX4 2AB",
        "12 rue des Lilas, 75011 Paris",
    ],
)
def test_what_looks_personal_is_not_written(personal):
    for line in ("{}", "refused: {}!", "Key (phone)=({}) already exists.", '{{"said": "call {} now"}}'):
        assert personal not in without_personal(line.format(personal))


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21T14:17:53.123456Z",
        "127.0.0.1:58231 GET /api/v1/health 200",
        "pv:01934567-8901-7234-8567-123456789012",
        "AP-1024, K7M2-9QXT",
        'File "/srv/caly/services/answer.py", line 152, in _act_and_write',
        "took 1234.56 ms, 20480 bytes, version 10.0.2.118",
    ],
)
def test_what_is_ours_stays(line):
    assert without_personal(line) == line


@given(st.builds(UUID, int=st.integers(0, 2**128 - 1)))
def test_no_id_is_taken_for_a_number(one):
    if not str(one).replace("-", "").isdigit():
        assert without_personal(f"turn {one} failed") == f"turn {one} failed"


REFUSED = "refused the value ros@example.org, 020 7946 0123"


@pytest.fixture
def unconfigured():
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_and_its_traceback_pass_the_wall(form, monkeypatch, capsys, unconfigured):
    monkeypatch.setattr(log_lines.settings, "log_format", form)
    log_lines.begin()
    conversation = str(uuid4())
    log = structlog.get_logger()
    try:
        raise ValueError(REFUSED)
    except ValueError:
        log.exception("turn_failed", conversation_id=conversation, detail={"said": ["call 020 7946 0123"]})

    written = capsys.readouterr().out
    assert "turn_failed" in written and conversation in written and "ValueError" in written
    assert "7946" not in written and "ros@example.org" not in written
    if form == "json":
        assert json.loads(written)["conversation_id"] == conversation
