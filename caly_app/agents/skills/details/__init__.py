"""What is kept about a customer: shown masked, changed only after a yes."""

from caly_app.agents.skills.details.tools import DETAIL_TOOLS

__all__ = ["DETAIL_TOOLS"]
