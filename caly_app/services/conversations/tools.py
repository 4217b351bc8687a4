"""What the tools of a turn may touch: our services, inside the turn's own transaction."""

from contextlib import nullcontext
from typing import NoReturn, cast

from caly_app.actor import Actor
from caly_app.agents import next_time
from caly_app.agents.business import Business
from caly_app.agents.sectors import all_sectors
from caly_app.db import HotTransaction
from caly_app.ports import ToolPorts
from caly_app.services.appointments import AppointmentsOfTurn
from caly_app.services.availability import PeopleOfWorkspace
from caly_app.services.conversations.errands import Errands
from caly_app.services.conversations.receive import Held
from caly_app.services.customer_facts import FactsOfTurn
from caly_app.services.customers import CustomersOfTurn
from caly_app.services.records import RecordsOfTurn


def tools_of(
    hot: HotTransaction, actor: Actor, held: Held, business: Business, errands: Errands
) -> ToolPorts:
    session, outside = hot.session, errands.begin()
    days = next_time.days_kept(all_sectors()[held.sector].compliance, business.privacy)
    records = RecordsOfTurn(session, actor, held.id, business, outside)
    return ToolPorts(
        appointments=AppointmentsOfTurn(session, actor, held.id, business),
        records=records,
        customers=CustomersOfTurn(session, actor, held.id, business, records.by_reference),
        people=PeopleOfWorkspace(session, actor, business),
        facts=FactsOfTurn(session, actor, held.id, days),
        outside=outside,
        undoable=session.begin_nested if errands.are_run else nullcontext,
    )


class NeedsTransaction(Exception):
    """A tool was asked for where no transaction is open."""


class _Nothing:
    """Stands for every port. Most turns only ask or tell: they never look here."""

    undoable = nullcontext  # nothing of ours is done without a transaction

    def __getattr__(self, name: str) -> NoReturn:
        raise NeedsTransaction


NEEDS_TRANSACTION = cast(ToolPorts, _Nothing())
