"""Import a spreadsheet from the terminal."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from materialcenter.access import system_person
from materialcenter.errors import DomainError
from materialcenter.importing.kinds import kinds
from materialcenter.models import Center, ImportRun
from materialcenter.services.importing import import_now
from materialcenter.services.importing.showing import ShownFault, ShownRun, show_run
from materialcenter.supervision.progress import terminal_language


class Command(BaseCommand):
    """Read, check and write a file in one go; faults are printed and nothing is written."""

    help = "Import the spreadsheet FILE as KIND, all or nothing. Faults give exit code 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[kind.name for kind in kinds()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--center", help="code of the center, where there are several")
        parser.add_argument("--pool", default="", help="number of the pool, for pool_commitments")
        parser.add_argument("--as-of", default="", help="day of the list, for opening_stock")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(terminal_language()):
            shown = show_run(self._import(options))
            if shown.run.status != ImportRun.Status.APPLIED:
                self._print_faults(shown)
                sys.exit(1)
            self.stdout.write(
                _("%(file)s is imported: %(rows)s rows.")
                % {"file": options["file"].name, "rows": shown.run.row_count}
            )
            for count in shown.counts:
                self.stdout.write(f"  {count.label}: {count.number}")
            for warning in shown.warnings:
                self.stdout.write(f"  {warning.place}: {warning.sentence}")

    def _import(self, options: dict[str, Any]) -> ImportRun:
        given = {"pool": options["pool"], "as_of": options["as_of"]}
        file: Path = options["file"]
        try:
            return import_now(
                kind=options["kind"],
                name=file.name,
                content=file.read_bytes(),
                options={name: value for name, value in given.items() if value},
                by=system_person(_center(options["center"]).pk),
                at=timezone.now(),
                report=self._report,
            )
        except OSError as error:
            raise CommandError(str(error)) from error
        except DomainError as error:
            told = [str(error), *(f"  {fault.field}: {fault.sentence}" for fault in error.faults)]
            raise CommandError("\n".join(told)) from error

    def _report(self, done: int, total: int) -> None:
        self.stderr.write(_("%(done)s of %(total)s rows written") % {"done": done, "total": total})

    def _print_faults(self, shown: ShownRun) -> None:
        """Print a table: place, heading, value, what is wrong."""
        rows = [_row(fault) for fault in shown.faults]
        widths = [max(len(row[n]) for row in rows) for n in range(3)]
        for row in rows:
            told = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
            self.stderr.write(f"{told}  {row[3]}")
        self.stderr.write(
            _("%(count)s faults; nothing was imported.") % {"count": shown.fault_count}
        )


def _row(fault: ShownFault) -> tuple[str, str, str, str]:
    return (fault.place or "–", fault.heading, fault.value, fault.sentence)


def _center(code: str | None) -> Center:
    centers = Center.objects.all() if code is None else Center.objects.filter(code=code)
    found = list(centers.order_by("pk")[:2])
    if len(found) != 1:
        codes = ", ".join(Center.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(_("Name the center by --center; there are: %s.") % (codes or "–"))
    return found[0]
