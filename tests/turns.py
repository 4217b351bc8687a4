"""What a tool of a turn stands in: the ports as services fulfil them, in a transaction of a customer's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from caly_app import clock, db
from caly_app.agents.tool import Surroundings
from caly_app.ports import ToolPorts
from caly_app.queries import business as business_queries
from caly_app.services.appointments import AppointmentsOfTurn
from caly_app.services.availability import PeopleOfWorkspace
from caly_app.services.customer_facts import FactsOfTurn
from caly_app.services.customers import CustomersOfTurn
from caly_app.services.records import RecordsOfTurn
from tests.agents.world import NoServer
from tests.factories import Clinic, a_conversation


@asynccontextmanager
async def a_turn(clinic: Clinic) -> AsyncIterator[Surroundings]:
    """In a conversation of its own."""
    customer, conversation_id = clinic.customer(), (await a_conversation(clinic)).conversation_id
    async with db.transaction(customer) as session:
        business = (await business_queries.of_workspace(session, clinic.workspace_id)).business
        ports = ToolPorts(
            appointments=AppointmentsOfTurn(session, customer, conversation_id, business),
            records=RecordsOfTurn(session, customer, conversation_id, business),
            customers=CustomersOfTurn(session, customer, conversation_id, business),
            people=PeopleOfWorkspace(session, customer, business),
            facts=FactsOfTurn(session, customer, conversation_id, days=1),
            outside=NoServer(),
        )
        yield Surroundings(ports, business, clock.now())
