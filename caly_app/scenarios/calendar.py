"""Opening hours and free times, in the forms in which people write them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from caly_app.agents.business import WEEKDAYS
from caly_app.scenarios.wrong import Wrong

Starts = dict[str, dict[str, list[str]]]  # provider ('': all) -> date -> times
_DAYS_AHEAD = 400  # longer than anybody can book
EVERYBODY = ""


def by_day(hours: Mapping[str, Any]) -> dict[str, Any]:
    """'Monday' and 'mon-fri' are days, too."""
    days: dict[str, Any] = {}
    for name, said in hours.items():
        first, _, last = name.lower().replace(" ", "").partition("-")
        if first[:3] in WEEKDAYS and last[:3] in WEEKDAYS:
            span = WEEKDAYS[WEEKDAYS.index(first[:3]) : WEEKDAYS.index(last[:3]) + 1]
            days.update(dict.fromkeys(span, said))
        else:
            days[first[:3] if first[:3] in WEEKDAYS else name] = said
    return days


def starts_of(written: Any, path: str) -> Starts:
    """{date: [times]}, {provider: {date: [times]}}, {date: {provider: [times]}} or a list of moments."""
    starts: Starts = defaultdict(lambda: defaultdict(list))
    if isinstance(written, Mapping):
        for key, value in written.items():
            _read(str(key), value, starts, f"{path}.{key}")
    elif isinstance(written, list | tuple):
        for number, one in enumerate(written):
            _moment(one, starts, f"{path}.{number}")
    else:
        raise Wrong(path, 'must be like {"2026-10-08": ["09:30", "11:00"]}')
    return starts


def only(starts: Mapping[str, Sequence[str]], first: date) -> dict[str, list[str]]:
    """Set for each day that could be booked: on those that are not named, nothing is free."""
    empty: dict[str, list[str]] = {
        (first + timedelta(days=ahead)).isoformat(): [] for ahead in range(_DAYS_AHEAD)
    }
    return {**empty, **{day: sorted(times) for day, times in starts.items()}}


def apart(starts: Mapping[str, Sequence[str]]) -> int:
    """Minutes between the two that are nearest to one another, 30 at most."""
    gaps = [30]
    for times in starts.values():
        minutes = sorted({_minutes(one) for one in times})
        gaps += [later - sooner for sooner, later in zip(minutes, minutes[1:], strict=False)]
    return max(5, min(gaps))


def _read(key: str, value: Any, starts: Starts, path: str) -> None:
    if _is_day(key):
        if isinstance(value, Mapping):
            for provider, times in value.items():
                starts[str(provider)][key[:10]] += _times(times, path)
        else:
            starts[EVERYBODY][key[:10]] += _times(value, path)
    elif isinstance(value, Mapping):
        for day, times in value.items():
            if not _is_day(str(day)):
                raise Wrong(path, f"{day!r} is no date like 2026-10-08")
            starts[key][str(day)[:10]] += _times(times, path)
    else:
        raise Wrong(path, f"{key!r} is no date like 2026-10-08")


def _moment(one: Any, starts: Starts, path: str) -> None:
    provider = EVERYBODY
    if isinstance(one, Mapping):
        provider = str(one.get("provider") or EVERYBODY)
        one = one.get("start") or one.get("starts_at") or f"{one.get('date')}T{one.get('time')}"
    try:
        start = one if isinstance(one, datetime) else datetime.fromisoformat(str(one))
    except ValueError:
        raise Wrong(path, f"{one!r} is no moment like 2026-10-08T09:30") from None
    starts[provider][start.date().isoformat()].append(f"{start:%H:%M}")


def _times(value: Any, path: str) -> list[str]:
    times = value if isinstance(value, list | tuple) else [value]
    try:
        return [f"{time.fromisoformat(str(one)):%H:%M}" for one in times]
    except ValueError:
        raise Wrong(path, f"{value!r} are no times like 09:30") from None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _minutes(written: str) -> int:
    at = time.fromisoformat(written)
    return at.hour * 60 + at.minute
