"""Suppliers' invoices: entering one as its paper says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.models import Role, Supplier
from materialcenter.rules.money import line_amount
from materialcenter.rules.reading import Unreadable, normalised_number
from materialcenter.services.holding_uploads import claim_uploads
from orders.models import PurchaseOrderLine, SupplierInvoice, SupplierInvoiceLine
from orders.reports.bank_days import next_bank_day
from orders.services.closed_months import closed_faults

KEEPERS = (Role.FINANCE, Role.SUPERVISOR)
OLDEST = timedelta(days=2 * 365)
LARGEST_KG = Decimal(10_000_000)
LARGEST_AMOUNT = 10**13
CENT = Decimal("0.01")
# How the one currency is written on papers.
RUPIAH = frozenset({"IDR", "RP"})


@dataclass(frozen=True)
class BilledLine:
    """A line as it stands on the paper.

    purchase_order, order_line: number of the order and of its line; "" and 0 when nobody
    can tell what the line bills, which holds the invoice. mass_kg: in the weight that the
    price multiplies. amount: whole rupiah before tax.
    """

    purchase_order: str
    order_line: int
    mass_kg: Decimal
    price_per_kg: Decimal
    amount: int
    pieces: int = 0
    description: str = ""


class BadSupplierInvoice(Invalid):
    """The invoice does not hold together; `faults` names everything."""

    code = "supplier_invoice_invalid"
    sentence = _("This invoice cannot be entered like this.")


class InvoiceKnown(Conflict):
    """The supplier's invoice of this number is in the books already."""

    code = "supplier_invoice_known"
    sentence = _("Invoice %(number)s of this supplier was entered already.")


@dataclass(frozen=True)
class Paper:
    """An invoice as its paper says it, whole rupiah.

    net: the sum of the lines, freight beside it, tax on both, total of all. due_on: None
    takes the supplier's terms; either is moved to the next bank day. The number counts without case, blanks and signs:
    "INV-001 " is "inv001". currency: "IDR", the only one that is taken.
    """

    number: str
    invoiced_on: date
    lines: Sequence[BilledLine]
    net: int
    tax: int
    total: int
    freight: int = 0
    due_on: date | None = None
    currency: str = "IDR"


@command
def enter_supplier_invoice(
    *,
    supplier_id: int,
    paper: Paper,
    by: Person,
    at: datetime,
    held_paper_id: int | None = None,
) -> SupplierInvoice:
    """Enter an invoice as the paper says; a worker then matches it to the receipts.

    held_paper_id: an upload of the person's that is its PDF or photo. Raises WrongRole,
    Missing, BadSupplierInvoice, UploadGone, InvoiceKnown, also when two enter it at once.
    """
    by.must_be(*KEEPERS)
    supplier = Supplier.objects.visible_to(by).filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing(field="supplier")
    invoice = write_supplier_invoice(supplier, paper, by=by, at=at)
    if held_paper_id is not None:
        held = claim_uploads(
            [held_paper_id], subject="SupplierInvoice", subject_id=invoice.pk, by=by
        )
        invoice.document = held[0]
        invoice.save(update_fields=["document"])
    return invoice


@step
def write_supplier_invoice(
    supplier: Supplier, paper: Paper, *, by: Person, at: datetime
) -> SupplierInvoice:
    """Write an invoice down and have it matched; see enter_supplier_invoice.

    supplier: the person's own. Raises BadSupplierInvoice, InvoiceKnown.
    """
    order_lines = order_lines_of(supplier, paper.lines)
    faults = faults_of(paper, supplier, order_lines, today=timezone.localdate(at))
    if faults:
        raise BadSupplierInvoice(faults=faults)
    invoice = SupplierInvoice(invoiced_on=paper.invoiced_on)
    due_on = _stated_due(paper, supplier, timezone.localdate(at))
    invoice.due_on = next_bank_day(supplier.center_id, due_on)
    invoice.freight, invoice.net, invoice.tax = paper.freight, paper.net, paper.tax
    invoice.total = paper.total
    _keep(invoice, supplier, paper.number, by=by, at=at)
    _keep_lines(invoice, paper.lines, order_lines)
    audit.record(
        by=by,
        action="supplier_invoice.entered",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        number=invoice.number,
        total=paper.total,
    )
    later(
        "orders.tasks.match_supplier_invoice",
        center_id=by.center_id,
        supplier_invoice_id=invoice.pk,
    )
    return invoice


def faults_of(
    paper: Paper,
    supplier: Supplier,
    order_lines: Mapping[tuple[str, int], PurchaseOrderLine],
    *,
    today: date,
) -> list[Fault]:
    """Name everything that is wrong with a paper, each at its field."""
    due_on = _stated_due(paper, supplier, today)
    faults = _head_faults(paper.number, paper.invoiced_on, due_on, today=today)
    faults += _currency_faults(paper.currency)
    faults += closed_faults(supplier.center_id, paper.invoiced_on, field="invoiced_on")
    faults += _sum_faults(
        paper.lines, net=paper.net, freight=paper.freight, tax=paper.tax, total=paper.total
    )
    return faults + _lines_faults(paper.lines, order_lines, freight=paper.freight)


def _stated_due(paper: Paper, supplier: Supplier, today: date) -> date:
    """Take the paper's due date, else the supplier's terms from no later than today."""
    usual = min(paper.invoiced_on, today) + timedelta(days=supplier.payment_terms_days)
    return paper.due_on or usual


def order_lines_of(
    supplier: Supplier, lines: Sequence[BilledLine]
) -> dict[tuple[str, int], PurchaseOrderLine]:
    """Find the order lines that are named, among this supplier's own orders."""
    rows = PurchaseOrderLine.objects.filter(
        purchase_order__supplier=supplier,
        purchase_order__center_id=supplier.center_id,
        purchase_order__number__in={line.purchase_order.strip() for line in lines},
    ).select_related("purchase_order")
    return {(row.purchase_order.number, row.line_no): row for row in rows}


@step
def _keep(
    invoice: SupplierInvoice, supplier: Supplier, number: str, *, by: Person, at: datetime
) -> None:
    """Keep an invoice under its number, which the database lets a supplier use once."""
    invoice.center_id, invoice.supplier = by.center_id, supplier
    invoice.number, invoice.normalised_number = number.strip(), normalised_number(number)
    invoice.entered_by_id, invoice.entered_at = by.user_id, at
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != "supplier_invoice_once":
            raise
        raise InvoiceKnown(number=invoice.number, field="number") from error


def _keep_lines(
    invoice: SupplierInvoice,
    lines: Sequence[BilledLine],
    order_lines: Mapping[tuple[str, int], PurchaseOrderLine],
) -> None:
    SupplierInvoiceLine.objects.bulk_create(
        SupplierInvoiceLine(
            invoice=invoice,
            line_no=n,
            order_line=order_lines.get((line.purchase_order.strip(), line.order_line)),
            description=line.description.strip(),
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            price_per_kg=line.price_per_kg,
            amount=line.amount,
        )
        for n, line in enumerate(lines, start=1)
    )


def _head_faults(number: str, invoiced_on: date, due_on: date, *, today: date) -> list[Fault]:
    faults = []
    try:
        too_long = len(normalised_number(number)) > 60 or len(number.strip()) > 60
    except Unreadable:
        faults.append(Fault("number_missing", __("Enter the invoice's number."), "number"))
    else:
        if too_long:
            faults.append(
                Fault("number_too_long", __("The number is longer than 60 characters."), "number")
            )
    if invoiced_on > today:
        faults.append(
            Fault("date_in_the_future", __("The date lies in the future."), "invoiced_on")
        )
    if invoiced_on < today - OLDEST:
        faults.append(
            Fault("date_too_old", __("The invoice is older than two years."), "invoiced_on")
        )
    if due_on < invoiced_on:
        faults.append(
            Fault("due_before_invoice", __("It falls due before its own date."), "due_on")
        )
    return faults


def _currency_faults(currency: str) -> list[Fault]:
    if currency.strip().upper() in RUPIAH:
        return []
    sentence = __("Only invoices in rupiah (IDR) are entered, not in %(currency)s.")
    return [Fault("currency_not_idr", sentence % {"currency": currency.strip()}, "currency")]


def _sum_faults(
    lines: Sequence[BilledLine], *, net: int, freight: int, tax: int, total: int
) -> list[Fault]:
    faults = [
        Fault("amount_out_of_range", __("An amount is zero or more."), field)
        for field, amount in (("freight", freight), ("net", net), ("tax", tax), ("total", total))
        if not 0 <= amount <= LARGEST_AMOUNT
    ]
    added = sum(line.amount for line in lines)
    if net != added:
        faults.append(
            Fault(
                "net_does_not_add_up",
                __("The lines add up to %(sum)s, not %(net)s.")
                % {"sum": rupiah(added), "net": rupiah(net)},
                "net",
            )
        )
    if total != net + freight + tax:
        faults.append(
            Fault(
                "total_does_not_add_up",
                __("Net, freight and VAT add up to %(sum)s, not %(total)s.")
                % {"sum": rupiah(net + freight + tax), "total": rupiah(total)},
                "total",
            )
        )
    return faults


def _lines_faults(
    lines: Sequence[BilledLine],
    order_lines: Mapping[tuple[str, int], PurchaseOrderLine],
    *,
    freight: int,
) -> list[Fault]:
    if not lines:
        return [Fault("no_lines", __("Enter at least one line."), "lines")]
    faults = []
    for index, line in enumerate(lines):
        for code, field, sentence in _line_faults(line, order_lines):
            place = __("Line %(number)s") % {"number": index + 1}
            faults.append(Fault(code, sentence, f"lines.{index}.{field}", place))
    if freight and len({line.purchase_order.strip() for line in lines}) > 1:
        faults.append(
            Fault(
                "freight_of_several_orders",
                __("Freight is agreed per order: enter an invoice with freight for one order."),
                "freight",
            )
        )
    return faults


def _line_faults(
    line: BilledLine, order_lines: Mapping[tuple[str, int], PurchaseOrderLine]
) -> list[tuple[str, str, str]]:
    """Return (code, field, sentence) for everything that is wrong with a line."""
    found = []
    named = line.purchase_order.strip()
    if named and (named, line.order_line) not in order_lines:
        found.append(
            (
                "order_line_unknown",
                "order_line",
                __("This supplier has no line %(line)s on order %(order)s.")
                % {"line": line.order_line, "order": named},
            )
        )
    if not named and not line.description.strip():
        found.append(
            (
                "description_missing",
                "description",
                __("Say what the line bills when it names no order."),
            )
        )
    if len(line.description.strip()) > 160:
        found.append(("description_too_long", "description", __("Shorten it to 160 characters.")))
    if not 0 < line.mass_kg <= LARGEST_KG:
        found.append(("mass_not_positive", "mass_kg", __("Enter the kg, above zero.")))
    if line.price_per_kg < 0 or not 0 <= line.amount <= LARGEST_AMOUNT or line.pieces < 0:
        found.append(("amount_out_of_range", "amount", __("An amount is zero or more.")))
    elif 0 < line.mass_kg <= LARGEST_KG and not _multiplies(line):
        product = line_amount(line.mass_kg, line.price_per_kg)
        found.append(
            (
                "amount_not_kg_times_price",
                "amount",
                __("kg times price is %(product)s, not %(amount)s.")
                % {"product": rupiah(product), "amount": rupiah(line.amount)},
            )
        )
    return found


def _multiplies(line: BilledLine) -> bool:
    """Say whether kg times price gives the amount, as far as a price to the cent can say."""
    exact = line.mass_kg * line.price_per_kg
    return abs(exact - line.amount) <= 1 + line.mass_kg * CENT / 2
