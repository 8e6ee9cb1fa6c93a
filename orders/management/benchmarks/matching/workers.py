"""A broker and a Celery worker of a benchmark's own, and what its processes hold of memory."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from celery import current_app
from django.conf import settings
from kombu.connection import Connection

from materialcenter.embedded import addresses, valkey_socket
from materialcenter.embedded.process import Child, spawn, stop
from materialcenter.embedded.valkey import ValkeyServer

_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0))


@dataclass(frozen=True)
class Crew:
    """A worker with its processes, and the connection over which it is sent work."""

    worker: subprocess.Popen[bytes]
    log: Path
    broker: Connection

    def memory_kb(self) -> int:
        """Return what the largest of its processes holds now. Raises RuntimeError when it ended."""
        if self.worker.poll() is not None:
            raise RuntimeError(f"The benchmark's worker ended.\n{self.log.read_text()}")
        pid = self.worker.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return max(_resident_kb(one) for one in (pid, *map(int, children)))


@contextmanager
def crew(database_url: str, *, processes: int) -> Iterator[Crew]:
    """Start a broker and a worker of so many processes on a database; stop both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mc-benchmark-"))
    server = ValkeyServer(folder, durable=False)
    server.start()
    redis_url, log = addresses(folder).redis_url, folder / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker"]
    command += ["--concurrency", str(processes), "--loglevel", "WARNING"]
    command += ["--without-gossip", "--without-mingle"]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": settings.SECRET_KEY,
    }
    worker = spawn(
        Child(
            command,
            log=log,
            record=folder / "worker.json",
            environment=environment,
            folder=Path(settings.BASE_DIR),
        )
    )
    try:
        # kombu's way to say a socket: the application's own settings name another broker.
        broker_url = f"redis+socket://{valkey_socket(folder)}?virtual_host=0"
        with current_app.connection_for_write(broker_url) as broker:
            yield Crew(worker, log, broker)
    finally:
        stop(worker, steps=_STEPS)
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _resident_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:  # It ended since it was listed.
        return 0
    rows = (line.split() for line in status.splitlines())
    return next((int(row[1]) for row in rows if row and row[0] == "VmRSS:"), 0)
