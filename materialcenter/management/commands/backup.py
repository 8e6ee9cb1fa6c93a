"""Write the whole database into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from materialcenter.supervision.backup import BackupRefused, write_backup
from materialcenter.supervision.lock import Held
from materialcenter.supervision.progress import Progress, terminal_language
from materialcenter.supervision.session import database_running


class Command(BaseCommand):
    """Back up, whether the site runs or not."""

    help = "Write the whole database into FILE, with a hash that `restore` checks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        with translation.override(terminal_language()):
            progress = Progress(self.stdout)
            try:
                with database_running("backup", beside_up=True):
                    manifest = write_backup(file, at=timezone.now())
            except Held as refusal:
                sentence = _("Process %(pid)d is busy here; try again when it is done.")
                raise CommandError(sentence % {"pid": refusal.holder.pid}) from refusal
            except BackupRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            said = {"file": file, "size": manifest.bytes // 1024, "sha256": manifest.sha256}
            progress.say(_("%(file)s holds the backup: %(size)d KiB, SHA-256 %(sha256)s.") % said)
