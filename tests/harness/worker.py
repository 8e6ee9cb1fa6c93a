"""A real Celery worker beside a test, on the test's own database and broker."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from time_machine import escape_hatch

from config.celery import app
from materialcenter import jobs, tasks
from materialcenter.embedded.process import Child, spawn, stop
from materialcenter.models import Job
from tests.harness.servers import database_url

_ROOT = Path(__file__).parents[2]
_STEPS = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0))


class Worker:
    """One worker process; what it logs is in `log`."""

    def __init__(self, *, concurrency: int = 2) -> None:
        self.concurrency = concurrency
        self.folder = Path(tempfile.mkdtemp(prefix="worker-", dir=settings.DATA_DIR))
        self.log = self.folder / "worker.log"
        self.name = f"tests-{os.getpid()}-{self.folder.name}@localhost"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it answers a ping."""
        command = [sys.executable, "-m", "celery", "-A", "config", "worker"]
        command += ["--concurrency", str(self.concurrency), "--hostname", self.name]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(str(connection.settings_dict["NAME"])),
            "REDIS_URL": settings.REDIS_URL,
            "LOG_LEVEL": "INFO",
        }
        record = self.folder / "worker.json"
        self.process = spawn(
            Child(command, log=self.log, record=record, environment=environment, folder=_ROOT)
        )
        self._wait_for_ping(patience_s=60)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, steps=_STEPS)
        self.process = None

    def kill(self) -> None:
        """End it and its pool at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def finish_jobs(self, *, patience_s: float = 60) -> None:
        """Send what is due until the worker has finished every job; raise with its log if not."""
        deadline = time.monotonic() + patience_s
        while (left := Job.objects.filter(finished_at=None, failed_at=None)).exists():
            if time.monotonic() > deadline:
                names = list(left.values_list("task", "attempts", "error"))
                raise AssertionError(f"The worker did not finish {names}\n{self.log.read_text()}")
            for job_id in jobs.take_due(at=max(timezone.now(), _workers_now())):
                tasks.run_job.delay(job_id)
            time.sleep(0.1)

    def _wait_for_ping(self, *, patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        while not app.control.ping(destination=[self.name], timeout=0.5):
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"The worker did not start.\n{self.log.read_text()}")


def _workers_now() -> datetime:
    """Return the worker's time: a test may travel, but what a job writes for later is of now."""
    if not escape_hatch.is_travelling():
        return timezone.now()
    now: datetime = escape_hatch.datetime.datetime.now(UTC)
    return now
