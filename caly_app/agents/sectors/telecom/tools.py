"""What an agent of a telephone and internet company can do and look up."""

from caly_app.agents.sectors.telecom import bills, outages, plans, sims
from caly_app.agents.tool import Identity, Nothing, Tool

_OUTAGE = ("area", "since", "expected_end")
_REPORT = ("place", "reference")
_LINE = {"no_lines": ()}
_PLAN_REFUSED = {
    "plan_change_is_noted": ("plan", "changes_on"),
    "plan_is_theirs": ("plan",),
    "contract_runs": ("plan", "until"),
    "no_plans": (),
}
_BILL = ("total", "due_on", "promised_for", "period", "reference")
_DATA = ("line", "used", "whole", "left")
_PROMISE = {
    "nothing_owed": (),
    "promised_before": ("total", "pay_on"),
    "extension_is_over": ("latest",),
    "extension_too_long": ("latest",),
}
_DISPUTE = {"no_bills": (), "bill_disputed_before": ("total", "reference")}
_OFFERS = ("alternatives", "choices", "person")
_THEIRS = Identity.CUSTOMER

_OUTAGES: list[Tool] = [
    Tool(
        "find_outage",
        outages.Where,
        outages.find_outage,
        tells={
            "outage_exists": _OUTAGE,
            "outage_exists_open": _OUTAGE,
            "outage_exists_late": _OUTAGE,
            "outage_reported_before": _REPORT,
        },
    ),
    Tool(
        "report_outage",
        outages.NewOutage,
        outages.report_outage,
        tells={"outage_reported": _REPORT, "outage_reported_before": _REPORT},
        writes=True,
        confirmed=True,
    ),
]

_PLANS: list[Tool] = [
    Tool("tell_plans", plans.WhichPlans, plans.tell_plans, {"plans": (), "no_plans": ()}, _OFFERS),
    Tool("find_line", plans.WhichLine, plans.find_line, _LINE, _OFFERS, identity=_THEIRS),
    Tool(
        "find_plan",
        plans.WhichPlan,
        plans.find_plan,
        {**_LINE, **_PLAN_REFUSED},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "change_plan",
        plans.PlanChange,
        plans.change_plan,
        {"plan_changed": ("plan", "price", "changes_on"), "price_changed": ("plan",), **_PLAN_REFUSED},
        _OFFERS,
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
]

_SIMS: list[Tool] = [
    Tool(
        "find_sim",
        sims.WhichMobile,
        sims.find_sim,
        {**_LINE, "sim_already_blocked": ("line",), "no_sim": ("line",)},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "block_sim",
        sims.TheSim,
        sims.block_sim,
        {"sim_blocked": ("line",), "sim_already_blocked": ("line",)},
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
    Tool(
        "find_replaced",
        sims.WhichMobile,
        sims.find_replaced,
        {**_LINE, "sim_already_ordered": ("line", "reference")},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "check_delivery",
        sims.Delivery,
        sims.check_delivery,
        {"no_address_for_sim": (), "no_address_for_esim": ()},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "order_sim",
        sims.Order,
        sims.order_sim,
        {
            "sim_ordered": ("reference", "to", "days"),
            "esim_ordered": ("reference", "to", "days"),
            "sim_already_ordered": ("line", "reference"),
            **_LINE,
        },
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
    Tool(
        "find_new_sim",
        sims.WhichSim,
        sims.find_new_sim,
        {"no_new_sim": (), "sim_is_on_its_way": ()},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "activate_sim",
        sims.TheSim,
        sims.activate_sim,
        {"sim_activated": ("sim",), "no_new_sim": ()},
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
]

_BILLS: list[Tool] = [
    Tool(
        "tell_bill",
        Nothing,
        bills.tell_bill,
        {"no_bills": (), **{f"bill_is_{how}": _BILL for how in ("open", "late", "promised", "paid")}},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "tell_bill_lines",
        bills.TheBill,
        bills.tell_bill_lines,
        {"bill_lines": (), "bill_lines_more": ("more",), "bill_is_more": ("more",)},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool(
        "tell_data",
        bills.WhichMobile,
        bills.tell_data,
        {**_LINE, "data_left": _DATA, "data_used_up": _DATA, "data_unlimited": _DATA},
        _OFFERS,
        identity=_THEIRS,
    ),
    Tool("find_owed", Nothing, bills.find_owed, _PROMISE, _OFFERS, identity=_THEIRS),
    Tool("check_promise", bills.PayOn, bills.check_promise, _PROMISE, _OFFERS, identity=_THEIRS),
    Tool(
        "promise_payment",
        bills.PayOn,
        bills.promise_payment,
        {"payment_promised": ("total", "pay_on"), **_PROMISE},
        _OFFERS,
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
    Tool("find_disputed", Nothing, bills.find_disputed, _DISPUTE, _OFFERS, identity=_THEIRS),
    Tool(
        "dispute_bill",
        bills.BillDispute,
        bills.dispute_bill,
        {"bill_disputed": ("total", "reference"), **_DISPUTE},
        _OFFERS,
        writes=True,
        identity=_THEIRS,
        confirmed=True,
    ),
]

TOOLS: list[Tool] = [*_OUTAGES, *_PLANS, *_SIMS, *_BILLS]
