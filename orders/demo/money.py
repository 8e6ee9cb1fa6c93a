"""Paying ahead and giving back: a workshop that pays before pick-up, credit notes, a refund."""

from materialcenter.models import Workshop
from materialcenter.rules.money import line_amount
from materialcenter.services.registering import change_workshop
from orders.demo.calendar import moment
from orders.demo.people import BUYS_FOR, Cast
from orders.models import Invoice, Payment, Pool, Refund
from orders.reports.not_come import not_come
from orders.rules.credit import Back
from orders.rules.tax import document_tax
from orders.services.crediting_back import credit_invoice, refund_credit_note
from orders.services.paying import record_deposit
from orders.services.returning_deposits import credit_left_deposits

PAYS_FIRST, GIVES_BACK = BUYS_FOR["rudi"], BUYS_FOR["sari"]
ROUND = 500_000


def pay_before_pick_up(cast: Cast, pool: Pool) -> None:
    """Have rudi's workshop pay ahead what is planned for it, in a round sum."""
    change_workshop(
        code=PAYS_FIRST,
        details={"payment_terms": Workshop.Terms.PREPAID.value},
        by=cast.finance,
        at=moment(9, 16, 11),
    )
    workshop = Workshop.objects.visible_to(cast.finance).get(code=PAYS_FIRST)
    planned = not_come(pool, workshop_ids=[workshop.pk])[workshop.pk]
    net = sum(line_amount(part.mass_kg, part.price_per_kg) for part in planned)
    worth = document_tax(net, is_vat_registered=pool.center.is_vat_registered).total
    record_deposit(
        pool_id=pool.pk,
        workshop_id=workshop.pk,
        amount=(worth // ROUND + 1) * ROUND,
        method=Payment.Method.TRANSFER,
        by=cast.finance,
        at=moment(9, 18, 10),
    )


def give_back(cast: Cast, pool: Pool) -> None:
    """Credit what the pool left of the deposit, pay half of it back, and credit a bent sheet."""
    for note in credit_left_deposits(pool_id=pool.pk, at=moment(10, 26, 9)):
        refund_credit_note(
            credit_note_id=note.pk,
            amount=note.amount // 2,
            method=Refund.Method.TRANSFER,
            by=cast.finance,
            at=moment(10, 28, 10),
        )
    bills = Invoice.objects.filter(delivery_notes__pool=pool, workshop__code=GIVES_BACK)
    credit_invoice(
        invoice_id=bills.latest("pk").pk,
        backs=[Back(1, pieces=1)],
        reason="returned",
        note="Satu lembar bengkok saat diambil, sudah dikembalikan.",
        by=cast.finance,
        at=moment(10, 21, 14),
    )
