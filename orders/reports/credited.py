"""Credit notes as they stand: what is left of a bill, and what became of a note."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue
from orders.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Payment, Refund
from orders.rules.credit import BilledLine
from orders.rules.tax import Tax


@dataclass(frozen=True)
class BillStanding:
    """An invoice less everything that was credited of it: lines by number, and its tax."""

    lines: Mapping[int, BilledLine]
    tax: Tax


def bill_standing(invoice: Invoice) -> BillStanding:
    """Say what of an invoice still stands. Three statements."""
    notes = CreditNote.objects.filter(invoice=invoice).aggregate(
        base=Sum("tax_base"), tax=Sum("tax"), total=Sum("amount")
    )
    credited = {
        line_no: sums
        for line_no, *sums in CreditNoteLine.objects.filter(credit_note__invoice=invoice)
        .values_list("billed_line_no")
        .annotate(Sum("pieces"), Sum("mass_kg"), Sum("amount"))
        .order_by("billed_line_no")
    }
    lines = {}
    for line in InvoiceLine.objects.filter(invoice=invoice).order_by("line_no"):
        pieces, mass_kg, amount = credited.get(line.line_no, (0, Decimal(0), 0))
        lines[line.line_no] = BilledLine(
            is_counted=line.pieces > 0,
            pieces=line.pieces - pieces,
            mass_kg=line.mass_kg - mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount - amount,
        )
    return BillStanding(
        lines,
        Tax(
            invoice.tax_base - (notes["base"] or 0),
            invoice.tax - (notes["tax"] or 0),
            invoice.total - (notes["total"] or 0),
        ),
    )


@dataclass(frozen=True)
class GivenBack:
    """A line of a credit note with its material."""

    line: CreditNoteLine
    material: catalogue.Material


@dataclass(frozen=True)
class CreditNoteView:
    """A credit note with its lines and what became of it, whole rupiah.

    unexplained: of a pool's deposit, what was paid over the bills and all that did not come.
    """

    note: CreditNote
    lines: tuple[GivenBack, ...]
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    unexplained: int


def credit_note_view(note: CreditNote) -> CreditNoteView:
    """Gather a credit note with everything about it. Four statements."""
    lines = list(CreditNoteLine.objects.filter(credit_note=note).order_by("line_no"))
    materials = catalogue.materials_by_id(note.center_id, (line.material_id for line in lines))
    payments = Payment.objects.filter(credit_note=note).select_related(
        "workshop", "invoice", "pool", "credit_note"
    )
    return CreditNoteView(
        note=note,
        lines=tuple(GivenBack(line, materials[line.material_id]) for line in lines),
        payments=tuple(payments.order_by("pk")),
        refunds=tuple(Refund.objects.filter(credit_note=note).order_by("pk")),
        unexplained=note.net - sum(line.amount for line in lines),
    )
