"""Settle what is due of suppliers that are settled on receipt, or say what would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from materialcenter.formats import day, kg, rupiah
from materialcenter.models import Supplier
from materialcenter.supervision.progress import terminal_language
from orders.models import Receipt
from orders.reports.settling import SupplierToSettle, supplier_to_settle
from orders.services.settling import settle_receipt


class Command(BaseCommand):
    """`manage.py settle_receipts`: the suppliers that somebody started, as the job does."""

    help = "Settle suppliers from their receipts; --dry-run changes nothing and shows them all."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to change nothing, and a center or supplier to look at alone."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be settled")
        parser.add_argument("--center", default="", help="one center's code")
        parser.add_argument("--supplier", default="", help="one supplier's code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each receipt that is due, and settle it unless it is a dry run."""
        with translation.override(terminal_language()):
            suppliers = list(_suppliers(options["center"], options["supplier"]))
            if not suppliers:
                raise CommandError(_("No supplier is settled on receipt."))
            for supplier in suppliers:
                found = supplier_to_settle(supplier, since=supplier.settled_since)
                self._print(found)
                if options["dry_run"]:
                    continue
                if supplier.settled_since is None:
                    self.stdout.write(_("  Not settled: nobody started it on its page yet."))
                    continue
                for one in found.due:
                    self._settle(one.receipt)

    def _print(self, found: SupplierToSettle) -> None:
        told = {"supplier": found.supplier, "kg": kg(found.mass_kg), "total": rupiah(found.total)}
        self.stdout.write(_("%(supplier)s: %(kg)s, %(total)s with freight and VAT") % told)
        for one in found.receipts:
            self.stdout.write(f"  {one.receipt.number}  {day(one.received_on)}")
            if called_off := one.receipt.called_off:
                names = {"number": called_off.number, "reason": called_off.decision_reason}
                self.stdout.write(_("    held back: %(number)s was called off: %(reason)s") % names)
            for line in (*one.lines, *one.waiting):
                waits = f"  ({line.waits_for})" if line.waits_for else ""
                amount = rupiah(line.amount)
                code = line.row.material.code
                self.stdout.write(f"    {code}  {kg(line.mass_kg)}  {amount}{waits}")

    def _settle(self, receipt: Receipt) -> None:
        invoice = settle_receipt(receipt_id=receipt.pk, at=timezone.now())
        if invoice is not None:
            self.stdout.write(f"  {receipt.number} → {invoice.number}  {rupiah(invoice.total)}")


def _suppliers(center: str, supplier: str) -> QuerySet[Supplier]:
    rows = Supplier.objects.filter(settles_on_receipt=True).select_related("center")
    if center:
        rows = rows.filter(center__code=center)
    if supplier:
        rows = rows.filter(code=supplier)
    return rows.order_by("center__code", "code")
