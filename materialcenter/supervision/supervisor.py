"""Start the parts in order, keep them running, stop them in the reverse order."""

import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from django.utils.translation import gettext as _

from materialcenter.embedded.errors import ServerFailed
from materialcenter.supervision.parts import Part
from materialcenter.supervision.progress import Progress

_STEADY_AFTER_S = 60.0
_LONGEST_PAUSE_S = 60.0
_TAIL_BYTES = 3000


class PartFailed(Exception):
    """A part ended, or did not answer in time, while the site was being started."""

    def __init__(self, part: Part) -> None:
        super().__init__(part.name)
        self.part = part
        self.log_tail = tail(part)


class Told(BaseException):
    """Somebody asked the process to stop, by Ctrl-C or a signal."""


@dataclass
class _Restart:
    """When a part that keeps ending may be started again."""

    failures: int = 0
    started_at: float = 0.0
    due_at: float | None = None


class Supervisor:
    """Runs parts. Everything it started is stopped when `running` is left, however it is left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._parts: list[Part] = []
        self._restarts: dict[str, _Restart] = {}

    @contextmanager
    def running(self) -> Iterator["Supervisor"]:
        """Stop all parts in the end. While they stop, further signals are not obeyed."""
        with _told_by_signals():
            try:
                yield self
            finally:
                _ignore_signals()
                self._stop_all()

    def start(self, part: Part) -> None:
        """Start a part; a server answers when this returns, a program may still be loading."""
        self._parts.append(part)
        self._restarts[part.name] = _Restart(started_at=time.monotonic())
        part.start()

    def wait_for(self, parts: Sequence[Part], *, patience_s: float) -> None:
        """Return when all answer; raise PartFailed when one ends or takes too long."""
        deadline = time.monotonic() + patience_s
        silent = list(parts)
        while silent:
            for part in parts:
                if not part.alive() or (part in silent and time.monotonic() > deadline):
                    raise PartFailed(part)
            silent = [part for part in silent if not part.answers()]
            time.sleep(0.1)

    def watch(self) -> None:
        """Start again whatever ends, with growing pauses, until told to stop."""
        while True:
            for part in self._parts:
                self._look_after(part)
            time.sleep(0.3)

    def _look_after(self, part: Part) -> None:
        restart, now = self._restarts[part.name], time.monotonic()
        if restart.due_at is None:
            if part.alive():
                return
            steady = now - restart.started_at > _STEADY_AFTER_S
            restart.failures = 1 if steady else restart.failures + 1
            pause_s = min(_LONGEST_PAUSE_S, 2.0 ** (restart.failures - 1))
            restart.due_at = now + pause_s
            self._progress.say(
                _("%(name)s ended. It is started again in %(seconds)d s; its log is %(log)s")
                % {"name": part.name, "seconds": pause_s, "log": part.log}
            )
        elif now >= restart.due_at:
            self._start_again(part, restart)

    def _start_again(self, part: Part, restart: _Restart) -> None:
        restart.due_at, restart.started_at = None, time.monotonic()
        try:
            part.start()
        except ServerFailed as error:  # The next round sees that it is not alive.
            self._progress.say(str(error))
            return
        self._progress.say(_("%(name)s was started again.") % {"name": part.name})

    def _stop_all(self) -> None:
        for part in reversed(self._parts):
            with self._progress.step(
                _("Stopping %(name)s") % {"name": part.name},
                _("%(name)s has stopped") % {"name": part.name},
            ):
                part.stop()
        self._parts.clear()


def tail(part: Part) -> str:
    """Return the end of a part's log."""
    if not part.log.exists():
        return ""
    return part.log.read_bytes()[-_TAIL_BYTES:].decode(errors="replace").strip()


def stop_leftovers(parts: Iterable[Part]) -> list[str]:
    """Stop what an `up` that was killed left running; return the names, last started first."""
    return [part.name for part in reversed(list(parts)) if part.stop_leftover() is not None]


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _told_by_signals() -> Iterator[None]:
    def tell(number: int, frame: FrameType | None) -> None:
        _ignore_signals()
        raise Told

    before = {number: signal.signal(number, tell) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
