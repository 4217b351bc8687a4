"""What is on an account: said exactly, and only of the customer's own."""

from pydantic import BaseModel

from caly_app.agents.dialogue import Choice
from caly_app.agents.picking import Asking, Which, one_of, shown
from caly_app.agents.reply import Outcome
from caly_app.agents.sectors.fintech.theirs import records_of, text
from caly_app.agents.tool import Nothing, Surroundings

_ASKING = Asking(
    "account", "choice_account", none="no_accounts", offers=("person",), forgets=("account_kind",)
)


class WhichAccount(BaseModel):
    account: str = ""  # id, once it was picked
    account_kind: str = ""  # current | savings | credit | business | joint | all


async def tell_balance(which: WhichAccount, around: Surroundings) -> Outcome:
    found = [one for one in await records_of(around, "account") if text(one, "status") != "closed"]
    if which.account_kind == "all" and len(found) > 1:
        told = tuple(Choice(label="balance_of", fills={}, values=shown(one)) for one in found)
        return Outcome("balances", choices=told, ends_flow=True)
    said = "" if which.account_kind == "all" else which.account_kind
    account = one_of(found, Which(which.account, said=said), _ASKING)
    if isinstance(account, Outcome):
        return account
    told_as = "balance_of_credit" if text(account, "kind") == "credit" else "balance"
    names = ("name", "ending", "available", "booked")
    return Outcome(told_as, {name: text(account, name) for name in names}, ends_flow=True)


async def no_transfers(_: Nothing, around: Surroundings) -> Outcome:
    """Money is moved where the customer signs in, never by talking."""
    return Outcome("no_transfers", offers=("person",), ends_flow=True)
