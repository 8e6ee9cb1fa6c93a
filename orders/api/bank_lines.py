"""Lines of the bank's statement: what came in, and which invoice it pays."""

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Role
from orders.api.buying_schemas import Rupiah
from orders.api.selling_schemas import Code, PaymentOut
from orders.reports.bank_lines import WaitingLine, waiting_lines
from orders.reports.finding import find_invoice, find_payment
from orders.rules.bank_matching import OpenBill
from orders.services import taking_bank_lines

router = Router(tags=["bank lines"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class SuggestedInvoiceOut(Out):
    """An open invoice that a line may pay, whole rupiah."""

    invoice: str
    workshop: str
    open: int

    @staticmethod
    def of(bill: OpenBill) -> "SuggestedInvoiceOut":
        """Shape an open invoice."""
        return SuggestedInvoiceOut(invoice=bill.number, workshop=bill.workshop, open=bill.open)


class BankLineOut(Out):
    """Money that came in and waits, whole rupiah, with what it may pay, the likeliest first.

    together: invoices of one workshop that it pays to the rupiah.
    """

    bank_line_id: int
    booked_on: date
    amount: int
    text: str
    suggestions: list[SuggestedInvoiceOut]
    together: list[SuggestedInvoiceOut]

    @staticmethod
    def of(row: WaitingLine) -> "BankLineOut":
        """Shape a line."""
        return BankLineOut(
            bank_line_id=row.line.pk,
            booked_on=row.line.booked_on,
            amount=row.line.amount,
            text=row.line.text,
            suggestions=[SuggestedInvoiceOut.of(bill) for bill in row.bills],
            together=[SuggestedInvoiceOut.of(bill) for bill in row.together],
        )


class TakeLineIn(Input):
    """The invoice that a line pays."""

    invoice: Code


class LinePartIn(Input):
    """An invoice, and the whole rupiah of the line that go to it."""

    invoice: Code
    amount: Rupiah


class ShareLineIn(Input):
    """What a line pays, of one workshop, the whole line to the rupiah."""

    parts: list[LinePartIn]


class SharedLineOut(Out):
    """The payments that a line became, in the order of its parts."""

    payments: list[PaymentOut]


class IgnoreLineIn(Input):
    """Why a line is no workshop's payment."""

    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class IgnoredLineOut(Out):
    """A line that was set aside."""

    bank_line_id: int
    status: str
    reason: str


@router.get("", response={200: CursorList[BankLineOut], **REFUSALS})
@needs(*READERS)
def list_bank_lines(request: Any, cursor: str = "", limit: int = 50) -> CursorList[BankLineOut]:
    """List the lines that nobody decided on, the newest first."""
    found = waiting_lines(request.auth, limit=limit, cursor=cursor)
    return CursorList[BankLineOut](
        items=[BankLineOut.of(row) for row in found.items], next_cursor=found.next_cursor
    )


@router.post("/{bank_line_id}/take", response={200: PaymentOut, **REFUSALS})
@needs(*taking_bank_lines.MATCHERS)
@creates(200)
def take_bank_line(request: Any, bank_line_id: int, body: TakeLineIn) -> PaymentOut:
    """Book a line as a bank transfer on an invoice, never more than is open."""
    payment = taking_bank_lines.take_bank_line(
        bank_line_id=bank_line_id,
        invoice_id=find_invoice(request.auth, body.invoice).pk,
        by=request.auth,
        at=timezone.now(),
    )
    return PaymentOut.of(find_payment(request.auth, payment.number))


@router.post("/{bank_line_id}/share", response={200: SharedLineOut, **REFUSALS})
@needs(*taking_bank_lines.MATCHERS)
@creates(200)
def share_bank_line(request: Any, bank_line_id: int, body: ShareLineIn) -> SharedLineOut:
    """Book a line as bank transfers on several invoices of one workshop, in one act."""
    payments = taking_bank_lines.share_bank_line(
        bank_line_id=bank_line_id,
        parts=[taking_bank_lines.LinePart(part.invoice, part.amount) for part in body.parts],
        by=request.auth,
        at=timezone.now(),
    )
    found = [find_payment(request.auth, paid.number) for paid in payments]
    return SharedLineOut(payments=[PaymentOut.of(paid) for paid in found])


@router.post("/{bank_line_id}/ignore", response={200: IgnoredLineOut, **REFUSALS})
@needs(*taking_bank_lines.MATCHERS)
@creates(200)
def ignore_bank_line(request: Any, bank_line_id: int, body: IgnoreLineIn) -> IgnoredLineOut:
    """Set a line aside that is no workshop's payment."""
    line = taking_bank_lines.ignore_bank_line(
        bank_line_id=bank_line_id, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return IgnoredLineOut(bank_line_id=line.pk, status=line.status, reason=line.reason)
