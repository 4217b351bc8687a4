"""What a bank's agent can do and look up."""

from caly_app.agents.sectors.fintech import accounts, cards, disputes, payments
from caly_app.agents.tool import Identity, Nothing, Tool

_PAYMENT = ("merchant", "amount", "paid_on", "refunded_on", "because")
_REFUSED = {
    "dispute_is_open": ("merchant", "amount", "reference"),
    **{f"no_dispute_{status}": ("merchant", "amount") for status in ("declined", "refunded", "received")},
    "dispute_too_late": ("merchant", "amount"),
    "payment_not_found": (),
}
_BLOCKED = {
    "card_already_blocked": ("cards", "reference"),
    "card_is_blocked": ("cards", "reference"),
}

TOOLS: list[Tool] = [
    Tool(
        "tell_balance",
        accounts.WhichAccount,
        accounts.tell_balance,
        tells={
            "no_accounts": (),
            "balance": ("name", "ending", "available", "booked"),
            "balance_of_credit": ("name", "ending", "available", "booked"),
            "balances": (),
        },
        offers=("alternatives", "choices", "person"),
        identity=Identity.CODE,
    ),
    Tool("no_transfers", Nothing, accounts.no_transfers, tells={"no_transfers": ()}, offers=("person",)),
    Tool(
        "tell_transaction",
        payments.WhichPayment,
        payments.tell_transaction,
        tells={
            "no_payments": (),
            "payment_not_found": (),
            **{f"payment_is_{status}": _PAYMENT for status in payments.STATUSES},
        },
        offers=("alternatives", "choices", "person"),
        identity=Identity.CODE,
    ),
    Tool(
        "find_disputable",
        disputes.WhichDisputed,
        disputes.find_disputable,
        tells={"no_payments": (), **_REFUSED},
        offers=("alternatives", "choices", "person"),
        identity=Identity.CODE,
    ),
    Tool(
        "file_dispute",
        disputes.Dispute,
        disputes.file_dispute,
        tells={"dispute_filed": ("merchant", "amount", "reference"), **_REFUSED},
        offers=("person",),
        writes=True,
        identity=Identity.CODE,
        confirmed=True,
    ),
    Tool(
        "find_card",
        cards.WhichCard,
        cards.find_card,
        tells={"no_cards": (), **_BLOCKED},
        offers=("alternatives", "choices", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "block_card",
        cards.Block,
        cards.block_card,
        tells={"card_blocked": ("cards", "reference"), **_BLOCKED},
        offers=("person",),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool("refuse_unblocking", Nothing, cards.refuse_unblocking, tells={"no_unblocking": ()}),
]
