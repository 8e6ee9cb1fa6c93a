"""What a match found, in the words of who has to decide: every difference in kg and rupiah."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from materialcenter.formats import kg, rupiah
from orders.models import Receipt, ReceiptLine, SupplierInvoice, SupplierInvoiceLine
from orders.reports.returned import NOTHING as NOT_RETURNED
from orders.reports.returned import returned_of

NOTHING = Decimal(0)
TOLD = frozenset({"under_price", "under_quantity"})


@dataclass(frozen=True)
class DifferenceLine:
    """A difference. line: 0 for freight, None for the document itself.

    holds: it keeps the invoice from being paid. is_told: it is under a lower limit.
    """

    kind: str
    line: int | None
    mass_kg: Decimal
    rupiah: int
    holds: bool
    is_told: bool
    place: str
    sentence: str


@dataclass(frozen=True)
class ReceivedPart:
    """What came of an order's line with one receipt, and went back of it, as it is paid."""

    receipt: Receipt
    accepted_kg: Decimal
    returned_kg: Decimal


@dataclass(frozen=True)
class JudgedLine:
    """A line of an invoice with what receipts cover of it, and its result in words.

    receipts: all of the order's line, the oldest first. differences: of this line alone.
    """

    line: SupplierInvoiceLine
    result: str
    result_text: str
    covered_kg: Decimal | None
    due_amount: int | None
    receipts: tuple[ReceivedPart, ...]
    differences: tuple[DifferenceLine, ...]


@dataclass(frozen=True)
class Judged:
    """An invoice with its lines and every difference, those that hold it ahead."""

    invoice: SupplierInvoice
    lines: tuple[JudgedLine, ...]
    differences: tuple[DifferenceLine, ...]
    holding_rupiah: int
    freight_due: int | None
    freight_differences: tuple[DifferenceLine, ...]


def judged(invoice: SupplierInvoice) -> Judged:
    """Read a verdict back, in the language that is active. At most four statements."""
    match: Mapping[str, Any] = invoice.match or {"lines": [], "differences": []}
    results = {row["number"]: row for row in match["lines"]}
    lines = list(
        invoice.lines.select_related("order_line__purchase_order", "order_line__material").order_by(
            "line_no"
        )
    )
    receipts = _receipts(lines)
    differences = sorted(
        (_difference(row) for row in match["differences"]), key=lambda found: not found.holds
    )

    def of_line(number: int) -> tuple[DifferenceLine, ...]:
        return tuple(found for found in differences if found.line == number)

    return Judged(
        invoice=invoice,
        lines=tuple(
            _judged_line(
                line,
                results.get(line.line_no),
                receipts.get(line.order_line_id or 0, ()),
                of_line(line.line_no),
            )
            for line in lines
        ),
        differences=tuple(differences),
        holding_rupiah=sum(abs(found.rupiah) for found in differences if found.holds),
        freight_due=results[0]["due_amount"] if 0 in results else None,
        freight_differences=of_line(0),
    )


def _receipts(lines: Sequence[SupplierInvoiceLine]) -> dict[int, tuple[ReceivedPart, ...]]:
    """Find what came of each order line, by its id."""
    wanted = {line.order_line_id for line in lines if line.order_line_id is not None}
    rows = list(
        ReceiptLine.objects.filter(order_line_id__in=wanted)
        .select_related("receipt", "order_line")
        .order_by("receipt_id", "line_no")
    )
    returned = returned_of(row.pk for row in rows)
    found: dict[int, tuple[ReceivedPart, ...]] = {}
    for row in rows:
        order_line_id = row.order_line_id or 0
        gone = returned.get(row.pk, NOT_RETURNED)
        part = ReceivedPart(row.receipt, row.accepted_kg(), row.paid_kg(gone.pieces, gone.mass_kg))
        found[order_line_id] = (*found.get(order_line_id, ()), part)
    return found


def _judged_line(
    line: SupplierInvoiceLine,
    row: Mapping[str, Any] | None,
    receipts: tuple[ReceivedPart, ...],
    differences: tuple[DifferenceLine, ...],
) -> JudgedLine:
    if row is None:
        is_gone = line.invoice.match is not None and line.invoice.credited > 0
        text = _("Credited") if is_gone else _("Not matched yet")
        return JudgedLine(line, "", text, None, None, receipts, differences)
    return JudgedLine(
        line=line,
        result=row["result"],
        result_text=_result_text(row["result"]),
        covered_kg=Decimal(row["covered_kg"]),
        due_amount=row["due_amount"],
        receipts=receipts,
        differences=differences,
    )


def _result_text(result: str) -> str:
    return {
        "matched": _("Matches"),
        "within_limits": _("Within the limits"),
        "under_price": _("Below the agreed price"),
        "under_quantity": _("Less than received"),
        "over_price": _("Price too high"),
        "over_quantity": _("More than received"),
        "not_received": _("Not received"),
        "unknown": _("Not ordered"),
        "billed_twice": _("Settled from the receipts"),
    }[result]


def _difference(row: Mapping[str, Any]) -> DifferenceLine:
    mass_kg = Decimal(row["kg"])
    return DifferenceLine(
        kind=row["kind"],
        line=row["line"],
        mass_kg=mass_kg,
        rupiah=row["rupiah"],
        holds=row["holds"],
        is_told=row["kind"] in TOLD,
        place=_place(row["line"]),
        sentence=_sentence(row["kind"], mass_kg, row["rupiah"]),
    )


def _place(line: int | None) -> str:
    if line is None:
        return _("Invoice")
    return _("Line %(number)s") % {"number": line} if line else _("Freight")


def _sentence(kind: str, mass_kg: Decimal, amount: int) -> str:
    names = {"mass": kg(abs(mass_kg)), "amount": rupiah(abs(amount))}
    more = amount > 0
    match kind:
        case "unknown":
            sentence = _("%(amount)s billed for what this supplier was never ordered.")
        case "billed_twice":
            sentence = _("%(amount)s billed that is settled from the receipts without an invoice.")
        case "not_received" if mass_kg:
            sentence = _("%(mass)s for %(amount)s billed, and none of it was received.")
        case "not_received":
            sentence = _("%(amount)s billed that was never agreed.")
        case "over_quantity":
            sentence = _("%(mass)s more billed than received, worth %(amount)s.")
        case "under_quantity":
            sentence = _("%(mass)s received and not billed yet, worth %(amount)s.")
        case "over_price":
            sentence = _("%(amount)s over the agreed price.")
        case "under_price":
            sentence = _("%(amount)s under the agreed price.")
        case "vat" if more:
            sentence = _("VAT is %(amount)s too high.")
        case "vat":
            sentence = _("VAT is %(amount)s too low.")
        case _:
            sentence = _("The total is off by %(amount)s.")
    return sentence % names
