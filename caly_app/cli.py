"""The command `caly`. Each command loads only what it needs: that is why some import late."""

import asyncio
import errno
import json
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from caly_app.errors import CalyError, Refused
from caly_app.settings import settings
from caly_app.starter import database, migrations, running, testing
from caly_app.starter.progress import Progress

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Caly answers your customers and hands them to a person when it should.",
)

_PATIENCE_SECONDS = 2.0

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder; .caly beside this program otherwise."),
]


def _use(data: Path | None) -> None:
    if data is not None:
        settings.use(data_dir=data)


@app.command()
def up(
    data: Data = None,
    port: Annotated[int | None, typer.Option(help="Port of web, API and chat.", min=1, max=65535)] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="With an example business to try.")] = True,
    demo_anyway: Annotated[
        bool, typer.Option("--demo-anyway", help="Also where others can reach it.", show_default=False)
    ] = False,
) -> None:
    """Start everything, and end it with Ctrl-C."""
    from caly_app.starter import up as starter

    _use(data)
    settings.use(**{name: value for name, value in (("port", port), ("host", host)) if value is not None})
    starter.up(starter.Options(demo=demo, demo_anyway=demo_anyway), Progress())


@app.command()
def doctor(data: Data = None) -> None:
    """Check each part, and say what to do."""
    from caly_app.starter import doctor as checks

    _use(data)
    if not checks.report(Progress()):
        raise typer.Exit(1)


@app.command()
def migrate(
    data: Data = None,
    create_roles: Annotated[
        bool, typer.Option("--create-roles", help="Make the roles in the database of DATABASE_URL.")
    ] = False,
) -> None:
    """Bring the tables of the database up to date."""
    _use(data)
    if create_roles and not database.is_embedded():
        database.use_given(new_passwords=True)
    with database.at_hand():
        changed = migrations.migrate()
    typer.echo("The tables were brought up to date." if changed else "The tables are up to date.")


@app.command()
def demo(
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Make the example business, and show how to sign in."""
    from caly_app.starter import demo_maker

    _use(data)
    with database.at_hand():
        migrations.migrate()
        made = asyncio.run(demo_maker.make())
    if as_json:
        typer.echo(json.dumps(demo_maker.for_programs(made), indent=2))
    else:
        for line in demo_maker.for_people(made):
            typer.echo(line)


@app.command()
def worker(data: Data = None) -> None:
    """Run the jobs: what is due later, and what was left undone."""
    from caly_app.jobs import run

    _use(data)
    with database.at_hand():
        asyncio.run(_until_asked_to_end(run.run()))


async def _until_asked_to_end(work: Coroutine[None, None, None]) -> None:
    """Whoever is asked to end, ends: a job that is cut off is done again, and a database may be gone."""
    task, asked = asyncio.create_task(work), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    if not asked.is_set():
        waiting.cancel()
        return task.result()
    task.cancel()
    if not (await asyncio.wait([task], timeout=_PATIENCE_SECONDS))[0]:
        os._exit(0)


@app.command()
def status(data: Data = None) -> None:
    """What runs, since when, and where."""
    _use(data)
    now = running.now()
    if now is None:
        typer.echo(f"Nothing runs on the data folder {settings.data_dir}.")
        raise typer.Exit(1)
    typer.echo(f"{now.address}  {'ready' if now.ready else 'starting'}, process {now.pid}, since {now.since}")
    for process in now.processes:
        again = f", started again {process.restarts} times" if process.restarts else ""
        typer.echo(f"  {process.name:<9} process {process.pid}, since {process.since}{again}")


@app.command()
def logs(
    data: Data = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Of each process.")] = 50,
) -> None:
    """What the processes have written."""
    from caly_app.starter import logs as written

    _use(data)
    written.show(lines=lines, follow=follow, write=typer.echo)


@app.command()
def heads(
    only: Annotated[
        list[str] | None, typer.Argument(metavar="SECTOR...", help="These; without: whatever is stale.")
    ] = None,
) -> None:
    """Build anew what the local understanding has learned of a sector or of emergencies (for developers)."""
    from caly_app.starter import understanding

    progress = Progress()
    for sector in only or understanding.stale():
        with progress.step(f"Head of {sector}"):
            asyncio.run(understanding.build_head(sector))


@app.command()
def scenarios(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="YAML or JSON.")] = None,
    data: Data = None,
    only: Annotated[list[str] | None, typer.Option(help="Only the one with this id.")] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="What names of other files mean here.")
    ] = None,
    report: Annotated[Path | None, typer.Option(metavar="DIR", help="One JSON for each scenario.")] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Let the Caly at this address of this machine play them."),
    ] = None,
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="What opens it; else that of CALY_SCENARIOS_KEY.")
    ] = None,
    words: Annotated[
        str | None, typer.Option(metavar="SECTOR", help="Print the names that may be used.")
    ] = None,
    talk: Annotated[bool, typer.Option("--talk", help="Show what was said.", show_default=False)] = False,
) -> None:
    """Play conversations from files, and grade what came of them."""
    from caly_app.starter import scenarios as playing

    _use(data)
    if words:
        typer.echo(playing.words(words))
        return
    if not files:
        raise Refused("Please name the files with the scenarios.")
    wanted = playing.Wanted(files, only or (), map_)
    told = playing.Told(typer.echo, report, talks=talk)
    if against:
        from caly_app.starter import against as elsewhere

        passed = elsewhere.run(wanted, elsewhere.Server.at(against, key or settings.scenarios_key), told)
    else:
        ready = playing.read(wanted)
        with database.at_hand():
            migrations.migrate()
            passed = playing.run(ready, told)
    if not passed:
        raise typer.Exit(1)


@app.command()
def understand(
    sector: Annotated[str, typer.Option(metavar="SECTOR", help="Whose customers say it.")],
    language: Annotated[
        str, typer.Option(metavar="CODE", help="en, es, fr or de; without, it is found out.")
    ] = "",
) -> None:
    """Read sentences (lines or JSON lines), and print as JSON lines what they would be taken for."""
    from caly_app.starter import understand as trying

    trying.run(sector, language, sys.stdin.buffer, lambda line: print(line, flush=True))


@app.command()
def mail(
    data: Data = None,
    to: Annotated[str, typer.Option(help="Only what was written to this address, or number.")] = "",
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many, newest last.")] = 20,
) -> None:
    """The mail and the text messages that were written: sent, waiting, or kept because nothing sends them."""
    from caly_app.starter import mailbox

    _use(data)
    with database.at_hand():
        migrations.migrate()
        for line in asyncio.run(mailbox.lines(to=to, count=count)):
            typer.echo(line)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="All of the large counts, not a share.")] = False,
) -> None:
    """Install what the tests need, and run all of them. Other arguments go to pytest."""
    raise typer.Exit(testing.run(context.args, full=full, progress=Progress()))


_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def main() -> None:
    """Errors that we raise on purpose are one sentence; anything else is a bug and shows itself."""
    try:
        app(prog_name="caly")
    except CalyError as error:
        sys.exit(error.message)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno not in _OF_THE_DISK:
            raise
        sys.exit(f"{error.filename or 'A file'} cannot be written: {error.strerror}.")


if __name__ == "__main__":
    main()
