"""What a caterer's agent can do and look up."""

from caly_app.agents.sectors.catering import agreed, allergens, bookings, changes, menus, places, quotes, team
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.skills.booking.appointments import Cancellation
from caly_app.agents.skills.booking.tools import UNBOOKABLE
from caly_app.agents.tool import Identity, Nothing, Tool

_OWN = ("find_opening", "book_appointment", "move_appointment", "cancel_appointment", "tell_providers")
_PLACE = {"place_unknown": ("heard",), "outside_area": ("place", "miles", "most_miles")}
_EVENT_DAY = {
    "event_too_soon": ("date", "first_day"),
    "event_day_taken": ("date", "options"),
    "no_event_days": ("date",),
}
_TOO_BIG = {"event_too_big": ("guests", "most")}
_TABLE = {"party_too_big": ("guests", "most")}
_MENU = {
    "menu_needs_more": ("menu", "least"),
    "menu_unknown": ("heard",),
    "too_few_guests": ("guests", "least"),
}
_CHANGE = {
    "below_minimum": ("menu", "least", "guests"),
    "too_late_to_change": ("event_date", "days"),
    "menu_gone": ("menu",),
    **_TOO_BIG,
    "quote_is_over": ("reference",),
    "no_quotes": (),
}
_STATES = {f"quote_is_{status}": agreed.QUOTE for status in agreed.STATUSES}
_FINDING = {"no_quotes": (), "quote_not_found": ("heard",), **_STATES}

BOOKING_TOOLS: list[Tool] = [
    *booking_tools(without=_OWN),
    Tool(
        "find_opening",
        bookings.WantedHere,
        bookings.find_opening,
        tells={
            **UNBOOKABLE,
            "fully_booked": ("date",),
            "nothing_with": ("date", "resource"),
            "day_past": ("date",),
            "closed_that_day": ("date",),
            "holiday": ("date", "holiday"),
            "part_of_day_full": ("date",),
            "provider_unknown": ("heard",),
            **_TABLE,
            **_EVENT_DAY,
        },
        offers=("alternatives", "slot", "person"),
    ),
    Tool(
        "book_appointment",
        bookings.TableBooking,
        bookings.book_table,
        tells={"booked": ("starts_at", "resource", "reference"), **UNBOOKABLE, **_TABLE},
        offers=("alternatives", "person"),
        writes=True,
        confirmed=True,
    ),
    Tool(
        "move_appointment",
        bookings.MovedBooking,
        bookings.move,
        tells={"moved": ("starts_at", "resource", "reference"), "not_found": (), **UNBOOKABLE},
        offers=("alternatives", "person"),
        writes=True,
        identity=Identity.APPOINTMENT,
        confirmed=True,
    ),
    Tool(
        "cancel_appointment",
        Cancellation,
        bookings.cancel,
        tells={"cancelled": ("starts_at", "resource", "reference"), "event_cancelled": ("date", "reference")},
        writes=True,
        identity=Identity.APPOINTMENT,
        confirmed=True,
    ),
    Tool(
        "which_party",
        bookings.Party,
        bookings.which_party,
        tells={"party_of_table": ()},
        offers=("appointment",),
    ),
    Tool(
        "find_event_day",
        team.WantedDay,
        team.find_event_day,
        tells={**_TOO_BIG, **_EVENT_DAY},
        offers=("alternatives", "person"),
    ),
    Tool(
        "book_event",
        team.EventBooking,
        team.book_event,
        tells={"event_booked": ("date", "resource", "reference", "event_kind"), **_EVENT_DAY},
        offers=("alternatives", "person"),
        writes=True,
        confirmed=True,
    ),
]

QUOTE_TOOLS: list[Tool] = [
    Tool(
        "choose_menu",
        menus.MenuChosen,
        menus.choose_menu,
        tells=_MENU,
        offers=("alternatives", "choices", "appointment", "person"),
    ),
    Tool(
        "choose_other_menu",
        menus.OtherMenu,
        menus.choose_other_menu,
        tells=_MENU,
        offers=("alternatives", "choices", "appointment", "person"),
    ),
    Tool(
        "reckon_quote",
        quotes.Event,
        quotes.reckon_quote,
        tells={**_PLACE, **_TOO_BIG, "event_too_soon": ("date", "first_day")},
        offers=("alternatives", "person"),
    ),
    Tool(
        "make_quote",
        quotes.WantedQuote,
        quotes.make_quote,
        tells={
            "quote_made": (*quotes.RECKONED, "reference"),
            "price_changed": ("total",),
            **_PLACE,
            **_TOO_BIG,
            "event_too_soon": ("date", "first_day"),
        },
        offers=("alternatives", "person"),
        writes=True,
        confirmed=True,
    ),
    Tool(
        "find_open_quote",
        agreed.WhichQuote,
        agreed.find_open_quote,
        tells=_FINDING,
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "find_quote",
        agreed.WhichQuote,
        agreed.find_quote,
        tells=_FINDING,
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "accept_quote",
        agreed.Acceptance,
        agreed.accept_quote,
        tells={
            "quote_accepted": (*agreed.QUOTE, "invoice", "team"),
            "team_not_free": ("event_date",),
            "no_quotes": (),
            **_STATES,
        },
        offers=("person", "alternatives"),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "reckon_change",
        changes.ChangedQuote,
        changes.reckon_change,
        tells=_CHANGE,
        offers=("alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "change_quote",
        changes.AgreedChange,
        changes.change_quote,
        tells={
            "quote_changed": ("guests", "menu", "total", "deposit", "reference"),
            "price_changed": ("total",),
            "no_larger_team": ("guests",),
            **_CHANGE,
        },
        offers=("alternatives", "person"),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "tell_agreed",
        agreed.WhichQuote,
        agreed.tell_agreed,
        tells=_FINDING,
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "tell_invoices",
        Nothing,
        agreed.tell_invoices,
        tells={
            "no_invoices": (),
            "invoice_open": agreed.INVOICE,
            "invoice_overdue": agreed.INVOICE,
            "invoices_open": ("items",),
            "invoice_paid": agreed.INVOICE,
        },
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
]

TOOLS: list[Tool] = [
    *BOOKING_TOOLS,
    *QUOTE_TOOLS,
    Tool(
        "tell_travel_fee",
        places.Way,
        places.tell_travel_fee,
        tells={
            "travel_free": ("place", "miles", "free_miles"),
            "travel_fee_is": ("place", "miles", "free_miles", "fee", "per_mile"),
            **_PLACE,
        },
        offers=("alternatives", "person"),
    ),
    Tool(
        "recommend_menu",
        menus.MenuWanted,
        menus.recommend_menu,
        tells={
            "no_menus": (),
            "no_menu_fits": ("items",),
            "menu_is": ("menu_title", "price_per_guest", "description"),
            "menus_listed": ("items",),
        },
        offers=("person",),
    ),
    Tool(
        "tell_allergens",
        allergens.Question,
        allergens.tell_allergens,
        tells={
            "allergen_unknown": ("heard",),
            "dish_not_listed": ("dish",),
            "dish_unknown": (),
            "which_dish": (),
            "dish_contains": ("dish", "items"),
            "dish_contains_none": ("dish",),
            "dish_contains_none_careful": ("dish",),
            "dish_has": ("dish", "items"),
            "dish_may_have": ("dish", "items"),
            "dish_is_free": ("dish", "items"),
            "dish_is_free_careful": ("dish", "items"),
            "dishes_free": ("items",),
            "dishes_free_careful": ("items",),
            "no_dish_free": ("items",),
            "allergy_careful": (),
        },
        offers=("alternatives", "choices", "person"),
    ),
]
