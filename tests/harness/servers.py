"""PostgreSQL and Valkey of the test run's own, in a folder that goes with it.

The process that the person started starts them once; xdist's workers inherit the addresses by
their environment. Each worker has a database (pytest-django names it) and a Valkey number of its
own. Nobody's DATABASE_URL is ever used.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from materialcenter.embedded import ROLE, addresses, postgres_socket_dir
from materialcenter.embedded.postgres import PostgresServer
from materialcenter.embedded.process import started
from materialcenter.embedded.secret import new_push_key
from materialcenter.embedded.valkey import ValkeyServer

_PREFIX = "mc-tests-"
_SETTINGS = "config.settings"


def prepare_environment() -> Path:
    """Point the settings at this run's servers, before Django reads them; return their folder.

    In an xdist worker: at the controller's servers, with the worker's own Valkey number.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir="/tmp"))
        (folder / "static").mkdir()
        os.environ.update(_environment(folder))
        return folder
    folder = Path(os.environ["DATA_DIR"])
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    number = int(worker.removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = addresses(folder).redis_url.replace("db=0", f"db={number}")
    return folder


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LOG_LEVEL",) if name in os.environ}
    return {
        "DJANGO_SETTINGS_MODULE": _SETTINGS,
        # Playwright runs an event loop in the thread of the tests, which use the database there.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "DATA_DIR": str(folder),
        "DATABASE_URL": addresses(folder).database_url,
        "REDIS_URL": addresses(folder).redis_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "VAPID_PRIVATE_KEY": new_push_key(),
        "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
        "SITE_URL": "http://testserver",
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "0",
        "CONN_MAX_AGE": "0",
        "LOG_LEVEL": "WARNING",
        **kept,
    }


class Servers:
    """Both servers of a run, in its folder; fast, because nobody needs them after a crash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = PostgresServer(folder, durable=False)
        self.valkey = ValkeyServer(folder, durable=False)

    def start(self) -> None:
        """Start both. The role may switch triggers off, which emptying the tables needs."""
        from tests.harness.template import start_migrated  # Django is set up only by now.

        start_migrated(self.postgres)
        self.valkey.start()
        with self.postgres.connect_as_superuser() as connection:
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")

    def stop(self) -> None:
        """Stop both and remove everything they wrote."""
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def database_url(name: str) -> str:
    """Name the database `name` on this run's server, for processes started by a test."""
    folder = quote(str(postgres_socket_dir(Path(os.environ["DATA_DIR"]))), safe="")
    return f"postgresql://{ROLE}@/{name}?host={folder}"


def _sweep() -> None:
    """Remove the folders of runs that were killed; their servers went with them."""
    for folder in Path("/tmp").glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and started(int(pid)) is None:
            shutil.rmtree(folder, ignore_errors=True)
