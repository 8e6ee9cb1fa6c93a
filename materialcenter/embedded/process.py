"""Child processes that never outlive their parent unnoticed.

A child leads a session of its own, so that Ctrl-C in the terminal reaches only the parent, which
stops its children in order. On Linux the kernel signals the child when the parent dies, kill -9
included. Everywhere a record (pid and start time) lets the next run find and stop a leftover.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from materialcenter.embedded.account import Account

_PR_SET_PDEATHSIG = 1
_LARGE_LOG_BYTES = 20_000_000
_PROC = Path("/proc")
_LINUX = (_PROC / "self" / "stat").exists()
_LIBC = ctypes.CDLL(None, use_errno=True) if _LINUX else None

# Signals in the order in which they are tried, with the seconds that each is given.
Steps = Sequence[tuple[signal.Signals, float]]


@dataclass(frozen=True)
class Child:
    """What to run, and where its output and its record go."""

    command: Sequence[str]
    log: Path
    record: Path
    death_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    environment: Mapping[str, str] | None = None
    folder: Path = Path("/")


def spawn(child: Child) -> subprocess.Popen[bytes]:
    """Start the child with its output appended to its log, and write its record."""
    child.log.parent.mkdir(parents=True, exist_ok=True)
    child.record.parent.mkdir(parents=True, exist_ok=True)
    _set_aside(child.log)
    with child.log.open("ab") as log:
        process = subprocess.Popen(
            list(child.command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=child.folder,
            env=None if child.environment is None else dict(child.environment),
            user=child.account.uid if child.account else None,
            group=child.account.gid if child.account else None,
            extra_groups=[] if child.account else None,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid(), child.death_signal),
        )
    child.record.write_text(json.dumps({"pid": process.pid, "started": started(process.pid)}))
    return process


def size(log: Path) -> int:
    """Return how many bytes a log has; none if it is not there."""
    return log.stat().st_size if log.exists() else 0


def written_since(log: Path, offset: int) -> str:
    """Return the end of what was written to a log since it had `offset` bytes."""
    with log.open("rb") as file:
        file.seek(offset if offset <= size(log) else 0)  # It may have begun anew meanwhile.
        return file.read()[-4000:].decode(errors="replace")


def _set_aside(log: Path) -> None:
    """Begin a new log when the old one has grown large; the one before it is given up."""
    if size(log) > _LARGE_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def stop(process: subprocess.Popen[bytes], *, steps: Steps) -> None:
    """End the process and what is left of its group; return only when it has ended."""
    for step, patience_s in steps:
        if process.poll() is not None:
            break
        process.send_signal(step)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop_leftover(record: Path, *, steps: Steps) -> int | None:
    """End the process that an earlier run recorded, if it still lives; return its pid.

    A process that merely took over the number is left alone: its start time differs.
    """
    pid = recorded(record)
    if pid is not None:
        stop_stranger(pid, steps=steps)
    record.unlink(missing_ok=True)
    return pid


def stop_stranger(pid: int, *, steps: Steps) -> None:
    """End a process that is no child of this one, with its group where it leads one."""
    birth = started(pid)
    for step, patience_s in steps:
        if birth is None or started(pid) != birth:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, step)
        _wait_until(lambda: started(pid) != birth, patience_s)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    _wait_until(lambda: started(pid) != birth, 5)


def recorded(record: Path) -> int | None:
    """Return the pid in the record if that very process still lives."""
    try:
        content = json.loads(record.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    pid, birth = content["pid"], content["started"]
    return pid if birth is not None and started(pid) == birth else None


def started(pid: int) -> str | None:
    """Tell when a process started, in whatever unit the system has; None if it does not live."""
    if _LINUX:
        try:
            fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    return _ps(pid, "lstart=")


def command_line(pid: int) -> str:
    """Return the command line of a process, or nothing if it does not live."""
    if _LINUX:
        try:
            raw = (_PROC / str(pid) / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace").strip()
    return _ps(pid, "command=") or ""


def _ps(pid: int, column: str) -> str | None:
    command = ["ps", "-o", column, "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True)
    return found.stdout.strip() or None


def _wait_until(true: Callable[[], bool], patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)


def _die_with(parent: int, death_signal: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None

    def ask_the_kernel() -> None:
        """Run between fork and exec: no locks, no imports, nothing that may wait."""
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel
