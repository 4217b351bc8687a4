"""`./caly up`: everything that makes Caly run on this machine, in order, until somebody ends it."""

import http.client
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from caly_app import clock
from caly_app.embedded_postgres import EmbeddedPostgres
from caly_app.errors import CalyError, Refused
from caly_app.processes import is_free, is_loopback
from caly_app.settings import settings
from caly_app.starter import database, demo, migrations, running, supervisor, web, web_build, worker
from caly_app.starter.progress import Progress
from caly_app.starter.supervisor import Child, Stop

_FIRST_ANSWER_SECONDS = 60
_LOOK_AT_POSTGRES_SECONDS = 0.5
_POSTGRES_SECONDS = 2.0  # with the children's 2.5 it makes less than the five that we promise
_SINCE = clock.wall()


class CannotServe(CalyError):
    """Caly could not start."""


@dataclass(frozen=True)
class Options:
    demo: bool = True
    demo_anyway: bool = False


def up(options: Options, progress: Progress) -> None:
    """Returns when somebody has asked it to end and everything has ended."""
    _check_demo(options)
    stop = Stop()
    with ExitStack() as leaving:
        _check_port()
        lock = leaving.enter_context(running.claim(settings.address, os.getpid()))
        assert lock
        leaving.callback(running.forget)
        postgres = _start_database(leaving, progress)
        _migrate(progress)
        making = demo.begin() if options.demo else None  # meanwhile the page is built: both take their time
        children = _children(progress)
        with_demo = options.demo and _has_demo(making, progress)
        leaving.callback(lambda: supervisor.end_all(children))
        leaving.callback(stop.gently)
        _start(children, progress)
        stop.gently()  # before anybody is told that it is ready: from then on whoever ends it ends it well
        _note(children, ready=True)
        _greet(progress, with_demo)
        _watch(children, postgres, stop, progress)
        progress.say("Ending")
    progress.say("Everything has ended.")


def _check_demo(options: Options) -> None:
    """The demo's passwords are printed on a screen: it is not for the world."""
    if is_loopback(settings.host) or options.demo_anyway:
        return
    if options.demo:
        raise Refused(
            f"The demo is for this machine only, and {settings.host} can be reached from others. "
            "Start with --no-demo, or with --demo-anyway if that is what you want."
        )
    if demo.exists():
        raise Refused(
            f"The data folder {settings.data_dir} holds a demo, and {settings.host} can be reached from "
            "others. Start on another folder with --data, or with --demo-anyway if that is what you want."
        )


def _check_port() -> None:
    try:
        free = is_free(settings.port, settings.host)
    except PermissionError:
        raise CannotServe(
            f"You may not open port {settings.port}: choose one above 1023 with --port."
        ) from None
    except OSError:
        raise CannotServe(f"There is no address {settings.host} on this machine.") from None
    if not free and (now := running.now()):
        raise running.AlreadyRunning(
            f"Caly runs already on the data folder {settings.data_dir} at {now.address} (process {now.pid})."
        )
    if not free:
        raise CannotServe(f"Port {settings.port} is in use by another program: choose one with --port.")


def _start_database(leaving: ExitStack, progress: Progress) -> EmbeddedPostgres | None:
    with progress.step("Database"):
        if not database.is_embedded():
            database.use_given()
            return None
        postgres = database.embedded()
        leaving.callback(lambda: postgres.stop(patience_seconds=_POSTGRES_SECONDS))
        database.use(postgres.start())
        return postgres


def _migrate(progress: Progress) -> None:
    with progress.step("Tables") as step:
        step.done = "Tables brought up to date" if migrations.migrate() else ""


def _has_demo(making: demo.Making | None, progress: Progress) -> bool:
    with progress.step("Demo") as step:
        if making:
            making.wait()
        step.done = "Demo" if making else ""
    return demo.exists()


def _children(progress: Progress) -> list[Child]:
    logs = running.logs_folder()
    with progress.step("Web page") as step:
        current = web_build.is_current()
        built = web_build.build(logs / "build.log", step.note)
        step.done = "" if current else "Web page"
    return [web.child(built, logs / "web.log"), worker.child(logs / "worker.log")]


def _start(children: list[Child], progress: Progress) -> None:
    with progress.step("Web and jobs"):
        for child in children:
            child.start()
        _note(children, ready=False)
        _wait_for_first_answer(children)


def _wait_for_first_answer(children: list[Child]) -> None:
    deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
    while not _answers():
        for child in children:
            if child.has_ended() or time.monotonic() > deadline:
                said = child.log.read_text(errors="replace").splitlines()[-15:]
                raise CannotServe(f"{child.name} did not start. The end of {child.log}:\n" + "\n".join(said))
        time.sleep(0.05)


def _answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(progress: Progress, with_demo: bool) -> None:
    progress.say()
    progress.say(f"Caly is ready after {progress.seconds:.1f} s: {settings.address}")
    if with_demo:
        for line in demo.greeting():
            progress.say(line)
    progress.say("Ctrl-C ends it.")


def _watch(children: list[Child], postgres: EmbeddedPostgres | None, stop: Stop, progress: Progress) -> None:
    def tell(said: str) -> None:
        progress.say(f"{clock.wall():%H:%M:%S} {said}")
        _note(children, ready=True)

    look_at_postgres = _postgres_watch(postgres, children, tell) if postgres else (lambda: None)
    supervisor.watch(children, stop, tell=tell, each_round=look_at_postgres)


def _postgres_watch(
    postgres: EmbeddedPostgres, children: list[Child], tell: Callable[[str], None]
) -> Callable[[], None]:
    """Starts Postgres again when it has died, or when the command that owned it has ended."""
    next_look = 0.0

    def look() -> None:
        nonlocal next_look
        if time.monotonic() < next_look:
            return
        next_look = time.monotonic() + _LOOK_AT_POSTGRES_SECONDS
        try:
            urls = postgres.revive()
        except CalyError as error:
            tell(f"The database does not start: {error.message}")
            next_look = time.monotonic() + 5
            return
        if urls is None:
            return
        tell("The database runs again.")
        if urls.app != settings.database_url:
            database.use(urls)
            for child in children:
                child.ask_to_end()

    return look


def _note(children: list[Child], *, ready: bool) -> None:
    """For `status` and for a second `up`."""
    processes = tuple(
        running.RunningProcess(
            name=child.name, pid=child.pid, since=running.iso(child.since), restarts=child.restarts
        )
        for child in children
    )
    running.write(
        running.Running(
            address=settings.address,
            pid=os.getpid(),
            since=running.iso(_SINCE),
            ready=ready,
            processes=processes,
        )
    )
