"""Stop the site of this folder."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from materialcenter.supervision.progress import Progress, terminal_language
from materialcenter.supervision.site import down


class Command(BaseCommand):
    """Stop a running `up`, or what a killed one left behind."""

    help = "Stop the site that `up` runs in this folder, or what a killed one left behind."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            progress = Progress(self.stdout)
            try:
                stopped = down(progress=progress)
            except TimeoutError as error:
                raise CommandError(_("It has not stopped in time; try again.")) from error
            progress.say(_("All is stopped.") if stopped else _("Nothing is running here."))
