"""Keep the catalogues of translations in step with the source."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from materialcenter.supervision import translations


class Command(BaseCommand):
    """Extract, check or compile; without a word, extract."""

    help = "Update the catalogues of translations from the source."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="fail and list what is missing")
        what.add_argument("--compile", action="store_true", help="write what Django reads")
        what.add_argument("--drop-unused", action="store_true", help="update, forget the obsolete")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
        elif options["compile"]:
            count = translations.compile_all()
            if options["verbosity"]:
                self.stdout.write(f"{count} catalogues compiled.")
        else:
            translations.update(drop_unused=options["drop_unused"])

    def _check(self) -> None:
        gaps = translations.gaps()
        for gap in gaps:
            self.stderr.write(f"{gap.catalogue}: {gap.why}: {gap.text!r}")
        if gaps:
            raise CommandError(f"{len(gaps)} entries are not as they should be.")
