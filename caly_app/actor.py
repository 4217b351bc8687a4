"""Who is doing this, for which organization and workspace, and what they may do.

Every query and service takes an Actor: it is the only source of the tenant, so data of
another organization cannot be asked for by mistake.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"  # software
    OPERATOR = "operator"  # a person of the organization, signed in
    API_KEY = "api_key"
    SYSTEM = "system"  # jobs, the command line and the voice worker


class Role(StrEnum):
    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"


class Permission(StrEnum):
    READ_CONVERSATIONS = "conversations.read"
    ANSWER_CONVERSATIONS = "conversations.answer"
    CLAIM_ESCALATIONS = "escalations.claim"
    READ_RECORDS = "records.read"
    CHANGE_RECORDS = "records.change"
    EXPORT_CUSTOMERS = "customers.export"  # all that is held about one, in the clear
    READ_APPOINTMENTS = "appointments.read"
    CHANGE_WORKSPACES = "workspaces.change"
    CREATE_WORKSPACES = "workspaces.create"
    CHANGE_MEMBERS = "members.change"
    CHANGE_KEYS = "keys.change"
    READ_MAIL = "mail.read"
    PLAY_SCENARIOS = "scenarios.play"


_VIEWER = frozenset(
    {Permission.READ_CONVERSATIONS, Permission.READ_RECORDS, Permission.READ_APPOINTMENTS},
)
_OPERATOR = _VIEWER | {Permission.ANSWER_CONVERSATIONS, Permission.CLAIM_ESCALATIONS}

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _OPERATOR,
    Role.ADMIN: frozenset(Permission),
}

# What a key may be given. Claiming, exports of customers, workspaces, members and keys need a person.
KEY_SCOPES: frozenset[Permission] = frozenset(
    {
        Permission.READ_CONVERSATIONS,
        Permission.ANSWER_CONVERSATIONS,
        Permission.READ_RECORDS,
        Permission.CHANGE_RECORDS,
        Permission.READ_APPOINTMENTS,
        Permission.CHANGE_WORKSPACES,
        Permission.PLAY_SCENARIOS,
    }
)


@dataclass(frozen=True)
class Actor:
    """`workspace_id` is None while a person has not said which workspace they mean."""

    kind: ActorKind
    id: UUID
    organization_id: UUID
    workspace_id: UUID | None
    permissions: frozenset[Permission] = frozenset()
    name: str = ""  # how other people see them: never a customer's

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def in_workspace(self, workspace_id: UUID) -> "Actor":
        return replace(self, workspace_id=workspace_id)
