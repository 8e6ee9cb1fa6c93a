"""PostgreSQL and Valkey out of their wheels: start, kill -9, recover, stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
import redis

from materialcenter.embedded import addresses, postgres_socket_dir, valkey_socket
from materialcenter.embedded.errors import ServerFailed
from materialcenter.embedded.postgres import PostgresServer
from materialcenter.embedded.process import started
from materialcenter.embedded.valkey import ValkeyServer

_ROOT = Path(__file__).parents[3]
Server = TypeVar("Server", PostgresServer, ValkeyServer)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(data_dir: Path, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(addresses(data_dir).database_url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def pid_of(server: PostgresServer | ValkeyServer) -> int:
    assert server.process is not None
    return server.process.pid


def wait_until(true: Callable[[], bool], patience_s: float = 10) -> bool:
    deadline = time.monotonic() + patience_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


class TestPostgresServer:
    def test_answers_on_its_socket_with_every_write_synced(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir)):
            rows = ask(
                data_dir,
                "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
                " current_setting('listen_addresses'), current_setting('data_checksums')",
            )

        assert rows == [("on", "on", "", "on")]

    def test_keeps_its_data_when_stopped(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir, durable=False)):
            ask(data_dir, "CREATE TABLE plates AS SELECT 7 AS pieces")

        with running(PostgresServer(data_dir, durable=False)):
            assert ask(data_dir, "SELECT pieces FROM plates") == [(7,)]

    def test_leaves_nothing_behind_when_stopped(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir, durable=False)) as server:
            pid = pid_of(server)

        assert started(pid) is None
        assert list(postgres_socket_dir(data_dir).iterdir()) == []

    def test_lets_only_its_owner_near_the_socket(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir, durable=False)):
            assert postgres_socket_dir(data_dir).stat().st_mode & 0o077 == 0

    def test_recovers_what_was_committed_before_a_kill(self, data_dir: Path) -> None:
        with ExitStack() as stack:
            server = stack.enter_context(running(PostgresServer(data_dir)))
            ask(data_dir, "CREATE TABLE plates AS SELECT 7 AS pieces")
            os.kill(pid_of(server), signal.SIGKILL)

            stack.enter_context(running(PostgresServer(data_dir)))

            assert ask(data_dir, "SELECT pieces FROM plates") == [(7,)]

    def test_stops_a_server_that_an_earlier_run_left(self, data_dir: Path) -> None:
        with (
            running(PostgresServer(data_dir, durable=False)) as left,
            running(PostgresServer(data_dir, durable=False)) as server,
        ):
            assert not left.alive()
            assert server.answers()

    def test_starts_although_another_process_has_the_old_number(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir, durable=False)) as server:
            os.kill(pid_of(server), signal.SIGKILL)
            server.process.wait()  # type: ignore[union-attr]
        stale = data_dir / "postgres" / "postmaster.pid"
        lines = stale.read_text().splitlines()
        stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

        with running(PostgresServer(data_dir, durable=False)) as server:
            assert server.answers()

    def test_finishes_a_cluster_whose_making_was_broken_off(self, data_dir: Path) -> None:
        (data_dir / "postgres.new").mkdir()
        (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")

        with running(PostgresServer(data_dir, durable=False)) as server:
            assert server.answers()

    def test_refuses_a_cluster_of_another_version(self, data_dir: Path) -> None:
        (data_dir / "postgres").mkdir()
        (data_dir / "postgres" / "PG_VERSION").write_text("15\n")

        with pytest.raises(ServerFailed, match="made by PostgreSQL 15"):
            PostgresServer(data_dir, durable=False).start()

    def test_tells_the_end_of_the_log_when_it_cannot_start(self, data_dir: Path) -> None:
        with running(PostgresServer(data_dir, durable=False)):
            pass
        (data_dir / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")

        with pytest.raises(ServerFailed, match="no_such_setting"):
            PostgresServer(data_dir, durable=False).start()


class TestValkeyServer:
    def test_keeps_its_data_when_stopped(self, data_dir: Path) -> None:
        with running(ValkeyServer(data_dir)):
            redis.Redis.from_url(addresses(data_dir).redis_url).set("heat", "A123")

        with running(ValkeyServer(data_dir)):
            assert redis.Redis.from_url(addresses(data_dir).redis_url).get("heat") == b"A123"

    def test_recovers_after_a_kill_that_left_its_socket(self, data_dir: Path) -> None:
        with ExitStack() as stack:
            server = stack.enter_context(running(ValkeyServer(data_dir)))
            client = redis.Redis.from_url(addresses(data_dir).redis_url)
            client.set("heat", "A123")
            wait_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
            os.kill(pid_of(server), signal.SIGKILL)
            assert valkey_socket(data_dir).exists()

            stack.enter_context(running(ValkeyServer(data_dir)))

            assert redis.Redis.from_url(addresses(data_dir).redis_url).get("heat") == b"A123"

    def test_listens_on_no_port(self, data_dir: Path) -> None:
        with running(ValkeyServer(data_dir)):
            client = redis.Redis.from_url(addresses(data_dir).redis_url)
            assert client.config_get("port") == {"port": "0"}
            assert client.config_get("appendonly") == {"appendonly": "yes"}

    def test_stops_a_server_that_an_earlier_run_left(self, data_dir: Path) -> None:
        with (
            running(ValkeyServer(data_dir)) as left,
            running(ValkeyServer(data_dir)) as server,
        ):
            assert not left.alive()
            assert server.answers()


class TestParentsEnd:
    def test_ends_the_servers_too(self, data_dir: Path) -> None:
        script = (
            "import sys, time; from pathlib import Path\n"
            "from materialcenter.embedded.postgres import PostgresServer\n"
            "from materialcenter.embedded.valkey import ValkeyServer\n"
            "servers = [kind(Path(sys.argv[1]), durable=False) for kind in (PostgresServer, ValkeyServer)]\n"
            "for server in servers: server.start()\n"
            "print(*(server.process.pid for server in servers), flush=True)\n"
            "time.sleep(60)\n"
        )
        command = [sys.executable, "-c", script, str(data_dir)]
        parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert len(pids) == 2

        parent.kill()
        parent.wait()
        parent.stdout.close()

        assert wait_until(lambda: all(started(pid) is None for pid in pids))
