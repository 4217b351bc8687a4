"""What we ask of the operating system about processes and ports."""

import ctypes
import errno
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1


def ending_with_us(by: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux the child gets this signal when the thread that began it is gone."""
    if not LINUX:
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, by)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def end_with_parent(by: signal.Signals) -> None:
    """The same, asked by the child itself."""
    if LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)


def hold_many_connections() -> None:
    """As many open files as we may have: each event stream is one, and often the soft limit is 1024."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):  # macOS says "no limit", and then refuses it
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pass_over_what_stays() -> None:
    """What is loaded stays: looking through it for garbage stopped everything for a third of a second."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def command_of(pid: int) -> str:
    """The command line of a process; blank if there is none."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server of ours could listen there now. OSError where that is not a question of being free."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_loopback(host: str) -> bool:
    """Whether it is this very machine, by its name or number."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
