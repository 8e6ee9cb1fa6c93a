"""Fill an empty database with the demo depot."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from materialcenter.models import Center
from materialcenter.supervision.progress import terminal_language
from orders.demo.building import build_demo


class Command(BaseCommand):
    """Build the Tegal depot with a finished pool, an open one, and a day's work waiting."""

    requires_system_checks: list[str] = []
    help = "Fill an empty database with the demo depot at Tegal and its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="the moment to count the last days from, ISO 8601")

    def handle(self, *args: Any, **options: Any) -> None:
        self.start = time.monotonic()
        with translation.override(terminal_language()):
            if not settings.DEMO:
                raise CommandError(
                    _("The demo's sign-ins are known to everybody. Set DEMO=1 if you want that.")
                )
            if Center.objects.exists():
                raise CommandError(_("There is a depot here already; nothing was changed."))
            build_demo(now=_moment(options["now"]), say=self._say)
            self._say(_("The demo depot is ready"))

    def _say(self, sentence: str | Promise) -> None:
        with translation.override(terminal_language()):
            self.stdout.write(f"  {time.monotonic() - self.start:5.1f} s  {sentence}")
        self.stdout.flush()


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(_("Write --now such as 2026-11-24T09:00.")) from None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
