"""Run the whole site in one terminal."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from materialcenter.embedded.errors import ServerFailed
from materialcenter.supervision.address import NoPort
from materialcenter.supervision.lock import Held
from materialcenter.supervision.progress import Progress, terminal_language
from materialcenter.supervision.site import Wish, up
from materialcenter.supervision.supervisor import PartFailed


class Command(BaseCommand):
    """Start servers, web, worker and beat; stop all of them on Ctrl-C."""

    help = "Start PostgreSQL, Valkey, web, worker and beat; Ctrl-C stops all of them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets the network in")
        parser.add_argument("--port", type=int, default=8000, help="the next free one is used")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)

    def handle(self, *args: Any, **options: Any) -> None:
        wish = Wish(host=options["host"], port=options["port"], processes=options["processes"])
        with translation.override(terminal_language()):
            try:
                up(wish, progress=Progress(self.stdout))
            except Held as refusal:
                raise CommandError(_held(refusal)) from refusal
            except PartFailed as failure:
                sentence = _("%(name)s did not start. The end of its log, %(log)s:")
                names = {"name": failure.part.name, "log": failure.part.log}
                raise CommandError(f"{sentence % names}\n{failure.log_tail}") from failure
            except (NoPort, ServerFailed) as failure:
                raise CommandError(str(failure)) from failure


def _held(refusal: Held) -> str:
    holder = refusal.holder
    if holder.doing != "up":
        return _("Process %(pid)d is busy here (%(doing)s). Try again when it is done.") % {
            "pid": holder.pid,
            "doing": holder.doing,
        }
    if not holder.address:
        return _("The site is already being started here, by process %(pid)d.") % {
            "pid": holder.pid
        }
    return _(
        "The site already runs here: %(address)s (process %(pid)d)."
        " Stop it with: uv run manage.py down"
    ) % {"address": holder.address, "pid": holder.pid}
