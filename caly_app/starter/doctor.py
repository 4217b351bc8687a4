"""`./caly doctor`."""

from caly_app.starter.progress import Progress


def report(progress: Progress) -> bool:
    return True
