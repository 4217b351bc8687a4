"""What an insurance agent can do and look up."""

from caly_app.agents.sectors.insurance import changes, claims, policies, quotes
from caly_app.agents.tool import Identity, Tool

_POLICY = ("policy_name", "policy_reference")
_NOT_ACTIVE = {"no_policies": (), "policy_not_active": _POLICY}
_PRICE = ("product_name", "price", "tax", "excess", "valid_until")
_TERM = (*_POLICY, "begins_on", "ends_on", "premium")
_WRONG_EVENT = {
    **_NOT_ACTIVE,
    "not_yet_happened": ("date",),
    "before_policy": (*_POLICY, "date", "begins_on"),
    "kind_not_covered": _POLICY,
    "claim_already_reported": ("reference", "reported_on"),
}
_ADD_ON = ("add_on_name", "difference", "new_premium", "due_now", "ends_on")
_NO_CHANGE = {**_NOT_ACTIVE, "no_add_ons": _POLICY, "no_car_policy": _POLICY, "add_on_costs": _ADD_ON}
_NO_CANCELLATION = {
    **_NOT_ACTIVE,
    "already_cancelled": (*_POLICY, "cancel_on"),
    "notice_missed": (*_POLICY, "last_day"),
}
_NO_PROOF = {**_NOT_ACTIVE, "proof_already_requested": (*_POLICY, "reference")}

_QUOTES: list[Tool] = [
    Tool(
        "reckon_quote",
        quotes.Wanted,
        quotes.reckon_quote,
        tells={
            "quote_per_year": (*_PRICE, "monthly"),
            "quote_per_trip": _PRICE,
            "no_products": (),
            "no_such_product": (),
            "sum_too_large": (),
        },
        offers=("choices", "alternatives", "person"),
    ),
    Tool("whose_quote", quotes.Quote, quotes.whose_quote),
    Tool(
        "keep_quote",
        quotes.Quote,
        quotes.keep_quote,
        tells={
            "quote_kept": ("product_name", "reference", "price", "valid_until"),
            "quote_changed": (),
            "no_such_product": (),
        },
        writes=True,
        confirmed=True,
    ),
    Tool(
        "tell_cover",
        quotes.WhichCover,
        quotes.tell_cover,
        tells={
            "cover_is": ("product_name", "covers", "excludes", "excess"),
            "no_products": (),
            "no_such_product": (),
        },
        offers=("choices", "alternatives", "person"),
    ),
]

_CLAIMS: list[Tool] = [
    Tool(
        "check_incident",
        claims.Incident,
        claims.check_incident,
        tells=_WRONG_EVENT,
        offers=("choices", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "file_claim",
        claims.NewClaim,
        claims.file_claim,
        tells={"claim_reported": ("reference",), "claim_reported_urgent": ("reference",), **_WRONG_EVENT},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_claim",
        claims.WhichClaim,
        claims.tell_claim,
        tells={
            "no_claims": (),
            "claim_not_found": ("heard",),
            **{
                f"claim_is_{status}": ("reference", "happened_on", "reported_on", "missing")
                for status in claims.STATUSES
            },
        },
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
]

_POLICIES: list[Tool] = [
    Tool(
        "find_policy",
        policies.WhichPolicy,
        policies.find_policy,
        tells={"no_policies": (), "policy_not_found": ("heard",)},
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "what_is_new",
        changes.Change,
        changes.what_is_new,
        tells=_NO_CHANGE,
        offers=("choices", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "change_policy",
        changes.Change,
        changes.change_policy,
        tells={
            "address_changed": (*_POLICY, "reference"),
            "change_requested": (*_POLICY, "reference"),
            "cover_added": (*_POLICY, *_ADD_ON, "reference"),
            **_NO_CHANGE,
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_term",
        policies.Policy,
        policies.check_term,
        tells=_NO_CANCELLATION,
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "cancel_policy",
        policies.Cancellation,
        policies.cancel_policy,
        tells={"policy_cancelled": (*_POLICY, "cancel_on", "reference"), **_NO_CANCELLATION},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_proof",
        policies.Policy,
        policies.check_proof,
        tells=_NO_PROOF,
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "request_proof",
        policies.Policy,
        policies.request_proof,
        tells={"proof_requested": (*_POLICY, "reference"), **_NO_PROOF},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_policy",
        policies.Policy,
        policies.tell_policy,
        tells={
            "no_policies": (),
            **{
                f"policy_is_{status}": _TERM
                for status in ("active", "ending", "suspended", "lapsed", "cancelled")
            },
        },
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
]

TOOLS: list[Tool] = [*_QUOTES, *_CLAIMS, *_POLICIES]
