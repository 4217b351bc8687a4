"""The terms of the business, from its settings; what nobody has set is as the sector's schema says."""

from dataclasses import dataclass
from decimal import Decimal

from caly_app.agents.business import Business


@dataclass(frozen=True)
class Terms:
    tax_percent: Decimal
    deposit_percent: Decimal
    free_miles: Decimal
    most_miles: Decimal
    fee_per_mile: Decimal  # of the currency of what it is added to
    minimum_guests: int
    quote_valid_days: int
    notice_days: int
    guests_final_days: int


def terms_of(business: Business) -> Terms:
    return Terms(
        tax_percent=_number(business, "tax_percent", "20"),
        deposit_percent=_number(business, "deposit_percent", "25"),
        free_miles=_number(business, "free_radius_miles", "10"),
        most_miles=_number(business, "service_radius_miles", "40"),
        fee_per_mile=_number(business, "fee_per_mile", "1.80"),
        minimum_guests=int(_number(business, "minimum_guests", "8")),
        quote_valid_days=int(_number(business, "quote_valid_days", "14")),
        notice_days=int(_number(business, "event_notice_days", "5")),
        guests_final_days=int(_number(business, "guests_final_days", "7")),
    )


def _number(business: Business, name: str, otherwise: str) -> Decimal:
    return Decimal(str(business.settings.get(name, otherwise)))
