"""What is stored: one table, one noun; closely tied tables share a file.

A model holds its own small rules (may it be claimed? who answers?) and knows nothing of
sessions, screens or calls. Import tables from here, so that alembic sees all of them.
"""

from caly_app.models.account import (
    Account,
    AccountToken,
    AccountTokenKind,
    Invitation,
    Membership,
    SignIn,
    SignInAttempt,
)
from caly_app.models.api_key import ApiKey
from caly_app.models.appointment import Appointment, AppointmentStatus, Resource, occupied
from caly_app.models.assistant import Assistant, AssistantVersion, ProductType
from caly_app.models.connection import StoredConnection
from caly_app.models.conversation import (
    CommandKind,
    Conversation,
    ConversationEnded,
    ConversationOutcome,
    EndedBy,
    Handler,
    LiveCommand,
    Note,
    Typing,
)
from caly_app.models.customer import ON_THE_BOOKS, Customer, PersonalKind, PersonalValue
from caly_app.models.customer_fact import StoredFact
from caly_app.models.draft import AlreadyAccepted, Draft, DraftSource, DraftState
from caly_app.models.escalation import (
    SOLVED,
    AlreadyClaimed,
    AlreadyResolved,
    Disposition,
    Escalation,
    NotClaimed,
    Urgency,
)
from caly_app.models.gap import Gap, GapState, GapTurn
from caly_app.models.heartbeat import Heartbeat
from caly_app.models.idempotency_key import IdempotencyKey
from caly_app.models.lead import FollowUp, Lead, LeadNote, NothingProposed
from caly_app.models.mail import Mail, MailChannel, MailState
from caly_app.models.model_endpoint import ModelTerms, StoredEndpoint
from caly_app.models.notification import Notification
from caly_app.models.one_time_code import OneTimeCode
from caly_app.models.organization import DataKey, Organization
from caly_app.models.outbox import OutboxRow
from caly_app.models.own_words import OwnHeadRow, OwnPhrase
from caly_app.models.record import Record
from caly_app.models.report import Every, KeptReport
from caly_app.models.review import OUT_OF_SCOPE, SMALL_TALK, AlreadyReviewed, Review, ReviewState
from caly_app.models.scenario_run import ScenarioReport, ScenarioRun, ScenarioRunState
from caly_app.models.shadow import (
    AlreadyStopped,
    MetDialogue,
    Shadow,
    ShadowKind,
    ShadowReading,
    ShadowState,
)
from caly_app.models.thumb import Thumb
from caly_app.models.timeline import TimelineEntry, TimelineKind
from caly_app.models.tool_run import ToolRun, ToolRunState
from caly_app.models.turn import Turn, TurnOutcome
from caly_app.models.usage import Usage
from caly_app.models.workspace import (
    AGENTS_OFF,
    LEFT_SECTORS,
    RECORD_SOURCES,
    Holiday,
    Workspace,
    WorkspaceKind,
)

__all__ = [
    "ON_THE_BOOKS",
    "AGENTS_OFF",
    "LEFT_SECTORS",
    "RECORD_SOURCES",
    "Account",
    "AccountToken",
    "AccountTokenKind",
    "AlreadyAccepted",
    "AlreadyClaimed",
    "AlreadyResolved",
    "AlreadyReviewed",
    "AlreadyStopped",
    "ApiKey",
    "Appointment",
    "AppointmentStatus",
    "Assistant",
    "AssistantVersion",
    "CommandKind",
    "Conversation",
    "ConversationEnded",
    "ConversationOutcome",
    "Customer",
    "DataKey",
    "Disposition",
    "Draft",
    "DraftSource",
    "DraftState",
    "EndedBy",
    "Escalation",
    "Every",
    "FollowUp",
    "Gap",
    "GapState",
    "GapTurn",
    "Handler",
    "Heartbeat",
    "Holiday",
    "IdempotencyKey",
    "Invitation",
    "KeptReport",
    "Lead",
    "LeadNote",
    "LiveCommand",
    "Mail",
    "MailChannel",
    "MailState",
    "Membership",
    "MetDialogue",
    "ModelTerms",
    "Note",
    "NotClaimed",
    "NothingProposed",
    "Notification",
    "OUT_OF_SCOPE",
    "OneTimeCode",
    "Organization",
    "OutboxRow",
    "OwnHeadRow",
    "OwnPhrase",
    "PersonalKind",
    "PersonalValue",
    "ProductType",
    "Record",
    "Resource",
    "Review",
    "ReviewState",
    "SMALL_TALK",
    "SOLVED",
    "SignIn",
    "SignInAttempt",
    "Thumb",
    "ScenarioReport",
    "ScenarioRun",
    "ScenarioRunState",
    "Shadow",
    "ShadowKind",
    "ShadowReading",
    "ShadowState",
    "TimelineEntry",
    "TimelineKind",
    "StoredConnection",
    "StoredEndpoint",
    "StoredFact",
    "ToolRun",
    "ToolRunState",
    "Turn",
    "TurnOutcome",
    "Typing",
    "Urgency",
    "Usage",
    "Workspace",
    "WorkspaceKind",
    "Holiday",
    "occupied",
]
