"""Where a workspace's own language model is asked."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class ModelEndpoint:
    """A workspace's own model. `sealed_key`: as it is stored; whoever calls it opens it."""

    url: str
    model: str
    sealed_key: bytes = field(repr=False)
    small: str = ""  # a cheaper one of the same server; '': none

    @property
    def cheaper(self) -> "ModelEndpoint | None":
        return replace(self, model=self.small, small="") if self.small else None
