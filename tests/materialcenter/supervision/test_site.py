"""`manage.py up` and its kin as a person uses them, on a real site."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from materialcenter.embedded import addresses
from materialcenter.embedded.postgres import PostgresServer
from materialcenter.embedded.process import started
from tests.harness.template import put_migrated_cluster

_ROOT = Path(__file__).parents[3]
_PATIENCE_S = 120
_OPEN_A_CENTER = (
    "from materialcenter.models import Center;"
    "Center(code='TGL', name='Tegal', legal_form='cooperative', city='Tegal').save()"
)


class Site:
    """One data folder, and the commands that a person runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.up_process: subprocess.Popen[bytes] | None = None
        self.told = folder / "terminal.txt"

    def up(self) -> str:
        """Start the site; return what the terminal shows once it is ready."""
        with self.told.open("wb") as out:
            self.up_process = subprocess.Popen(
                self._command("up", "--port", str(self.port), "--processes", "1"),
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                cwd=_ROOT,
            )
        deadline = time.monotonic() + _PATIENCE_S
        while "Stop with Ctrl-C" not in self.told.read_text():
            assert self.up_process.poll() is None, self.told.read_text()
            assert time.monotonic() < deadline, self.told.read_text()
            time.sleep(0.1)
        return self.told.read_text()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*words),
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            env=self._environment(),
            cwd=_ROOT,
        )

    def stop(self) -> None:
        if self.up_process is not None and self.up_process.poll() is None:
            self.up_process.send_signal(signal.SIGTERM)
            self.up_process.wait(_PATIENCE_S)

    @contextmanager
    def database(self) -> Iterator[None]:
        """Run the database alone."""
        server = PostgresServer(self.folder)
        server.start()
        yield
        server.stop()

    def wait_for_another(self, name: str, *, than: int) -> int:
        """Return the pid of the part that took the place of `than`, once the site is ready."""
        deadline = time.monotonic() + _PATIENCE_S
        while self.pids().get(name) in (than, None) or not self.is_ready():
            assert time.monotonic() < deadline, self.told.read_text()
            time.sleep(0.1)
        return self.pids()[name]

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(addresses(self.folder).database_url) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def pids(self) -> dict[str, int]:
        records = (self.folder / "pids").glob("*.json")
        return {record.stem: json.loads(record.read_text())["pid"] for record in records}

    def is_ready(self, port: int | None = None) -> bool:
        address = f"http://127.0.0.1:{port or self.port}/readyz/"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(json.load(answer)["ready"])
        except OSError:
            return False

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def _environment(self) -> dict[str, str]:
        mine = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "HTTPS")
        kept = {name: value for name, value in os.environ.items() if name not in mine}
        return {**kept, "DATA_DIR": str(self.folder), "DEMO": "0", "LC_ALL": "C.UTF-8"}


def wait_until_gone(pids: dict[str, int]) -> None:
    deadline = time.monotonic() + 30
    while alive := [name for name, pid in pids.items() if started(pid) is not None]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site() -> Iterator[Site]:
    """A site whose tables are there already, which saves each test the migrating."""
    folder = Path(tempfile.mkdtemp(prefix="mc-site-", dir="/tmp"))
    put_migrated_cluster(folder)
    site = Site(folder)
    yield site
    site.stop()
    shutil.rmtree(folder)


class TestUp:
    def test_runs_everything_recovers_after_a_kill_and_stops_when_told(self, site: Site) -> None:
        told = site.up()
        pids = site.pids()
        assert f"Ready: http://localhost:{site.port}" in told
        assert site.is_ready()
        assert sorted(pids) == ["beat", "postgres", "valkey", "web", "worker"]

        again = site.run("up", "--port", str(site.port))
        assert again.returncode != 0
        assert f"already runs here: http://localhost:{site.port}" in again.stderr

        os.kill(pids["web"], signal.SIGKILL)
        pids["web"] = site.wait_for_another("web", than=pids["web"])
        assert "web ended. It is started again" in site.told.read_text()

        site.ask("CREATE TABLE plates AS SELECT 7 AS pieces")
        assert site.up_process is not None
        site.up_process.kill()
        site.up_process.wait()
        wait_until_gone(pids)
        self._starts_again_on_another_port_with_all_its_data(site)
        self._makes_a_backup_and_restores_none_while_it_runs(site)
        self._stops_its_parts_in_order(site)

    def _starts_again_on_another_port_with_all_its_data(self, site: Site) -> None:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", site.port))
            listener.listen()
            told = site.up()
            assert f"Port {site.port} is taken" in told
            port = int(told.partition("the site uses ")[2].partition(".")[0])
            assert site.is_ready(port)
            assert site.ask("SELECT pieces FROM plates") == [(7,)]

    def _makes_a_backup_and_restores_none_while_it_runs(self, site: Site) -> None:
        file = site.folder / "running.backup"
        assert site.run("backup", str(file)).returncode == 0
        refused = site.run("restore", str(file), "--replace")
        assert refused.returncode != 0
        assert "Stop it first" in refused.stderr

    def _stops_its_parts_in_order(self, site: Site) -> None:
        pids = site.pids()
        assert site.run("down").returncode == 0
        assert site.up_process is not None
        assert site.up_process.wait(10) == 0
        wait_until_gone(pids)
        stopped = [line for line in site.told.read_text().splitlines() if "has stopped" in line]
        assert [line.split("] ")[1].split()[0] for line in stopped] == [
            *("beat", "worker", "web", "Valkey", "PostgreSQL")
        ]
        assert "Nothing is running here." in site.run("down").stdout


class TestDown:
    def test_stops_what_a_killed_up_left(self, site: Site) -> None:
        script = "from pathlib import Path; import sys, time\n" + (
            "from materialcenter.embedded.valkey import ValkeyServer\n"
            "from materialcenter.embedded import process\n"
            "process._LIBC = None  # As where the kernel does not tell a child.\n"
            "server = ValkeyServer(Path(sys.argv[1])); server.start()\n"
        )
        subprocess.run([sys.executable, "-c", script, str(site.folder)], cwd=_ROOT, check=True)
        pids = site.pids()

        said = site.run("down").stdout

        assert "Valkey was left over and has been stopped." in said
        wait_until_gone(pids)


class TestRestore:
    def test_brings_back_everything_but_not_over_a_center_unasked(self, site: Site) -> None:
        with site.database():
            site.ask("CREATE TABLE plates AS SELECT 7 AS pieces")
            made = site.run("shell", "--no-imports", "-c", _OPEN_A_CENTER)
            assert made.returncode == 0, made.stderr
        file = site.folder / "depot.backup"
        backup = site.run("backup", str(file))
        assert backup.returncode == 0, backup.stderr
        assert "SHA-256" in backup.stdout
        with site.database():
            site.ask("UPDATE plates SET pieces = 8; CREATE TABLE later AS SELECT 1")

        refused = site.run("restore", str(file))
        assert refused.returncode != 0
        assert "--replace overwrites" in refused.stderr

        restored = site.run("restore", str(file), "--replace")
        assert restored.returncode == 0, restored.stderr
        with site.database():
            assert site.ask("SELECT pieces FROM plates") == [(7,)]
            assert site.ask("SELECT to_regclass('later')") == [(None,)]
            assert site.ask("SELECT code FROM materialcenter_center") == [("TGL",)]
