"""The import of suppliers' invoices: each row a billed line, grouped into one invoice a number.

A sheet names the order's line; a tax invoice (Coretax XML) does not, so its lines are found
by the order and the material that their words name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.commands import step
from materialcenter.errors import Fault, Invalid
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Column, Context, Kind, Line, Option, Reading
from materialcenter.importing.lines import rows_by
from materialcenter.models import Supplier
from materialcenter.person import Person, Role
from materialcenter.rules.reading import DATE_EXAMPLE, normalised_number, read_date
from orders.models import PurchaseOrder, PurchaseOrderLine, SupplierInvoice
from orders.services.importing.tax_invoices import sheets_of
from orders.services.supplier_invoicing import (
    BilledLine,
    Paper,
    faults_of,
    order_lines_of,
    write_supplier_invoice,
)

ORDER = "purchase_order"
CENT = Decimal("0.01")
SAME_ON_AN_INVOICE = ("invoiced_on", "due_on", "freight", "tax", "total", "currency")
ORDER_NUMBER = re.compile(r"\bPO-[A-Z0-9]+-\d{4}-\d{3,}\b")
NOT_MATERIAL = re.compile(r"[^A-Z0-9.]+")


class NoSuchOrder(Invalid):
    """There is no purchase order of this number."""

    code = "purchase_order_unknown"
    sentence = _("There is no purchase order “%(number)s”.")


@dataclass(frozen=True)
class InvoiceRow:
    """A billed line as the file has it; amounts are whole rupiah of the whole invoice.

    purchase_order "" and order_line None where the file does not say; mass_kg and
    price_per_kg None where it counts pieces only.
    """

    supplier: Supplier
    number: str
    invoiced_on: date
    due_on: date | None
    purchase_order: str | None
    order_line: int | None
    description: str | None
    pieces: int | None
    mass_kg: Decimal | None
    price_per_kg: Decimal | None
    amount: Decimal
    freight: Decimal | None
    tax: Decimal | None
    total: Decimal
    currency: str | None


Lines = Sequence[Line[InvoiceRow]]


def find_by_code_or_npwp(by: Person, codes: Collection[str]) -> Mapping[str, Supplier]:
    """Find the center's suppliers by code, or by the tax number that a tax invoice has."""
    mine = Supplier.objects.visible_to(by)
    by_npwp = {s.npwp: s for s in mine.filter(npwp__in=codes).exclude(npwp="").order_by("-pk")}
    return by_npwp | {s.code: s for s in mine.filter(code__in=codes)}


def _read_order(value: str, by: Person) -> str:
    found = PurchaseOrder.objects.visible_to(by).filter(number__iexact=value).first()
    if found is None:
        raise NoSuchOrder(field=ORDER, number=value)
    return found.number


def _check(reading: Reading[InvoiceRow], context: Context) -> Iterator[CellFault]:
    """Look over each invoice: one head, sums that hold, lines that exist, a new number."""
    known = _known_numbers(reading, context)
    for (supplier, number), lines in _by_invoice(reading.lines).items():
        yield from _disagreements(lines)
        if (supplier.pk, number) in known:
            yield lines[0].fault("supplier_invoice_known", field="number")
        if all(line.row is not None for line in lines):
            yield from _paper_faults(supplier, lines, context)


def _by_invoice(lines: Lines) -> dict[tuple[Supplier, str], list[Line[InvoiceRow]]]:
    """Group lines by supplier and number as it is the same however it is spelt."""
    groups: dict[tuple[Supplier, str], list[Line[InvoiceRow]]] = defaultdict(list)
    for (supplier, number), found in rows_by(lines, "supplier", "number").items():
        groups[supplier, normalised_number(number)] += found
    return groups


def _known_numbers(reading: Reading[InvoiceRow], context: Context) -> set[tuple[int, str]]:
    wanted = {number for _supplier, number in _by_invoice(reading.lines)}
    known = (
        SupplierInvoice.objects.visible_to(context.by)
        .filter(normalised_number__in=wanted)
        .exclude(status=SupplierInvoice.Status.REFUSED)
    )
    return set(known.values_list("supplier_id", "normalised_number"))


def _disagreements(lines: Lines) -> Iterator[CellFault]:
    for name in SAME_ON_AN_INVOICE:
        readable = [line for line in lines if name in line.values]
        for line in readable[1:]:
            if line.values[name] != readable[0].values[name]:
                yield line.fault(
                    "rows_disagree",
                    field=name,
                    expected=cells.shown(readable[0].cells.get(name)),
                    first=readable[0].number,
                )


def _paper_faults(supplier: Supplier, lines: Lines, context: Context) -> Iterator[CellFault]:
    rows = [line.row for line in lines if line.row is not None]
    paper = _paper(supplier, rows, context)
    today = timezone.localdate(context.at)
    for fault in faults_of(paper, supplier, order_lines_of(supplier, paper.lines), today=today):
        line, field = _place(fault, lines)
        yield line.fault(
            "refused", field=field if field in line.cells else "", sentence=fault.sentence
        )


def _place(fault: Fault, lines: Lines) -> tuple[Line[InvoiceRow], str]:
    """Find the row and field that a fault of the whole paper is about; the first row's else."""
    field = fault.field or ""
    if found := re.fullmatch(r"lines\.(\d+)\.(\w+)", field):
        return lines[int(found[1])], found[2]
    return lines[0], "amount" if field == "net" else field


def _paper(supplier: Supplier, rows: Sequence[InvoiceRow], context: Context) -> Paper:
    lines = _billed(supplier, rows, context)
    head = rows[0]
    return Paper(
        number=head.number,
        invoiced_on=head.invoiced_on,
        due_on=head.due_on,
        lines=lines,
        net=sum(line.amount for line in lines),
        freight=_rupiah(head.freight),
        tax=_rupiah(head.tax),
        total=_rupiah(head.total),
        currency=head.currency or "IDR",
    )


def _billed(supplier: Supplier, rows: Sequence[InvoiceRow], context: Context) -> list[BilledLine]:
    named = [_order_of(row, context) for row in rows]
    ordered = _lines_of_orders(supplier, {number for number in named if number})
    materials = catalogue.materials_by_id(
        supplier.center_id, {line.material_id for lines in ordered.values() for line in lines}
    )
    return [
        _line(row, number, ordered.get(number, []), materials)
        for row, number in zip(rows, named, strict=True)
    ]


def _order_of(row: InvoiceRow, context: Context) -> str:
    """Say which order a row bills: its own word, the option, or a number in its words."""
    if row.purchase_order:
        return row.purchase_order.strip()
    if asked := context.options.get(ORDER):
        return str(asked)
    found = ORDER_NUMBER.search(f"{row.description or ''} {row.number}".upper())
    return found[0] if found else ""


def _lines_of_orders(
    supplier: Supplier, numbers: Collection[str]
) -> dict[str, list[PurchaseOrderLine]]:
    rows = (
        PurchaseOrderLine.objects.filter(
            purchase_order__supplier=supplier, purchase_order__number__in=numbers
        )
        .select_related("purchase_order")
        .order_by("purchase_order_id", "line_no")
    )
    ordered: dict[str, list[PurchaseOrderLine]] = defaultdict(list)
    for row in rows:
        ordered[row.purchase_order.number].append(row)
    return ordered


def _line(
    row: InvoiceRow,
    number: str,
    ordered: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
) -> BilledLine:
    order_line = row.order_line or _line_named(row.description or "", ordered, materials)
    found = next((line for line in ordered if line.line_no == order_line), None)
    amount = _rupiah(row.amount)
    mass_kg, pieces = row.mass_kg, row.pieces or 0
    if mass_kg is None and found is not None and pieces:
        mass_kg = catalogue.table_kg(materials[found.material_id], pieces)
    price = row.price_per_kg
    if price is None and mass_kg:
        price = (amount / mass_kg).quantize(CENT, ROUND_HALF_UP)
    return BilledLine(
        purchase_order=number if order_line else "",
        order_line=order_line,
        mass_kg=mass_kg or Decimal(0),
        price_per_kg=price or Decimal(0),
        amount=amount,
        pieces=pieces,
        description=row.description or "",
    )


def _line_named(
    words: str,
    ordered: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
) -> int:
    """Find the one line whose material's code stands in the words; 0 for none or several."""
    said = f"-{NOT_MATERIAL.sub('-', words.upper())}-"
    found = [
        line.line_no
        for line in ordered
        if f"-{NOT_MATERIAL.sub('-', materials[line.material_id].code)}-" in said
    ]
    return found[0] if len(found) == 1 else 0


def _rupiah(amount: Decimal | None) -> int:
    return int(amount or 0)


def _count(reading: Reading[InvoiceRow], _context: Context) -> Mapping[str, int]:
    return {"invoices": len(_by_invoice(reading.lines)), "lines": len(reading.rows)}


@step
def _apply(reading: Reading[InvoiceRow], context: Context) -> None:
    done = 0
    for (supplier, _number), lines in _by_invoice(reading.lines).items():
        rows = [line.row for line in lines if line.row is not None]
        paper = _paper(supplier, rows, context)
        write_supplier_invoice(supplier, paper, by=context.by, at=context.at)
        done += len(rows)
        context.report(done)


_amount = cells.or_zero(cells.decimal(places=0, largest=Decimal(10**13), example="11.200.000"))

SUPPLIER_INVOICES: Kind[Any] = Kind(
    name="supplier_invoices",
    title=_("Suppliers' invoices"),
    roles=frozenset({Role.FINANCE, Role.SUPERVISOR}),
    columns=(
        Column(
            "supplier",
            ("Pemasok", "Kode pemasok", "NPWP pemasok", "Supplier"),
            cells.code(16, "S01"),
            example="S01",
            find=find_by_code_or_npwp,
            unknown="unknown_supplier",
        ),
        Column(
            "number",
            ("Nomor faktur", "No. faktur", "Invoice number"),
            cells.text(60, "INV-001"),
            example="INV-001",
        ),
        Column("invoiced_on", ("Tanggal faktur", "Invoice date"), read_date, example=DATE_EXAMPLE),
        Column(
            "due_on",
            ("Jatuh tempo", "Due date"),
            read_date,
            needed=False,
            optional=True,
            example=DATE_EXAMPLE,
        ),
        Column(
            "purchase_order",
            ("PO", "Nomor PO", "Purchase order"),
            cells.text(30, "PO-TGL-2026-00001"),
            needed=False,
            optional=True,
            example="PO-TGL-2026-00001",
        ),
        Column(
            "order_line",
            ("Baris PO", "Order line"),
            cells.whole(least=1, largest=32_767, example="1"),
            needed=False,
            optional=True,
            example="1",
        ),
        Column(
            "description",
            ("Uraian", "Nama barang", "Description"),
            cells.text(160, "Pelat SPHC 2 mm"),
            needed=False,
            optional=True,
            example="Pelat SPHC 2 mm",
        ),
        Column(
            "pieces",
            ("Lembar/batang", "Jumlah", "Pieces"),
            cells.whole(least=0, largest=10_000_000, example="50"),
            needed=False,
            optional=True,
            example="50",
        ),
        Column(
            "mass_kg",
            ("Berat (kg)", "kg", "Weight (kg)"),
            cells.mass_kg,
            needed=False,
            optional=True,
            example="2.306,5",
        ),
        Column(
            "price_per_kg",
            ("Harga (Rp/kg)", "Harga", "Price (Rp/kg)"),
            cells.or_zero(cells.price_per_kg),
            needed=False,
            optional=True,
            example="11.200",
        ),
        Column("amount", ("Jumlah (Rp)", "DPP", "Amount (Rp)"), _amount, example="25.832.800"),
        Column(
            "freight",
            ("Ongkos kirim (Rp)", "Freight (Rp)"),
            _amount,
            needed=False,
            optional=True,
            example="500.000",
        ),
        Column("tax", ("PPN (Rp)", "PPN", "VAT (Rp)"), _amount, needed=False, example="2.841.608"),
        Column("total", ("Total (Rp)", "Total"), _amount, example="28.674.408"),
        Column(
            "currency",
            ("Mata uang", "Currency"),
            cells.text(10, "IDR"),
            needed=False,
            optional=True,
            example="IDR",
        ),
    ),
    row=InvoiceRow,
    apply=_apply,
    check=_check,
    count=_count,
    read_xml=sheets_of,
    sentences={
        "supplier_invoice_known": _(
            "Invoice “%(value)s” of this supplier was entered already, however it is spelt."
        ),
        "rows_disagree": _(
            "%(heading)s is “%(value)s” here but “%(expected)s” in row %(first)s of the same"
            " invoice; all its rows must say the same."
        ),
    },
    counts={"invoices": _("invoices"), "lines": _("lines")},
    options=(Option(ORDER, _("Purchase order, where the file names none"), _read_order),),
)
