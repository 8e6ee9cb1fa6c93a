"""What lowers a supplier's invoice, as people read it: each line with its material and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.person import Person
from orders.models import SupplierCredit, SupplierCreditLine, SupplierInvoice


@dataclass(frozen=True)
class CreditedLine:
    """A line of a credit. material: None for freight and for what was never ordered."""

    line: SupplierCreditLine
    material: catalogue.Material | None
    order_number: str
    cause: str


@dataclass(frozen=True)
class SupplierCreditView:
    """A credit with its lines."""

    credit: SupplierCredit
    lines: tuple[CreditedLine, ...]

    @property
    def is_draft(self) -> bool:
        """Say whether nobody booked it yet."""
        return self.credit.status == SupplierCredit.Status.DRAFT

    @property
    def left(self) -> int:
        """Return what a draft would leave of the invoice, whole rupiah."""
        invoice = self.credit.invoice
        return invoice.total - invoice.credited - self.credit.amount


def credit_view(credit: SupplierCredit) -> SupplierCreditView:
    """Read one credit in the language that is active; its invoice should be at hand."""
    return _views([credit])[0]


def listed_credits(
    person: Person, *, supplier: str = "", kind: str = "", status: str = ""
) -> QuerySet[SupplierCredit]:
    """Keep the credits a person may see, of a supplier by code, a kind, a state; "" is any.

    Each with its invoice and supplier.
    """
    rows = SupplierCredit.objects.visible_to(person).select_related("supplier", "invoice")
    wanted = {"supplier__code": supplier, "kind": kind, "status": status}
    return rows.filter(**{field: value for field, value in wanted.items() if value})


def credits_of(invoice: SupplierInvoice) -> list[SupplierCreditView]:
    """Read what lowers an invoice, or is drafted to, the newest first. Three statements."""
    found = (
        SupplierCredit.objects.filter(invoice=invoice)
        .exclude(status=SupplierCredit.Status.CANCELLED)
        .select_related("invoice", "written_by", "booked_by")
    )
    return _views(list(found))


def _views(found: Sequence[SupplierCredit]) -> list[SupplierCreditView]:
    rows = list(
        SupplierCreditLine.objects.filter(credit__in=[credit.pk for credit in found])
        .select_related("order_line__purchase_order")
        .order_by("credit_id", "line_no")
    )
    wanted = {row.order_line.material_id for row in rows if row.order_line}
    materials = catalogue.materials_by_id(found[0].center_id, wanted) if found else {}
    return [
        SupplierCreditView(
            credit, tuple(_line(row, materials) for row in rows if row.credit_id == credit.pk)
        )
        for credit in found
    ]


def _line(row: SupplierCreditLine, materials: dict[int, catalogue.Material]) -> CreditedLine:
    ordered = row.order_line
    return CreditedLine(
        line=row,
        material=materials[ordered.material_id] if ordered else None,
        order_number=ordered.purchase_order.number if ordered else "",
        cause=_cause(row),
    )


def _cause(row: SupplierCreditLine) -> str:
    if not row.billed_line_no:
        return _("Freight over what was agreed")
    return _("Billed and not received") if row.mass_kg else _("Price over what was agreed")
