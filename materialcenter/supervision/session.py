"""PostgreSQL for a command that is run while the site is down."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from materialcenter.embedded.postgres import PostgresServer
from materialcenter.supervision.lock import Lock


@contextmanager
def database_running(doing: str, *, beside_up: bool) -> Iterator[None]:
    """Let the block use the database, starting the embedded server for it if none runs.

    doing: shown to whoever finds the folder locked meanwhile. beside_up: whether the block may run
    while `up` does, once its site answers. Raises Held otherwise.
    """
    data_dir = settings.DATA_DIR.resolve()
    lock = Lock(data_dir)
    holder = lock.holder()
    up_has_it = holder is not None and holder.address
    if beside_up and (up_has_it or not settings.EMBEDDED_DATABASE):
        yield
        return
    with lock.hold(doing):
        if not settings.EMBEDDED_DATABASE:
            yield
            return
        server = PostgresServer(data_dir)
        server.start()
        try:
            yield
        finally:
            connections.close_all()
            server.stop()
