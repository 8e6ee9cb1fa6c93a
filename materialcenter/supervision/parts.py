"""The parts that `up` runs beside the servers: web, worker and beat."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from celery import current_app

from materialcenter.embedded.process import Child, Steps, spawn, stop, stop_leftover
from materialcenter.supervision.pulse import pulse_age_s

ROOT = Path(__file__).resolve().parents[2]
WEB_THREADS = 3


class Part(Protocol):
    """Something that runs: a server or a program."""

    name: str
    log: Path

    def start(self) -> None: ...
    def answers(self) -> bool: ...
    def alive(self) -> bool: ...
    def stop(self) -> None: ...
    def stop_leftover(self) -> int | None: ...


@dataclass
class Program:
    """One of the project's own programs, started as a child process.

    ready: asked after the start, with the moment (time.time) at which it was started.
    """

    name: str
    command: Sequence[str]
    log: Path
    record: Path
    steps: Steps
    ready: Callable[[float], bool]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        """Start the program and return at once; what an earlier one left of itself goes first."""
        if self.process is not None:
            stop(self.process, steps=self.steps)
        self.stop_leftover()
        self.started_at = time.time()
        self.process = spawn(
            Child(
                command=self.command,
                log=self.log,
                record=self.record,
                environment={**os.environ, **self.environment},
                folder=ROOT,
            )
        )

    def answers(self) -> bool:
        return self.ready(self.started_at)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, steps=self.steps)
        self.process = None
        self.record.unlink(missing_ok=True)

    def stop_leftover(self) -> int | None:
        return stop_leftover(self.record, steps=self.steps)


def web(
    data_dir: Path,
    *,
    host: str,
    port: int,
    site_name: str,
    workers: int,
    environment: dict[str, str],
) -> Part:
    """The web server: granian with a worker per core and a few threads in each.

    site_name: a Host that the site accepts, for asking whether it is ready.
    """
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", host, "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", str(WEB_THREADS), "--workers-kill-timeout", "5"]
    command += ["--respawn-failed-workers", "config.wsgi:application"]
    return Program(
        name="web",
        command=command,
        log=data_dir / "logs" / "web.log",
        record=data_dir / "pids" / "web.json",
        steps=((signal.SIGTERM, 10.0),),
        ready=lambda started_at: _web_is_ready(host, port, site_name),
        environment=environment,
    )


def worker(data_dir: Path, *, processes: int, environment: dict[str, str]) -> Part:
    """The Celery worker. It may finish a short task; a long one is taken up again later."""
    node = f"up-{os.getpid()}@{socket.gethostname()}"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--hostname", node]
    command += ["--concurrency", str(processes), "--loglevel", "WARNING", "--without-gossip"]
    return Program(
        name="worker",
        command=command,
        log=data_dir / "logs" / "worker.log",
        record=data_dir / "pids" / "worker.json",
        steps=((signal.SIGTERM, 8.0), (signal.SIGINT, 2.0)),
        ready=lambda started_at: _worker_is_ready(node),
        environment=environment,
    )


def beat(data_dir: Path, *, redis_url: str, environment: dict[str, str]) -> Part:
    """Celery beat, which starts what the clock brings; exactly one per database."""
    return Program(
        name="beat",
        command=[sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel", "WARNING"],
        log=data_dir / "logs" / "beat.log",
        record=data_dir / "pids" / "beat.json",
        steps=((signal.SIGTERM, 5.0),),
        ready=lambda started_at: _beat_is_ready(redis_url, started_at),
        environment=environment,
    )


def _web_is_ready(host: str, port: int, site_name: str) -> bool:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    connection = http.client.HTTPConnection(target, port, timeout=5)
    try:
        connection.request("GET", "/readyz/", headers={"Host": site_name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _worker_is_ready(node: str) -> bool:
    return bool(current_app.control.ping(destination=[node], timeout=0.5))


def _beat_is_ready(redis_url: str, started_at: float) -> bool:
    age_s = pulse_age_s(redis_url)
    return age_s is not None and time.time() - age_s >= started_at
