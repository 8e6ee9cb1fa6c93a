"""What workshops pay: on an invoice, or as a deposit for a pool."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.models import Center, Role, Workshop
from materialcenter.numbering import next_number
from materialcenter.person import Person
from orders.models import CreditNote, Invoice, Payment, Pool
from orders.rules.qris import MOST_RUPIAH
from orders.services.opening import WrongState, lock_pool

TAKERS = (Role.CLERK, Role.FINANCE, Role.SUPERVISOR)
# A deposit or a credit note pays an invoice by an act of its own, never typed as money that came in.
TAKEN_BY_HAND = (Payment.Method.CASH, Payment.Method.TRANSFER, Payment.Method.QRIS)


class NoSuchInvoice(Missing):
    """The invoice is not there for this person."""

    sentence = _("There is no such invoice.")


class PaidTooMuch(Conflict):
    """More than is open."""

    code = "payment_over_open"
    sentence = _("Only %(open)s is open on invoice %(invoice)s.")


class AmountNotPositive(Invalid):
    """A payment of nothing, or less."""

    code = "amount_not_positive"
    sentence = _("The amount must be more than zero rupiah.")


class UnknownMethod(Invalid):
    """A way of paying that is not taken."""

    code = "payment_method_unknown"
    sentence = _("Choose cash, bank transfer or QRIS.")


class OverQrisCap(Invalid):
    """QRIS carries no more than its cap."""

    code = "over_qris_cap"
    sentence = _("QRIS carries at most %(most)s; take the rest by bank transfer.")


@dataclass(frozen=True)
class TakenPayment:
    """Money taken at the counter: whole rupiah, and how it came (a value of Payment.Method)."""

    amount: int
    method: str


@command
def record_payment(
    *, invoice_id: int, amount: int, method: str, by: Person, at: datetime
) -> Payment:
    """Take a payment on an invoice, never more than is open, and send its receipt.

    amount: whole rupiah. method: cash, transfer or qris. The invoice's lock decides
    between two at once. Raises WrongRole, NoSuchInvoice, AmountNotPositive,
    UnknownMethod, OverQrisCap, PaidTooMuch.
    """
    by.must_be(*TAKERS)
    payment = TakenPayment(amount, method)
    check_payment(payment)
    invoice = lock_invoice(invoice_id, by=by)
    taken = pay_invoice(invoice, payment, by=by, at=at)
    audit.record(
        by=by,
        action="payment.taken",
        subject="Payment",
        subject_id=taken.pk,
        at=at,
        invoice=invoice.number,
        amount=taken.amount,
    )
    return taken


@command
def record_deposit(
    *, pool_id: int, workshop_id: int, amount: int, method: str, by: Person, at: datetime
) -> Payment:
    """Take a workshop's deposit for a pool that still runs: a pool that is over uses none.

    Locks pool and workshop. Raises WrongRole, Missing, WrongState, AmountNotPositive,
    UnknownMethod, OverQrisCap.
    """
    by.must_be(*TAKERS)
    payment = TakenPayment(amount, method)
    check_payment(payment)
    pool = lock_pool(pool_id=pool_id, by=by)
    if not Pool.NEXT[pool.status]:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    workshop = (
        Workshop.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=workshop_id)
        .first()
    )
    if workshop is None:
        raise Missing
    deposit = _write(
        pool.center, payment, workshop_id=workshop.pk, pool=pool, invoice=None, by=by, at=at
    )
    audit.record(
        by=by,
        action="deposit.taken",
        subject="Payment",
        subject_id=deposit.pk,
        at=at,
        pool=pool.number,
        amount=deposit.amount,
    )
    return deposit


@step
def lock_invoice(invoice_id: int, *, by: Person) -> Invoice:
    """Lock an invoice the person may see, with its center. Raises NoSuchInvoice."""
    invoice = (
        Invoice.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("center")
        .filter(pk=invoice_id)
        .first()
    )
    if invoice is None:
        raise NoSuchInvoice
    return invoice


def check_payment(payment: TakenPayment) -> None:
    """Refuse an amount or a way of paying that cannot be.

    Raises AmountNotPositive, UnknownMethod, OverQrisCap.
    """
    if payment.amount <= 0:
        raise AmountNotPositive(field="amount")
    if payment.method not in TAKEN_BY_HAND:
        raise UnknownMethod(field="method")
    if payment.method == Payment.Method.QRIS and payment.amount > MOST_RUPIAH:
        raise OverQrisCap(field="amount", most=rupiah(MOST_RUPIAH))


@step
def pay_invoice(
    invoice: Invoice,
    payment: TakenPayment,
    *,
    by: Person,
    at: datetime,
    pool: Pool | None = None,
    credit_note: CreditNote | None = None,
) -> Payment:
    """Book a payment on an invoice that is locked or was just drawn.

    pool: whose deposit it comes from. credit_note: which it comes from, locked. Raises
    PaidTooMuch.
    """
    open_amount = invoice.total - invoice.paid
    if payment.amount > open_amount:
        raise PaidTooMuch(field="amount", invoice=invoice.number, open=rupiah(open_amount))
    invoice.paid += payment.amount
    invoice.save(update_fields=["paid"])
    return _write(
        invoice.center,
        payment,
        workshop_id=invoice.workshop_id,
        pool=pool,
        invoice=invoice,
        credit_note=credit_note,
        by=by,
        at=at,
    )


def _write(
    center: Center,
    payment: TakenPayment,
    *,
    workshop_id: int,
    pool: Pool | None,
    invoice: Invoice | None,
    by: Person,
    at: datetime,
    credit_note: CreditNote | None = None,
) -> Payment:
    taken = Payment.objects.create(
        center=center,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="PAY",
            year=timezone.localtime(at).year,
        ),
        workshop_id=workshop_id,
        invoice=invoice,
        pool=pool,
        credit_note=credit_note,
        amount=payment.amount,
        method=payment.method,
        received_at=at,
        received_by_id=by.user_id,
    )
    if payment.method in TAKEN_BY_HAND:  # of the rest the receipt went out when it was paid
        later("orders.tasks.send_payment_receipt", center_id=center.pk, payment_id=taken.pk)
    return taken
