"""docs/sectors.md, made from the sectors' own folders: `python -m caly_app.starter.sectors_page`."""

from collections.abc import Iterator

from caly_app.agents.sector import Demo, DemoCustomer, Sector
from caly_app.agents.sectors import all_sectors, sector_cards
from caly_app.settings import ROOT

PAGE = ROOT / "docs" / "sectors.md"

_HEAD = """# The sectors

What Caly knows to do out of the box, and what to try it with: `./caly up` makes a workspace
`demo-<sector>` of each, with a chat page of its own at `/chat/demo-<sector>`. Every agent speaks English,
Spanish, French and German; [understanding.md](understanding.md) says how well it hears each.

What proves who somebody is stands beside each sector; a customer below has it. Numbers and addresses are
of the ranges that belong to nobody.

This page is made from `caly_app/agents/sectors/`; write it anew with
`.venv/bin/python -m caly_app.starter.sectors_page`.
"""


def render() -> str:
    return _HEAD + "".join(_about(all_sectors()[card.name]) for card in sector_cards())


def _about(sector: Sector) -> str:
    demo = sector.demo
    lines = [f"\n## {sector.title['en']}\n\n{sector.line['en']}\n"]
    if demo:
        slug = sector.name.replace("_", "-")
        lines.append(f"The demo is *{demo.business.name}*, at `/chat/demo-{slug}`.\n")
    lines.append("| Agent | What it does |\n|---|---|")
    lines += [f"| {agent.title['en']} | {agent.does['en']} |" for agent in sector.agents.values()]
    proof = " and ".join(sector.text(f"slot_{slot}", "en") or slot for slot in sector.identity)
    lines.append(f"\nProves who it is: {proof}.\n")
    if demo:
        lines += _to_try(demo)
    return "\n".join(lines) + "\n"


def _to_try(demo: Demo) -> Iterator[str]:
    yield "| Customer | Date of birth | Phone | E-mail | On the books |\n|---|---|---|---|---|"
    for customer in demo.customers:
        values = (customer.name, customer.date_of_birth, customer.phone, customer.email)
        yield f"| {' | '.join(values)} | {_on_the_books(customer)} |"
    yield "\nTry saying: " + "; ".join(f"*{words}*" for words in demo.try_saying) + "."


def _on_the_books(customer: DemoCustomer) -> str:
    held = [f"{record.kind.replace('_', ' ')} {record.reference}" for record in customer.records]
    held += [f"booked with {one.provider}" for one in customer.appointments]
    return ", ".join(held)


def write() -> None:
    PAGE.write_text(render())


if __name__ == "__main__":
    write()
