"""Suppliers' credit notes: typed against the invoice that each lowers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.person import Person
from materialcenter.rules.reading import Unreadable, normalised_number
from orders.models import SupplierCredit, SupplierCreditLine, SupplierInvoice
from orders.rules.crediting_suppliers import CreditedPart, Left, fault_of, vat_follows
from orders.services.closed_months import closed_faults
from orders.services.matching import (
    FREIGHT_LINE,
    Waiting,
    credited_lines,
    lock_invoice,
    match_others_later,
)
from orders.services.paying_suppliers import refuse_under_way
from orders.services.states import refuse_state
from orders.services.supplier_invoicing import CENT, KEEPERS

_PART_FAULTS = {
    "line_unknown": ("amount", _("The invoice has no such line.")),
    "nothing_credited": ("amount", _("Enter kg or rupiah above zero, or leave the line empty.")),
    "too_many_decimals": ("mass_kg", _("A weight has at most three decimals of a kg.")),
    "more_kg_than_billed": ("mass_kg", _("These are more kg than are left of the line.")),
    "more_than_billed": ("amount", _("This is more than is left of the line.")),
    "rupiah_without_kg": (
        "amount",
        _("All kg of the line are credited, so all its rupiah should be."),
    ),
    "named_twice": ("amount", _("The same line is named twice.")),
}


@dataclass(frozen=True)
class CreditPaper:
    """A supplier's credit note as its paper says, whole rupiah.

    parts: what is taken off which line of the invoice. tax: on their sum; total: of both.
    """

    number: str
    dated_on: date
    parts: Sequence[CreditedPart]
    tax: int
    total: int
    reason: str


class BadSupplierCredit(Invalid):
    """The credit note does not fit the invoice; `faults` names everything."""

    code = "supplier_credit_invalid"
    sentence = _("This credit note cannot be entered like this.")


class SupplierCreditKnown(Conflict):
    """The supplier's credit note of this number is in the books already."""

    code = "supplier_credit_known"
    sentence = _("Credit note %(number)s of this supplier was entered already.")


class CreditOverOpen(Conflict):
    """The credit note is over what is open of the invoice."""

    code = "credit_over_open"
    sentence = _("Only %(open)s of invoice %(invoice)s is open; a credit note is never over that.")


@command
def enter_supplier_credit(
    *, supplier_invoice_id: int, paper: CreditPaper, by: Person, at: datetime
) -> SupplierCredit:
    """Enter a supplier's credit note, which lowers its invoice at once.

    An invoice that is held is matched again by a worker, and so are others of its orders
    where kg are credited. Raises WrongRole, Missing, NotInThisState (a refused invoice),
    BadSupplierCredit (every fault), CreditOverOpen, PaymentUnderWay, SupplierCreditKnown,
    also at once.
    """
    by.must_be(*KEEPERS)
    if not SupplierInvoice.objects.visible_to(by).filter(pk=supplier_invoice_id).exists():
        raise Missing
    waiting = lock_invoice(supplier_invoice_id)
    invoice = waiting.invoice
    if invoice.status == SupplierInvoice.Status.REFUSED:
        raise refuse_state(invoice)
    faults = _faults(paper, waiting, today=timezone.localdate(at))
    if faults:
        raise BadSupplierCredit(faults=faults)
    still_open = invoice.total - invoice.paid - invoice.credited
    if paper.total > still_open:
        raise CreditOverOpen(field="total", open=rupiah(still_open), invoice=invoice.number)
    refuse_under_way(invoice, lowered_by=paper.total)
    credit = _keep(invoice, paper, by=by, at=at)
    _keep_lines(credit, waiting, paper.parts)
    invoice.credited += credit.amount
    invoice.save(update_fields=["credited"])
    _record(credit, by=by, at=at)
    if invoice.status == SupplierInvoice.Status.HELD:
        _match_later(invoice)
    if any(part.mass_kg for part in paper.parts):
        match_others_later(waiting)
    return credit


@step
def _match_later(invoice: SupplierInvoice) -> None:
    later(
        "orders.tasks.match_supplier_invoice",
        center_id=invoice.center_id,
        supplier_invoice_id=invoice.pk,
    )


def _faults(paper: CreditPaper, waiting: Waiting, *, today: date) -> list[Fault]:
    left = _left(waiting)
    faults = _head_faults(paper, waiting.invoice, today=today)
    seen: set[int] = set()
    for n, part in enumerate(paper.parts):
        code = "named_twice" if part.line_no in seen else fault_of(left.get(part.line_no), part)
        seen.add(part.line_no)
        if code is not None:
            field, sentence = _PART_FAULTS[code]
            faults.append(Fault(code, str(sentence), f"lines.{n}.{field}"))
    return faults or _sum_faults(paper, waiting.invoice, left)


def _left(waiting: Waiting) -> dict[int, Left]:
    """Say what is left of each line of a locked invoice after its earlier credits."""
    credited = credited_lines(waiting.invoice)
    nothing = (Decimal(0), 0)
    left = {FREIGHT_LINE: Left(None, waiting.invoice.freight - credited.get(0, nothing)[1])}
    for line in waiting.lines:
        kg, amount = credited.get(line.line_no, nothing)
        left[line.line_no] = Left(line.mass_kg - kg, line.amount - amount)
    return left


def _head_faults(paper: CreditPaper, invoice: SupplierInvoice, *, today: date) -> list[Fault]:
    faults = closed_faults(invoice.center_id, paper.dated_on, field="dated_on")
    try:
        if len(normalised_number(paper.number)) > 60 or len(paper.number.strip()) > 60:
            sentence = __("The number is longer than 60 characters.")
            faults.append(Fault("number_too_long", sentence, "number"))
    except Unreadable:
        faults.append(Fault("number_missing", __("Enter the credit note's number."), "number"))
    if paper.dated_on > today:
        faults.append(Fault("date_in_the_future", __("The date lies in the future."), "dated_on"))
    if paper.dated_on < invoice.invoiced_on:
        sentence = __("The credit note is older than the invoice it lowers.")
        faults.append(Fault("credit_before_invoice", sentence, "dated_on"))
    if not paper.reason.strip() or len(paper.reason.strip()) > 300:
        sentence = __("Give a reason of up to 300 characters.")
        faults.append(Fault("reason_missing", sentence, "reason"))
    return faults


def _sum_faults(
    paper: CreditPaper, invoice: SupplierInvoice, left: Mapping[int, Left]
) -> list[Fault]:
    net = sum(part.amount for part in paper.parts)
    tax_left = invoice.total - invoice.credited - sum(line.amount for line in left.values())
    net_left = sum(line.amount for line in left.values()) - net
    if paper.total <= 0 or paper.total != net + paper.tax:
        sentence = __("The lines and VAT add up to %(sum)s, not %(total)s.")
        sums = {"sum": rupiah(net + paper.tax), "total": rupiah(paper.total)}
        return [Fault("total_does_not_add_up", sentence % sums, "total")]
    follows = 0 <= paper.tax <= tax_left and vat_follows(
        net=net, tax=paper.tax, net_left=net_left, tax_left=tax_left - paper.tax
    )
    if not follows:
        sentence = __("The VAT does not follow from what is credited.")
        return [Fault("vat_does_not_follow", sentence, "tax")]
    return []


@step
def _keep(
    invoice: SupplierInvoice, paper: CreditPaper, *, by: Person, at: datetime
) -> SupplierCredit:
    """Keep a credit note under its number, which the database lets a supplier use once."""
    credit = SupplierCredit(
        center_id=invoice.center_id,
        kind=SupplierCredit.Kind.CREDIT_NOTE,
        number=paper.number.strip(),
        normalised_number=normalised_number(paper.number),
        supplier=invoice.supplier,
        invoice=invoice,
        status=SupplierCredit.Status.BOOKED,
        reason=paper.reason.strip(),
        dated_on=paper.dated_on,
        net=paper.total - paper.tax,
        tax=paper.tax,
        amount=paper.total,
        written_by_id=by.user_id,
        written_at=at,
        booked_by_id=by.user_id,
        booked_at=at,
    )
    try:
        with transaction.atomic():
            credit.save(force_insert=True)
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != "supplier_credit_once":
            raise
        raise SupplierCreditKnown(number=credit.number, field="number") from error
    return credit


@step
def _keep_lines(credit: SupplierCredit, waiting: Waiting, parts: Sequence[CreditedPart]) -> None:
    billed = {line.line_no: line for line in waiting.lines}
    SupplierCreditLine.objects.bulk_create(
        SupplierCreditLine(
            credit=credit,
            line_no=n,
            billed_line_no=part.line_no,
            order_line_id=billed[part.line_no].order_line_id if part.line_no else None,
            description=billed[part.line_no].description if part.line_no else "",
            mass_kg=part.mass_kg,
            price_per_kg=_price(part),
            amount=part.amount,
        )
        for n, part in enumerate(parts, start=1)
    )


def _price(part: CreditedPart) -> Decimal:
    if not part.mass_kg:
        return Decimal(0)
    return (part.amount / part.mass_kg).quantize(CENT, ROUND_HALF_UP)


def _record(credit: SupplierCredit, *, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action="supplier_credit.entered",
        subject="SupplierCredit",
        subject_id=credit.pk,
        at=at,
        number=credit.number,
        invoice=credit.invoice.number,
        amount=credit.amount,
    )
