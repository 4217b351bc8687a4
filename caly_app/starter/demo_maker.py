"""Makes the demo and keeps what opens it in the data folder, for its owner's eyes only."""

import os
from typing import Any

from caly_app import db
from caly_app.services import demo
from caly_app.services.demo import DemoCredentials
from caly_app.settings import settings
from caly_app.starter import running


async def make() -> DemoCredentials:
    """Made again, it is only put right: passwords and keys stay."""
    db.open(settings.database_url, settings.database_admin_url)
    try:
        made = await demo.make(_held())
    finally:
        await db.close()
    _keep(made)
    return made


def for_programs(made: DemoCredentials) -> dict[str, Any]:
    """What `./caly demo --json` prints."""
    return {"address": _address(), **made.model_dump()}


def for_people(made: DemoCredentials) -> list[str]:
    lines = [
        _address(),
        "",
        f"Admin     {made.admin.email}  {made.admin.password}",
        f"Operator  {made.operator.email}  {made.operator.password}",
    ]
    lines += [
        "",
        f"Scenarios {made.scenarios.api_key}  (./caly scenarios FILE --against {_address()} --key KEY)",
    ]
    for slug, workspace in made.workspaces.items():
        lines += ["", f"{workspace.name}: {_address()}/chat/{slug}", f"  API key   {workspace.api_key}"]
        for customer in made.customers:
            if customer.workspace == slug:
                born = f"born {customer.date_of_birth}" if customer.date_of_birth else ""
                told = (customer.name, born, customer.phone, customer.email)
                lines.append(f"  Customer  {', '.join(filter(None, told))}")
                lines += [
                    f"            has {booked.reference}: {booked.starts_at}, {booked.provider}"
                    for booked in customer.appointments
                ]
        lines += [f"  Try       {words}" for words in workspace.try_saying]
    return lines


def _address() -> str:
    now = running.now()
    return now.address if now else settings.address


def _held() -> DemoCredentials | None:
    try:
        return DemoCredentials.read(settings.demo_file.read_text())
    except FileNotFoundError:
        return None


def _keep(made: DemoCredentials) -> None:
    new = settings.demo_file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(made.model_dump_json(indent=2))
    new.rename(settings.demo_file)
