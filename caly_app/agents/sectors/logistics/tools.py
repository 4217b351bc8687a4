"""What an agent of a carrier can do and look up."""

from caly_app.agents.sectors.logistics import addresses, claims, parcels, pickups, redelivery
from caly_app.agents.sectors.logistics.parcels import FINDING_TELLS, NUMBER, PARCEL_TELLS, WhichParcel
from caly_app.agents.skills.booking import booking_tools
from caly_app.agents.tool import Identity, Nothing, Tool

_OF_ANOTHER = {"parcel_not_yours": (), **FINDING_TELLS}
_DAYS = ("date", "last")
_DELIVERY_REFUSED = {
    **_OF_ANOTHER,
    **PARCEL_TELLS,
    "already_out": NUMBER,
    "too_soon": _DAYS,
    "too_late_a_day": _DAYS,
    "no_delivery_that_day": _DAYS,
    "no_tries_left": (),
}
_CLAIM = ("reference", "parcel")

TOOLS: list[Tool] = [
    *booking_tools(pickups.PickupBooking, without=("tell_providers",)),
    Tool(
        "tell_parcel",
        WhichParcel,
        parcels.tell_parcel,
        tells={**FINDING_TELLS, **PARCEL_TELLS},
        offers=("choices", "person"),
    ),
    Tool("find_parcel", WhichParcel, parcels.find_parcel, tells=FINDING_TELLS, offers=("choices", "person")),
    Tool("keep_address_private", Nothing, parcels.keep_address_private, tells={"address_is_private": ()}),
    Tool(
        "check_postcode",
        pickups.Told,
        pickups.check_postcode,
        tells={"area_not_served": ("area", "areas")},
    ),
    Tool(
        "check_area",
        pickups.Place,
        pickups.check_area,
        tells={"area_not_served": ("area", "areas")},
        offers=("person",),
    ),
    Tool(
        "check_load",
        pickups.Load,
        pickups.check_load,
        tells={"too_many_parcels": ("limit",), "too_heavy": ("limit",)},
    ),
    Tool(
        "find_redelivery",
        redelivery.WantedDelivery,
        redelivery.find_redelivery,
        tells={**_DELIVERY_REFUSED, "no_pickup_points": ()},
        offers=("choices", "slot", "alternatives", "person"),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "arrange_redelivery",
        redelivery.Redelivery,
        redelivery.arrange_redelivery,
        tells={
            **_DELIVERY_REFUSED,
            "redelivery_arranged": ("reference", "expected_on"),
            "parcel_will_be_held": ("reference", "held_at", "held_until"),
        },
        offers=("choices", "alternatives", "person"),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "find_claim",
        claims.ClaimAbout,
        claims.find_claim,
        tells={**_OF_ANOTHER, "claim_already_open": _CLAIM},
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "open_claim",
        claims.NewClaim,
        claims.open_claim,
        tells={
            **_OF_ANOTHER,
            "claim_already_open": _CLAIM,
            "claim_opened": _CLAIM,
            "claim_opened_for_a_person": _CLAIM,
        },
        offers=("person",),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
    Tool(
        "check_address_change",
        addresses.WhoseAddress,
        addresses.check_address_change,
        tells={**_OF_ANOTHER, **PARCEL_TELLS, "too_late_for_address": NUMBER},
        offers=("person",),
        identity=Identity.CUSTOMER,
    ),
    Tool(
        "change_address",
        addresses.NewAddress,
        addresses.change_address,
        tells={
            **_OF_ANOTHER,
            **PARCEL_TELLS,
            "too_late_for_address": NUMBER,
            "address_is_that_already": NUMBER,
            "address_changed": NUMBER,
        },
        offers=("person",),
        writes=True,
        identity=Identity.CUSTOMER,
        confirmed=True,
    ),
]
