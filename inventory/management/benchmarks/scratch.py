"""A database of its own for a benchmark, on the server that is there or on one of its own."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.core.management import call_command
from django.db import OperationalError, connections
from psycopg import sql

from materialcenter.embedded import ROLE, postgres_socket_dir
from materialcenter.embedded.postgres import PostgresServer


@contextmanager
def scratch_database() -> Iterator[str]:
    """Point Django at an empty, migrated database; give its address, and drop it afterwards.

    A server of its own (durable, as in operation) is started where none answers.
    """
    with _server():
        name = f"benchmark_{secrets.token_hex(6)}"
        default = connections["default"]
        kept = default.settings_dict["NAME"]
        _run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            _use(name)
            call_command("migrate", interactive=False, verbosity=0)
            yield _address(default.settings_dict)
        finally:
            _use(kept)
            _run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _server() -> Iterator[None]:
    default = connections["default"]
    try:
        default.ensure_connection()
    except OperationalError:
        pass
    else:
        yield
        return
    folder = Path(tempfile.mkdtemp(prefix="mc-benchmark-"))
    server = PostgresServer(folder)
    kept = dict(default.settings_dict)
    try:
        server.start()
        default.settings_dict.update(
            HOST=str(postgres_socket_dir(folder)), USER=ROLE, PASSWORD="", PORT=""
        )
        yield
    finally:
        default.settings_dict.update(kept)
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _use(name: str) -> None:
    default = connections["default"]
    default.close()
    default.settings_dict["NAME"] = name


def _run(statement: sql.Composed) -> None:
    """Run what must stand outside every transaction, from outside the scratch database."""
    settings = connections["default"].settings_dict
    with psycopg.connect(_address({**settings, "NAME": "postgres"}), autocommit=True) as server:
        server.execute(statement)


def _address(settings: dict[str, Any]) -> str:
    """Write database settings as a postgresql:// address."""
    secret = f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    host = settings["HOST"] or os.environ.get("PGHOST", "")
    at = f"{quote(settings['USER'], safe='')}{secret}@"
    if host.startswith("/"):
        return f"postgresql://{at}/{settings['NAME']}?host={quote(host, safe='')}"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{at}{host}{port}/{settings['NAME']}"
