"""What a law firm's agent can do and look up."""

from caly_app.agents.sectors.legal import cases, consultations, fees, matters, urgency
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.tool import Identity, Nothing, Tool

_CASE = ("reference", "stage", "next_date", "needed")
_INVOICE = ("reference", "amount", "due_on")

TOOLS: list[Tool] = [
    *booking_tools(arguments=consultations.Consultation),
    Tool(
        "look_at_deadline",
        urgency.Deadline,
        urgency.look_at_deadline,
        tells={"deadline_noted": ()},
        offers=("person",),
    ),
    Tool("which_area", matters.WhichArea, matters.which_area, offers=("choices",)),
    Tool("ask_deadline", urgency.Deadline, urgency.ask_deadline),
    Tool(
        "open_matter",
        matters.Matter,
        matters.open_matter,
        tells={"matter_opened": ("reference",), "matter_already_open": ("reference",)},
        writes=True,
        confirmed=True,
    ),
    Tool(
        "refuse_advice",
        Nothing,
        matters.refuse_advice,
        tells={"no_advice": ()},
        offers=("appointment", "person"),
    ),
    Tool(
        "tell_consultation_fee",
        consultations.WhichLawyer,
        consultations.tell_consultation_fee,
        tells={"consultation_costs": ("name", "fee", "minutes"), "no_lawyer_for_area": ()},
        offers=("choices", "person"),
    ),
    Tool("same_lawyer", consultations.Moved, consultations.same_lawyer, identity=Identity.APPOINTMENT),
    Tool(
        "tell_case",
        cases.WhichCase,
        cases.tell_case,
        tells={
            "no_cases": (),
            "case_not_found": ("heard",),
            "case_stands": _CASE,
            "case_next": _CASE,
            "case_needs": _CASE,
            "case_next_needs": _CASE,
        },
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "tell_fees",
        fees.WhichFees,
        fees.tell_fees,
        tells={"fees_listed": ("options",), "no_fees": (), "no_lawyer_for_area": ()},
        offers=("choices", "appointment", "person"),
    ),
    Tool(
        "tell_invoices",
        Nothing,
        fees.tell_invoices,
        tells={
            "no_open_invoices": (),
            "invoice_is": _INVOICE,
            "invoice_is_overdue": _INVOICE,
            "invoices_listed": ("count", "total", "options"),
        },
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "ask_for_plan",
        Nothing,
        fees.ask_for_plan,
        tells={"plan_is_for_a_person": (), "no_open_invoices": ()},
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
]
