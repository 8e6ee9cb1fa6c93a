"""Bring the whole site up in one terminal, and take it down."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils.translation import gettext as _

from materialcenter.embedded.postgres import PostgresServer
from materialcenter.embedded.valkey import ValkeyServer
from materialcenter.supervision import assets, parts
from materialcenter.supervision.address import free_port
from materialcenter.supervision.lock import Lock
from materialcenter.supervision.parts import Part
from materialcenter.supervision.progress import Progress
from materialcenter.supervision.supervisor import Supervisor, Told, stop_leftovers

# A part that dies is told of at once; this is for a machine that has much else to do.
_PATIENCE_S = 180.0
_DATABASE_PATIENCE_S = 30.0
_DOWN_PATIENCE_S = 90.0


@dataclass(frozen=True)
class Wish:
    """What the person asked for on the command line."""

    host: str
    port: int
    processes: int


def up(wish: Wish, *, progress: Progress) -> None:
    """Run everything until told to stop; then stop it all, in order, and return.

    Raises Held when an `up` runs already, NoPort, ServerFailed, PartFailed; nothing is left running
    in any case.
    """
    data_dir = settings.DATA_DIR.resolve()
    with Lock(data_dir).hold("up") as lock, Supervisor(progress).running() as supervisor:
        try:
            _start(wish, lock=lock, supervisor=supervisor, progress=progress)
            supervisor.watch()
        except Told:
            progress.say(_("Told to stop."))


def down(*, progress: Progress) -> bool:
    """Stop the `up` of this data folder, or what one that was killed left; tell if there was any.

    Raises TimeoutError when it has not stopped in time.
    """
    data_dir = settings.DATA_DIR.resolve()
    holder = Lock(data_dir).holder()
    if holder is None:
        names = stop_leftovers(_all_parts(data_dir))
        for name in names:
            progress.say(_("%(name)s was left over and has been stopped.") % {"name": name})
        return bool(names)
    if holder.doing == "up":
        progress.say(_("Telling process %(pid)d to stop.") % {"pid": holder.pid})
        os.kill(holder.pid, signal.SIGTERM)
    deadline = time.monotonic() + _DOWN_PATIENCE_S
    while Lock(data_dir).holder() is not None:
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)
    return True


def _start(wish: Wish, *, lock: Lock, supervisor: Supervisor, progress: Progress) -> None:
    data_dir = settings.DATA_DIR.resolve()
    for name in stop_leftovers(_all_parts(data_dir)):
        progress.say(_("%(name)s was left over and has been stopped.") % {"name": name})
    port = free_port(wish.host, wish.port)
    if port != wish.port:
        taken = {"wanted": wish.port, "port": port}
        progress.say(_("Port %(wanted)d is taken; the site uses %(port)d.") % taken)
    _start_servers(supervisor, progress)
    _prepare(data_dir, progress)
    address = f"http://{_shown(wish.host)}:{port}"
    web, *others = programs = _programs(data_dir, wish=wish, port=port, address=address)
    # The web server loads while the demo depot does; nobody is told its address yet.
    supervisor.start(web)
    _load_demo(progress)
    with progress.step(_("Starting web, worker and beat"), _("Web, worker and beat answer")):
        for part in others:
            supervisor.start(part)
        supervisor.wait_for(programs, patience_s=_PATIENCE_S)
    lock.tell(address)
    progress.say(_("Ready: %(address)s") % {"address": address})
    _show_sign_ins(progress)
    progress.show(_("Stop with Ctrl-C, or from another terminal with: uv run manage.py down"))


def _start_servers(supervisor: Supervisor, progress: Progress) -> None:
    data_dir = settings.DATA_DIR.resolve()
    if settings.EMBEDDED_DATABASE:
        postgres = PostgresServer(data_dir)
        _start_server(postgres, supervisor, progress)
        for folder in postgres.opened:
            sentence = _("PostgreSQL does not run as root; other users may now pass through %s.")
            progress.say(sentence % folder)
    else:
        _wait_for_database()
    if settings.EMBEDDED_VALKEY:
        _start_server(ValkeyServer(data_dir), supervisor, progress)


def _start_server(server: Part, supervisor: Supervisor, progress: Progress) -> None:
    names = {"name": server.name}
    with progress.step(_("Starting %(name)s") % names, _("%(name)s answers") % names):
        supervisor.start(server)


def _wait_for_database() -> None:
    """Return when the given database answers; raise its own error when it does not."""
    deadline = time.monotonic() + _DATABASE_PATIENCE_S
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _prepare(data_dir: Path, progress: Progress) -> None:
    """Bring translations, then database and static files up to what this version needs."""
    assets.translate()
    with ThreadPoolExecutor(1) as pool:
        building = pool.submit(_build, data_dir)
        with progress.step(_("Migrating the database"), _("The database is up to date")):
            call_command("migrate", interactive=False, verbosity=0)
        with progress.step(_("Building pages"), _("Styles and translations are built")):
            building.result()


def _build(data_dir: Path) -> None:
    assets.build()
    assets.collect(data_dir, settings.STATIC_ROOT)


def _load_demo(progress: Progress) -> None:
    if settings.DEMO and not apps.get_model("materialcenter", "Center").objects.exists():
        with progress.step(_("Loading the demo depot"), _("The demo depot is loaded")):
            call_command("load_demo")
    connections.close_all()


def _programs(data_dir: Path, *, wish: Wish, port: int, address: str) -> list[Part]:
    environment = {"SITE_URL": os.environ.get("SITE_URL", address)}
    return [
        parts.web(
            data_dir,
            host=wish.host,
            port=port,
            site_name=_site_name(),
            workers=wish.processes,
            environment=environment,
        ),
        parts.worker(data_dir, processes=wish.processes, environment=environment),
        parts.beat(data_dir, redis_url=settings.REDIS_URL, environment=environment),
    ]


def _all_parts(data_dir: Path) -> list[Part]:
    """Name every part that an `up` of this folder may have started, in order."""
    wish = Wish(host="", port=0, processes=1)
    programs = _programs(data_dir, wish=wish, port=0, address="")
    return [PostgresServer(data_dir), ValkeyServer(data_dir), *programs]


def _site_name() -> str:
    """Choose a Host header that the site accepts."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return names[0] if names else "localhost"


def _shown(host: str) -> str:
    """Return the host as a person types it into a browser on this machine."""
    if host in ("0.0.0.0", "::", "127.0.0.1", "::1"):  # noqa: S104 - only compared
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _show_sign_ins(progress: Progress) -> None:
    """Print who may sign in to the demo depot, and with what."""
    if not settings.DEMO:
        return
    progress.show("\n" + _("Sign-ins of the demo depot:"))
    for row in settings.DEMO_SIGN_INS:
        progress.show(f"  {row['username']:<12} {row['password']:<16} {row['role']}, {row['name']}")
    progress.show("")
