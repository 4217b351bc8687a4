"""What opens the demo. Made for one data folder and kept there; the database holds hashes only."""

from typing import Self

from pydantic import BaseModel, Field, ValidationError


class DemoPerson(BaseModel):
    email: str
    password: str


class DemoWorkspace(BaseModel):
    id: str
    api_key: str
    sector: str = ""
    name: str = ""
    try_saying: list[str] = Field(default_factory=list)


class DemoAppointment(BaseModel):
    reference: str
    starts_at: str  # ISO 8601, in the business's zone
    provider: str


class DemoCustomer(BaseModel):
    """Somebody who can prove who they are."""

    workspace: str  # slug
    name: str
    phone: str
    email: str = ""
    date_of_birth: str = ""
    address: str = ""
    appointments: list[DemoAppointment] = Field(default_factory=list)


class DemoScenarios(BaseModel):
    """Whoever holds this key may have scenarios played, and nothing else."""

    api_key: str = ""


class DemoCredentials(BaseModel):
    admin: DemoPerson
    operator: DemoPerson
    workspaces: dict[str, DemoWorkspace] = Field(default_factory=dict)  # by slug
    customers: list[DemoCustomer] = Field(default_factory=list)
    scenarios: DemoScenarios = Field(default_factory=DemoScenarios)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """From what model_dump_json() wrote; None if it is something else."""
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return None
