"""What a shop's agent can do and look up."""

from caly_app.agents.sectors.ecommerce import (
    cancelling,
    catalogue,
    complaints,
    discounts,
    exchanges,
    orders,
    payments,
    refunds,
    returns,
    warranties,
)
from caly_app.agents.sectors.ecommerce.lines import WhichLine
from caly_app.agents.sectors.ecommerce.orders import ORDER_FIELDS
from caly_app.agents.tool import Identity, Tool

_WHOSE = {"no_orders": (), "order_not_found": ("heard",), "no_other_order": ()}
_WHICH = {**_WHOSE, "order_is_empty": (), "item_not_in_order": ("heard",)}
_ONE = ("reference",)
_STOCK = ("in_stock", "in_stock_all", "in_stock_some", "back_in_stock_on", "out_of_stock")
_PICK = ("choices", "alternatives", "person")
_ARTICLE = ("name", "variant", "price", "description", "reference", "title", "back_on", "variants", "gone")
_NOT_MADE = dict.fromkeys(("variant_unknown", "variant_unknown_of"), (*_ARTICLE, "heard"))
_STATES = (
    "order_is_open", "order_is_placed", "order_is_packed", "order_is_tracked", "order_is_shipped",
    "order_is_under_way", "order_is_late", "order_is_delivered", "order_is_cancelled",
)  # fmt: skip
_ON_ITS_WAY_BACK = {
    "return_already_open": ("item", "reference"),
    "exchange_already_open": ("item", "reference"),
    "return_too_late": ("item", "days", "delivered_on"),
}
_NOT_DELIVERED = {"return_before_delivery": _ONE, "return_before_shipping": _ONE, "change_of_cancelled": _ONE}
_NO_CANCEL = {"already_cancelled": _ONE, "cancel_after_shipping": _ONE, "cancel_after_delivery": _ONE}
_NO_CHANGE = {
    "change_of_cancelled": _ONE,
    "change_after_shipping": _ONE,
    "last_item": ("reference", "item"),
    "quantity_is_so": ("reference", "item", "count"),
    "not_enough_stock": ("reference", "item", "left"),
}
_NO_ADDRESS = {"change_of_cancelled": _ONE, "address_after_shipped": _ONE, "address_after_delivered": _ONE}
_NO_REFUND = {
    "nothing_paid": ("order_number",),
    "already_refunded": ("order_number", "refunded"),
    "item_already_refunded": ("order_number", "item"),
    "refund_before_shipping": ("order_number",),
    "refund_before_delivery": ("order_number",),
    "refund_of_late_parcel": ("order_number",),
    "refund_too_late": ("order_number", "days"),
    "refund_after_return": ("order_number",),
    "refund_too_high": ("order_number", "amount", "left"),
    "refund_other_currency": ("order_number", "left"),
    "refund_over_limit": ("order_number", "amount", "limit"),
}
_NO_CODE = {
    "code_unknown": ("heard",),
    "code_expired": ("code", "expires_on"),
    "code_used_up": ("code",),
    "code_used_by_you": ("code",),
    "code_is_on_it": ("code", "reference"),
    "another_code_is_on_it": ("other", "reference"),
    "code_minimum": ("code", "minimum", "missing"),
    "no_open_order": (),
}
_NOT_THERE = {"not_there_in_exchange": ("title",), "not_there_in_exchange.until": ("title", "back_on")}
_NO_CLAIM = {"claim_already_open": ("item", "reference"), "warranty_over": ("item", "until")}

TOOLS: list[Tool] = [
    Tool(
        "tell_order",
        orders.WhichOrder,
        orders.tell_order,
        tells={**_WHOSE, **dict.fromkeys(_STATES, ORDER_FIELDS)},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "tell_estimate",
        orders.WhichOrder,
        orders.tell_estimate,
        tells={
            **_WHOSE,
            **dict.fromkeys(("estimate_is", "estimate_planned", "estimate_unknown"), ORDER_FIELDS),
        },
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "check_cancel",
        orders.WhichOrder,
        cancelling.check_cancel,
        tells={**_WHOSE, **_NO_CANCEL},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "cancel_order",
        cancelling.Cancelling,
        cancelling.cancel_order,
        tells={
            "order_cancelled": ("reference", "amount"),
            "order_cancelled_refund_due": ("reference", "amount"),
            **_NO_CANCEL,
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_change",
        cancelling.Wanted,
        cancelling.check_change,
        tells={**_WHICH, **_NO_CHANGE},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "change_order",
        cancelling.Change,
        cancelling.change_order,
        tells={
            "order_changed": ("item", "count", "reference", "new_total"),
            "item_removed": ("item", "reference", "new_total"),
            **_NO_CHANGE,
        },
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_address",
        orders.WhichOrder,
        cancelling.check_address,
        tells={**_WHOSE, **_NO_ADDRESS},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "change_address",
        cancelling.NewAddress,
        cancelling.change_address,
        tells={"address_changed": _ONE, **_NO_ADDRESS},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_return",
        returns.ReturnWish,
        returns.check_return,
        tells={**_WHICH, **_NOT_DELIVERED, **_ON_ITS_WAY_BACK, "not_returnable": ("item",)},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "open_return",
        returns.Returning,
        returns.open_return,
        tells={"return_opened": ("item", "reference")},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_refund",
        refunds.RefundWish,
        refunds.check_refund,
        tells={**_WHICH, **_NO_REFUND},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "make_refund",
        refunds.Agreed,
        refunds.make_refund,
        tells={"refund_made": ("amount", "order_number", "reference"), **_NO_REFUND},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_refund",
        orders.WhichOrder,
        refunds.tell_refund,
        tells={
            **_WHOSE,
            "refund_is_due": ("order_number", "amount"),
            "refund_is_made": ("order_number", "amount", "made_on", "reference"),
            "refund_waits_for_return": ("order_number", "reference"),
            "no_refund": ("order_number",),
        },
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "check_exchange",
        exchanges.ExchangeWish,
        exchanges.check_exchange,
        tells={
            **_WHICH,
            **_NOT_DELIVERED,
            **_ON_ITS_WAY_BACK,
            "exchange_before_shipping": _ONE,
            "nothing_to_exchange_for": ("item",),
            **_NOT_THERE,
            "product_unknown": ("heard",),
        },
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "make_exchange",
        exchanges.Exchange,
        exchanges.make_exchange,
        tells=dict.fromkeys(
            ("exchange_made", "exchange_made_dearer", "exchange_made_cheaper"),
            ("item", "title", "reference", "difference"),
        ),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_product",
        catalogue.WhichProduct,
        catalogue.tell_product,
        tells={
            "product_unknown": ("heard",),
            "product_is": _ARTICLE,
            "product_is_in_variants": _ARTICLE,
            "product_is_from": _ARTICLE,
            **_NOT_MADE,
        },
        offers=_PICK,
    ),
    Tool(
        "tell_stock",
        catalogue.WhichProduct,
        catalogue.tell_stock,
        tells={**dict.fromkeys(_STOCK, _ARTICLE), **_NOT_MADE},
        offers=_PICK,
    ),
    Tool(
        "tell_how_to_buy",
        catalogue.WhichProduct,
        catalogue.tell_how_to_buy,
        tells={"buy_in_the_shop": _ARTICLE, **_NOT_MADE},
        offers=_PICK,
    ),
    Tool(
        "look_at_payment",
        payments.Trouble,
        payments.look_at_payment,
        tells={
            **_WHOSE,
            **dict.fromkeys(payments.STATES, ("order_number", "total")),
            "dispute_already_open": _ONE,
        },
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "open_dispute",
        payments.Dispute,
        payments.open_dispute,
        tells={"dispute_opened": ("order_number", "reference")},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "which_code",
        discounts.SaidCode,
        discounts.which_code,
        tells={**_NO_CODE, "no_code_then": ()},
        offers=_PICK,
    ),
    Tool(
        "check_discount",
        discounts.CodeOnOrder,
        discounts.check_discount,
        tells={**_WHOSE, **_NO_CODE, "code_on_the_open_one": ("spoken_of",)},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "apply_discount",
        discounts.Applying,
        discounts.apply_discount,
        tells={"discount_applied": ("code", "reference", "discount", "total", "discount_code"), **_NO_CODE},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "take_complaint",
        complaints.Grievance,
        complaints.take_complaint,
        tells={"complaint_taken": _ONE},
        writes=True,
        confirmed=True,
    ),
    Tool(
        "check_warranty",
        WhichLine,
        warranties.check_warranty,
        tells={**_WHICH, **_NOT_DELIVERED, **_NO_CLAIM},
        offers=_PICK,
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "open_claim",
        warranties.Claim,
        warranties.open_claim,
        tells={"claim_opened": ("item", "reference"), **_NO_CLAIM},
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
]
