"""What an agent of an estate agency can do and look up."""

from caly_app.agents.sectors.real_estate import leads, listings, offers, viewings
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.tool import Identity, Nothing, Tool

_ONE = listings.ONE
_FINDING = {"listing_unknown": ("heard",), "home_unknown": ("heard",), "nothing_on_offer": ()}
_LEAD = ("reference",)
_OFFER = ("reference", "title", "amount", "counter", "made_on")
_NO_OFFER = {"no_offers": (), "offer_unknown": ("heard",)}
_STANDS = {f"offer_is_{status}": _OFFER for status in offers.STATUSES}
_FIXED = {**_NO_OFFER, **_STANDS, "accepted_needs_person": _OFFER}

TOOLS: list[Tool] = [
    *booking_tools(viewings.ViewingBooking, without=("tell_providers",)),
    Tool(
        "search_listings",
        listings.WantedHome,
        listings.search_listings,
        tells={
            "listings_found": ("count", "options"),
            "no_listing_fits": ("options",),
            "nothing_on_offer": (),
        },
        offers=("choices", "alternatives", "person"),
    ),
    Tool(
        "tell_chosen",
        listings.ChosenListing,
        listings.tell_chosen,
        tells={"listing_is": _ONE, "listing_gone": ()},
    ),
    Tool(
        "tell_listing",
        listings.OneListing,
        listings.tell_listing,
        tells={
            **_FINDING,
            "listing_is": _ONE,
            "detail_unknown": _ONE,
            "listing_price": _ONE,
            "listing_size": _ONE,
            "listing_energy": (*_ONE, "energy"),
            "listing_pets_yes": _ONE,
            "listing_pets_no": _ONE,
            "listing_pets_ask": _ONE,
            "listing_available_from": _ONE,
            "listing_parking": (*_ONE, "parking"),
            "listing_furnished_yes": _ONE,
            "listing_furnished_no": _ONE,
        },
        offers=("choices", "person"),
    ),
    Tool(
        "find_viewing",
        viewings.WhichViewing,
        viewings.find_viewing,
        tells={
            **_FINDING,
            "not_shown_any_more": ("title", "status_is"),
            "viewing_already_booked": ("title", "starts_at"),
        },
        offers=("choices", "person"),
    ),
    Tool(
        "keep_wishes",
        leads.Wishes,
        leads.keep_wishes,
        tells={"wishes_kept": _LEAD, "valuation_requested": _LEAD, "lead_already_kept": _LEAD},
        writes=True,
        confirmed=True,
    ),
    Tool(
        "request_valuation",
        leads.Valuation,
        leads.request_valuation,
        tells={"wishes_kept": _LEAD, "valuation_requested": _LEAD, "lead_already_kept": _LEAD},
        writes=True,
        confirmed=True,
    ),
    Tool(
        "tell_offer",
        offers.WhichOffer,
        offers.tell_offer,
        tells={**_NO_OFFER, **_STANDS},
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "find_offer",
        offers.WhichOffer,
        offers.find_offer,
        tells=_FIXED,
        offers=("choices", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "check_raise",
        offers.Raise,
        offers.check_raise,
        tells={**_FIXED, "not_a_raise": _OFFER},
        offers=("person", "alternatives"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "raise_offer",
        offers.Raise,
        offers.raise_offer,
        tells={**_FIXED, "not_a_raise": _OFFER, "offer_raised": _OFFER},
        offers=("person", "alternatives"),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "withdraw_offer",
        offers.Withdrawal,
        offers.withdraw_offer,
        tells={**_FIXED, "offer_withdrawn": _OFFER},
        offers=("person", "alternatives"),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "refuse_legal_advice",
        Nothing,
        offers.refuse_legal_advice,
        tells={"legal_advice_refused": ()},
        offers=("person",),
    ),
]
