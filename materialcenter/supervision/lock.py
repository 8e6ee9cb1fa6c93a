"""The lock of a data folder: one `up`, one backup or one restore at a time.

The operating system drops it when its holder dies, however it dies.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holder:
    """Who holds the lock. address: where the site answers, empty until it does."""

    pid: int
    doing: str
    address: str = ""


class Held(Exception):
    """Somebody else holds the lock."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(f"process {holder.pid} holds the lock")
        self.holder = holder


class Lock:
    """The lock file of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "up.lock"
        self._doing = ""
        self._handle: int | None = None

    @contextmanager
    def hold(self, doing: str) -> Iterator["Lock"]:
        """Hold the lock while the block runs; raise Held at once if another process has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _take(handle):
                raise Held(_read(handle))
            self._handle, self._doing = handle, doing
            self.tell("")
            yield self
            os.ftruncate(handle, 0)
        finally:
            self._handle = None
            os.close(handle)

    def tell(self, address: str) -> None:
        """Write down where the site answers, for whoever finds the lock taken."""
        assert self._handle is not None
        content = json.dumps(asdict(Holder(os.getpid(), self._doing, address))).encode()
        os.pwrite(self._handle, content, 0)
        os.ftruncate(self._handle, len(content))

    def holder(self) -> Holder | None:
        """Return who holds the lock now, or None."""
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(self.path, os.O_RDWR)
            try:
                return None if _take(handle) else _read(handle)
            finally:
                os.close(handle)
        return None


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(handle: int) -> Holder:
    try:
        return Holder(**json.loads(os.pread(handle, 4096, 0)))
    except ValueError:  # The holder has the lock and is just about to write.
        return Holder(pid=0, doing="")
