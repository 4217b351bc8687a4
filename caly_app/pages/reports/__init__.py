"""/reports: figures asked for in words (page.py), kept under a name, and sent to members (keeping.py)."""

from caly_app.pages.reports.page import reports

__all__ = ["reports"]
