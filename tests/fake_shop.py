"""An honest little shop with a server of its own, and how its orders are mapped."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.fake_business import Asked, answer

ORDERS: dict[str, Any] = {
    "connection": "shop",
    "one": "/orders/{reference}",
    "several": "/orders?email={email}",
    "several_at": "/orders",
    "reference": "/number",
    "customer": {"email": "/buyer/mail", "name": "/buyer/name"},
    "fields": {
        "status": "/state",
        "items": "/lines",
        "items/name": "/title",
        "items/price": "/each /currency",
        "items/quantity": "/count",
        "total": "/sum/amount /sum/currency",
        "paid": "/sum/amount /sum/currency",
        "payment": "/payment",
        "ordered_on": "/at",
        "carrier": "/parcel/by",
        "expected_on": "/parcel/due",
    },
    "values": {
        "status": {"NEW": "placed", "SENT": "shipped", "VOID": "cancelled"},
        "payment": {"PAID": "paid", "OWED": "refund_due"},
    },
    "changes": [
        {
            "when": {"status": "cancelled"},
            "path": "/orders/{reference}/cancellation",
            "theirs": ["cancelled_on", "payment"],
        }
    ],
}


def an_order(number: str, mail: str, state: str = "NEW") -> dict[str, Any]:
    return {
        "number": number,
        "state": state,
        "at": "2026-11-18T09:12:00Z",
        "payment": "PAID",
        "buyer": {"mail": mail, "name": "Ros Penhale" if "ros" in mail else "Lin Ward"},
        "sum": {"amount": "84.50", "currency": "GBP"},
        "lines": [{"title": "Trail jacket", "each": 84.5, "currency": "GBP", "count": "1", "id": 7}],
        "parcel": {"by": "Parcel Post", "due": "2027-01-04"} if state == "SENT" else None,
    }


@dataclass
class ShopServer:
    """An honest little shop: what was done with a key is not done again."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    async def __call__(self, asked: Asked, writer: Any) -> None:
        parts = unquote(asked.path).split("/")[2:]
        if asked.method == "GET" and len(parts) == 1:
            mine = [one for one in self.orders.values() if one["buyer"]["mail"] == asked.query["email"]]
            return answer(writer, 200, json.dumps({"orders": mine}).encode())
        if (order := self.orders.get(parts[1])) is None:
            return answer(writer, 404, b"{}")
        if asked.method == "POST":
            if asked.key not in self.seen:
                self.cancelled.append(parts[1])
            self.seen.add(asked.key)
            order["state"], order["payment"] = "VOID", "OWED"
        answer(writer, 200, json.dumps(order).encode())
