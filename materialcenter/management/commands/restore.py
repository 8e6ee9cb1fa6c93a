"""Put a backup in the place of the database's content."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from materialcenter.supervision.backup import BackupRefused, forget_valkey, restore_backup
from materialcenter.supervision.lock import Held
from materialcenter.supervision.progress import Progress, terminal_language
from materialcenter.supervision.session import database_running


class Command(BaseCommand):
    """Restore a backup while the site is down."""

    help = "Replace the database's content by the backup in FILE, wholly or not at all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="overwrite what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            progress = Progress(self.stdout)
            try:
                with database_running("restore", beside_up=False):
                    manifest = restore_backup(options["file"], replace=options["replace"])
                    call_command("migrate", interactive=False, verbosity=0)
                    forget_valkey()
            except Held as refusal:
                sentence = _("The site runs here (process %(pid)d). Stop it first: manage.py down")
                raise CommandError(sentence % {"pid": refusal.holder.pid}) from refusal
            except BackupRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            progress.say(_("The backup of %(moment)s is restored.") % {"moment": manifest.made_at})
