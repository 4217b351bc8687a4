"""The servers of a business's own, as we ask them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID


@dataclass(frozen=True)
class OutsideRequest:
    """One call of a server of the business's own. `path` begins with a slash and follows the connection's
    address (values in it are quoted by whoever puts them there); `key` goes along as Idempotency-Key, so
    that a write that is sent again happens once. Without one a write is sent once, whatever comes of it."""

    connection: str  # its name in the workspace
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    key: str = ""
    reads: bool = False  # whatever the method is, it changes nothing

    @property
    def writes(self) -> bool:
        return self.method != "GET" and not self.reads


@dataclass(frozen=True)
class OutsideAnswer:
    """What it said, whatever the status: 404 is an answer. `body` is JSON and bounded; or None."""

    status: int
    body: object = None


class Outside(Protocol):
    """The servers of one business."""

    async def call(self, request: OutsideRequest, *, seconds: float = 30.0) -> OutsideAnswer:
        """Raises OutsideAway: it is away, refuses to be reached, or does not speak JSON. Unsure is the
        OutsideAway of a write of which nobody knows whether it has happened."""
        ...


@dataclass(frozen=True)
class Connection:
    """A server of the business's own. `sealed_secret`: as it is stored; whoever calls it opens it."""

    id: UUID
    name: str
    url: str
    header: str  # in which the secret goes along
    sealed_secret: bytes = field(repr=False)


class Outsides(Protocol):
    """Servers of workspaces."""

    def of(self, connections: Sequence[Connection]) -> Outside: ...
