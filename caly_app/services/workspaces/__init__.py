"""The businesses of an organization: founding one, and whatever is simply so about it.

create.py  with all it needs to be talked to at once     change.py    name, hours, facts, sites, looks
slugs.py   its name in addresses                         holidays.py  the days it is closed
"""

from caly_app.services.workspaces.change import (
    Part,
    SectorIsUsed,
    WorkspaceChanges,
    change,
    choose_privacy,
    choose_sector,
    host_of,
    is_used,
    must_be_allowed,
    touch,
)
from caly_app.services.workspaces.create import NewWorkspace, create
from caly_app.services.workspaces.holidays import add_holiday, add_public_holidays, remove_holiday
from caly_app.services.workspaces.slugs import RESERVED

__all__ = [
    "RESERVED",
    "NewWorkspace",
    "Part",
    "SectorIsUsed",
    "WorkspaceChanges",
    "add_holiday",
    "add_public_holidays",
    "change",
    "choose_privacy",
    "choose_sector",
    "create",
    "host_of",
    "is_used",
    "must_be_allowed",
    "remove_holiday",
    "touch",
]
