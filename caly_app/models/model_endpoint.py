from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, LargeBinary, Numeric, UniqueConstraint
from sqlmodel import Field

from caly_app.models.tenant import WorkspaceRow, moment, within_tenant

DECIMALS = 6  # of a dollar: what a token costs is counted in its millionths
PRICE_AT_MOST = 10_000  # dollars for a million tokens
MONEY_AT_MOST = 1_000_000  # dollars
TOKENS_AT_MOST = 1_000_000_000_000


@dataclass(frozen=True)
class ModelTerms:
    """What a workspace's own model costs, and how much of it may be used. None: as the installation says."""

    price_in: Decimal | None = None  # US dollars for a million tokens that are sent
    price_out: Decimal | None = None
    small_price_in: Decimal | None = None  # of its cheaper one
    small_price_out: Decimal | None = None
    budget_conversation: Decimal | None = None  # US dollars
    budget_day: Decimal | None = None
    tokens_conversation: int | None = None
    tokens_day: int | None = None


class StoredEndpoint(WorkspaceRow, table=True):
    """The language model of one workspace; without, it has the installation's, if there is one."""

    __tablename__ = "model_endpoint"
    __table_args__ = (within_tenant("workspace_id", "workspace"), UniqueConstraint("workspace_id"))

    url: str = Field(max_length=300)
    model: str = Field(max_length=120)
    small: str = Field(default="", max_length=120)  # a cheaper one of the same server, asked first; '': none
    sealed_key: bytes = Field(sa_type=LargeBinary)  # with this installation's secret key; empty: none
    changed_at: datetime = moment()
    price_in: Decimal | None = Field(default=None, sa_type=Numeric(11, DECIMALS))
    price_out: Decimal | None = Field(default=None, sa_type=Numeric(11, DECIMALS))
    small_price_in: Decimal | None = Field(default=None, sa_type=Numeric(11, DECIMALS))
    small_price_out: Decimal | None = Field(default=None, sa_type=Numeric(11, DECIMALS))
    budget_conversation: Decimal | None = Field(default=None, sa_type=Numeric(13, DECIMALS))
    budget_day: Decimal | None = Field(default=None, sa_type=Numeric(13, DECIMALS))
    tokens_conversation: int | None = Field(default=None, sa_type=BigInteger)
    tokens_day: int | None = Field(default=None, sa_type=BigInteger)

    @property
    def terms(self) -> ModelTerms:
        return ModelTerms(
            self.price_in,
            self.price_out,
            self.small_price_in,
            self.small_price_out,
            self.budget_conversation,
            self.budget_day,
            self.tokens_conversation,
            self.tokens_day,
        )
