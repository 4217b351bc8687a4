"""What a customer who has proven who they are may see and change of what is kept."""

from caly_app.agents.skills.details import kept
from caly_app.agents.tool import Identity, Nothing, Tool

DETAIL_TOOLS: list[Tool] = [
    Tool(
        "tell_details",
        Nothing,
        kept.tell_details,
        tells={"details": ("name", "phone", "email", "address")},
        identity=Identity.CUSTOMER,
    ),
    Tool("which_detail", kept.Change, kept.which_detail, identity=Identity.CUSTOMER),
    Tool(
        "change_detail",
        kept.Change,
        kept.change_detail,
        tells={"detail_changed": ()},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
]
