"""Keeping parts running."""

import io
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from materialcenter.supervision.parts import Program
from materialcenter.supervision.progress import Progress
from materialcenter.supervision.supervisor import PartFailed, Supervisor, Told


def program(folder: Path, name: str, script: str) -> Program:
    return Program(
        name=name,
        command=["sh", "-c", script],
        log=folder / f"{name}.log",
        record=folder / f"{name}.json",
        steps=((signal.SIGTERM, 2.0),),
        ready=lambda started_at: (folder / f"{name}.ready").exists(),
    )


def tell_self_when(true: Callable[[], bool]) -> None:
    """Send this process a SIGTERM, as `down` does, once something holds."""

    def wait() -> None:
        time.sleep(0.3)
        deadline = time.monotonic() + 20
        while not true() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


class TestSupervisor:
    def test_stops_in_the_reverse_order_when_told(self, tmp_path: Path) -> None:
        out = io.StringIO()
        parts = [program(tmp_path, name, "sleep 60") for name in ("database", "web")]

        with Supervisor(Progress(out)).running() as supervisor:
            for part in parts:
                supervisor.start(part)
            tell_self_when(lambda: True)
            with pytest.raises(Told):
                supervisor.watch()

        assert not any(part.alive() for part in parts)
        said = out.getvalue()
        assert said.index("web") < said.index("database")

    def test_starts_again_what_ends_and_says_so(self, tmp_path: Path) -> None:
        out = io.StringIO()
        part = program(tmp_path, "web", f"echo x >> {tmp_path}/turns; sleep 0.2")
        turns = tmp_path / "turns"

        with Supervisor(Progress(out)).running() as supervisor:
            supervisor.start(part)
            tell_self_when(lambda: turns.exists() and len(turns.read_text().split()) == 3)
            with pytest.raises(Told):
                supervisor.watch()

        assert "web ended. It is started again in 1 s" in out.getvalue()
        assert "web ended. It is started again in 2 s" in out.getvalue()

    def test_shows_the_log_of_a_part_that_cannot_start(self, tmp_path: Path) -> None:
        part = program(tmp_path, "web", "echo 'no such module'; exit 3")

        with Supervisor(Progress(io.StringIO())).running() as supervisor:
            supervisor.start(part)
            with pytest.raises(PartFailed) as failure:
                supervisor.wait_for([part], patience_s=10)

        assert failure.value.log_tail == "no such module"

    def test_ends_a_part_that_will_not_go(self, tmp_path: Path) -> None:
        part = program(
            tmp_path,
            "web",
            f"trap '' TERM; touch {tmp_path}/web.ready; while :; do sleep 0.1; done",
        )
        part.steps = ((signal.SIGTERM, 0.3),)

        with Supervisor(Progress(io.StringIO())).running() as supervisor:
            supervisor.start(part)
            supervisor.wait_for([part], patience_s=10)

        assert not part.alive()
