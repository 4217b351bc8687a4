"""The ways an operation can fail, told apart by what the caller should do next.

Refused: the answer is no. Show `message`; nobody is paged.
Unavailable: something outside us failed. Retry, then degrade; somebody is told.
Anything else that is raised is a bug, and is left to crash where it can be seen.
"""

from collections.abc import Mapping
from typing import ClassVar


class CalyError(Exception):
    """Base of every error we raise on purpose. The docstring is the default message."""

    status: ClassVar[int] = 500

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (self.__doc__ or "").strip()
        super().__init__(self.message)

    @property
    def code(self) -> str:
        return type(self).__name__


class Refused(CalyError):
    """This is not possible."""

    status = 409


class NotSignedIn(Refused):
    """Please sign in."""

    status = 401


class Forbidden(Refused):
    """You may not do this."""

    status = 403


class NotFound(Refused):
    """There is nothing here by that name."""

    status = 404


class Invalid(Refused):
    """Some of this is not right."""

    status = 422

    def __init__(self, message: str | None = None, fields: Mapping[str, str] | None = None) -> None:
        """`fields`: what is wrong with which field, in words for the person who filled it in."""
        super().__init__(message)
        self.fields = dict(fields or {})


class ChangedMeanwhile(Invalid):
    """Somebody else has changed this meanwhile. Please look at it again."""

    status = 409


class TooMany(Refused):
    """Too many requests. Please wait a moment and try again."""

    status = 429

    def __init__(self, message: str | None = None, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(CalyError):
    """A service we depend on did not answer."""

    status = 503


class AskedToWait(Unavailable):
    """A service we depend on asks us to come back later."""

    def __init__(self, message: str | None = None, wait_seconds: float = 1) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class AnswerLost(Unavailable):
    """A service we depend on was asked, and its answer did not arrive: it may have cost all the same."""


class OutsideAway(Unavailable):
    """The business's own system does not answer."""


class Unsure(OutsideAway):
    """It was asked to do something and did not say whether it has."""


class OutsideRefused(Refused):
    """The business's own system says no."""


class OnlyAPerson(Refused):
    """Only a person of the business can do this."""


class TriedTooOften(Refused):
    """This failed to prove who somebody is too often in a day, right or wrong: only a person can help now."""


class TooManyToRead(OnlyAPerson):
    """There are more of these than we read at once, and of a part nobody is told that there is none."""
