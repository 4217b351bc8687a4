"""What can happen, by what it is about: for a list that is filtered."""

from dataclasses import dataclass

from caly_app.models import TimelineKind as Kind

EVERYTHING = "everything"


@dataclass(frozen=True)
class Area:
    key: str
    title: str
    kinds: frozenset[Kind]

    @property
    def options(self) -> list[tuple[str, str]]:
        """Value and words: all of it, then each kind."""
        each = sorted((kind.replace("_", " ").capitalize(), kind.value) for kind in self.kinds)
        return [(self.key, f"{self.title}, all of it"), *[(value, words) for words, value in each]]


_NAMED = (
    Area(
        "agents",
        "Agents and settings",
        frozenset({Kind.ASSISTANT_CHANGED, Kind.WORKSPACE_CHANGED, Kind.WORKSPACE_CREATED}),
    ),
    Area(
        "people",
        "Members and keys",
        frozenset(
            {
                Kind.MEMBER_INVITED,
                Kind.MEMBER_JOINED,
                Kind.MEMBER_CHANGED,
                Kind.MEMBER_REMOVED,
                Kind.INVITATION_REVOKED,
                Kind.KEY_CREATED,
                Kind.KEY_REVOKED,
            }
        ),
    ),
    Area("records", "Records", frozenset({Kind.RECORD_CREATED, Kind.RECORD_CHANGED, Kind.RECORDS_IMPORTED})),
    Area(
        "customers",
        "What is held about customers",
        frozenset(
            {
                Kind.CUSTOMER_CHANGED,
                Kind.CUSTOMER_REMEMBERED,
                Kind.CUSTOMER_REFUSED_MEMORY,
                Kind.CUSTOMER_FORGOTTEN,
                Kind.CUSTOMER_FACT_REMOVED,
                Kind.CUSTOMER_EXPORTED,
                Kind.PERSONAL_VALUE_SHOWN,
            }
        ),
    ),
    Area(
        "leads",
        "Notes and leads",
        frozenset(
            {
                Kind.LEAD_CHANGED,
                Kind.LEAD_PROPOSED,
                Kind.NOTE_WRITTEN,
                Kind.NOTE_PROPOSED,
                Kind.NOTE_EDITED,
                Kind.FOLLOW_UP_DONE,
                Kind.FOLLOW_UP_REOPENED,
            }
        ),
    ),
    Area(
        "learning",
        "Learning",
        frozenset({Kind.MEANING_REVIEWED, Kind.GAP_DECIDED, Kind.DRAFTS_PROPOSED, Kind.DRAFT_DECIDED}),
    ),
    Area(
        "appointments",
        "Appointments",
        frozenset({Kind.APPOINTMENT_BOOKED, Kind.APPOINTMENT_MOVED, Kind.APPOINTMENT_CANCELLED}),
    ),
    Area(
        "conversations",
        "Conversations",
        frozenset(
            {
                Kind.STARTED,
                Kind.ESCALATED,
                Kind.CLAIMED,
                Kind.RELEASED,
                Kind.TAKEN_OVER,
                Kind.HANDED_BACK,
                Kind.RESOLVED,
                Kind.ENDED,
                Kind.NOTED,
                Kind.IDENTITY_PROVEN,
                Kind.IDENTITY_FAILED,
                Kind.TURN_FAILED,
            }
        ),
    ),
    Area(
        "sign-ins",
        "Sign-ins",
        frozenset(
            {
                Kind.SIGNED_UP,
                Kind.SIGNED_IN,
                Kind.SIGNED_OUT_EVERYWHERE,
                Kind.EMAIL_VERIFIED,
                Kind.PASSWORD_CHANGED,
            }
        ),
    ),
)

_OF_NO_WORKSPACE = frozenset({Kind.DATA_KEY_ROTATED})
_OTHERS = frozenset(Kind) - _OF_NO_WORKSPACE - frozenset().union(*(area.kinds for area in _NAMED))

AREAS = (*_NAMED, *([Area("others", "Everything else", _OTHERS)] if _OTHERS else []))

# Where nothing is chosen: what was changed, without the daily course of things.
_DAILY = ("leads", "appointments", "conversations", "sign-ins")
CHANGES = frozenset().union(*(area.kinds for area in AREAS if area.key not in _DAILY))
