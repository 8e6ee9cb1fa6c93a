"""What a workshop's buyers are told of its orders, invoices, wishes and recalls.

Most of it goes to them as a letter by mail too, and is then no second mail.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from materialcenter.formats import day, kg, moment, price, rupiah
from materialcenter.models import Workshop
from materialcenter.services.telling.news import News, Writer
from materialcenter.services.telling.people import buyers_of
from materialcenter.services.telling.writing import Said
from orders.models import (
    CreditNote,
    Invoice,
    KeptWish,
    Order,
    Payment,
    PriceQuestion,
    RecallItem,
    RecallNotice,
    Reminder,
)
from orders.services import notice_kinds as kinds


def _of(
    workshop: Workshop, kind: str, said: Callable[[], Said], path: str, *, by_mail: bool = False
) -> News:
    people = buyers_of(workshop.center_id, [workshop.pk])
    return News(workshop.center_id, people, kind, said, path, by_mail)


def _of_order(order: Order, kind: str, said: Callable[[], Said], *, by_mail: bool) -> News:
    path = f"/orders/{order.number}/"
    return _of(order.workshop, kind, said, path, by_mail=by_mail)


def _order(order_id: int) -> Order:
    return Order.objects.select_related("workshop").get(pk=order_id)


def _order_placed(order_id: int, _mark: str) -> News | None:
    order = _order(order_id)

    def said() -> Said:
        line = _("Order %(number)s is placed") % {"number": order.number}
        return line, _("It is held for you until %(until)s.") % {"until": moment(order.expires_at)}

    return _of_order(order, kinds.ORDER_PLACED, said, by_mail=False)


def _order_ready(order_id: int, _mark: str) -> News | None:
    order = _order(order_id)
    if order.status not in Order.OPEN:
        return None

    def said() -> Said:
        line = _("Order %(number)s is ready to be picked up") % {"number": order.number}
        return line, _("Everything of it lies ready for %(workshop)s. Bring its QR code.") % {
            "workshop": order.workshop.name
        }

    return _of_order(order, kinds.ORDER_READY, said, by_mail=True)


def _order_ends(order_id: int, _mark: str) -> News | None:
    order = _order(order_id)
    if order.status != Order.Status.PLACED:
        return None

    def said() -> Said:
        until = moment(order.expires_at)
        line = _("Order %(number)s is held until %(until)s only") % {
            "number": order.number,
            "until": until,
        }
        return line, _("What is not picked up by then goes back on sale.")

    return _of_order(order, kinds.ORDER_ENDS, said, by_mail=True)


def _order_expired(order_id: int, _mark: str) -> News | None:
    order = _order(order_id)

    def said() -> Said:
        line = _("Order %(number)s is not held any more") % {"number": order.number}
        return line, _("Nobody came for it in time. Order again what you still need.")

    return _of_order(order, kinds.ORDER_EXPIRED, said, by_mail=False)


def _invoice(invoice_id: int, _mark: str) -> News | None:
    invoice = Invoice.objects.select_related("workshop").get(pk=invoice_id)

    def said() -> Said:
        line = _("Invoice %(number)s: %(amount)s") % {
            "number": invoice.number,
            "amount": rupiah(invoice.total),
        }
        return line, _("%(workshop)s pays it by %(day)s.") % {
            "workshop": invoice.workshop.name,
            "day": day(invoice.due_on),
        }

    return _of(invoice.workshop, kinds.INVOICE, said, f"/invoices/{invoice.number}/")


def _reminder(reminder_id: int, _mark: str) -> News | None:
    """Tell of all invoices that a workshop was reminded of at the same moment."""
    first = Reminder.objects.select_related("invoice__workshop").get(pk=reminder_id)
    workshop: Workshop = first.invoice.workshop
    rows = Reminder.objects.filter(invoice__workshop=workshop, sent_at=first.sent_at)
    reminders = list(rows.select_related("invoice").order_by("invoice__due_on", "pk"))

    def said() -> Said:
        total = rupiah(sum(reminder.open_amount for reminder in reminders))
        line = ngettext(
            "%(count)s invoice is to be paid: %(total)s",
            "%(count)s invoices are to be paid: %(total)s",
            len(reminders),
        ) % {"count": len(reminders), "total": total}
        words = _("%(number)s: %(open)s, due on %(day)s")
        return line, "\n".join(
            words
            % {
                "number": reminder.invoice.number,
                "open": rupiah(reminder.open_amount),
                "day": day(reminder.invoice.due_on),
            }
            for reminder in reminders
        )

    return _of(workshop, kinds.INVOICE_DUE, said, "/invoices/")


def _credit_note(credit_note_id: int, _mark: str) -> News | None:
    note = CreditNote.objects.select_related("workshop").get(pk=credit_note_id)

    def said() -> Said:
        line = _("Credit note %(number)s: %(amount)s for you") % {
            "number": note.number,
            "amount": rupiah(note.amount),
        }
        return line, note.get_reason_display()

    return _of(note.workshop, kinds.CREDIT_NOTE, said, f"/credit-notes/{note.number}/")


def _payment(payment_id: int, _mark: str) -> News | None:
    payment = Payment.objects.select_related("workshop", "invoice", "pool").get(pk=payment_id)
    paid = payment.invoice or payment.pool

    def said() -> Said:
        line = _("%(amount)s arrived from %(workshop)s") % {
            "amount": rupiah(payment.amount),
            "workshop": payment.workshop.name,
        }
        return line, _("Receipt %(number)s, for %(paid)s.") % {
            "number": payment.number,
            "paid": paid.number if paid else "–",
        }

    path = "/invoices/"
    if payment.invoice is not None:
        path = f"/invoices/{payment.invoice.number}/"
    elif payment.pool is not None:
        path = f"/pools/{payment.pool.number}/"
    return _of(payment.workshop, kinds.PAYMENT, said, path)


def _price_question(question_id: int, _mark: str) -> News | None:
    question = PriceQuestion.objects.select_related(
        "pool_material__pool", "pool_material__material", "commitment__workshop"
    ).get(pk=question_id)
    if question.answer != PriceQuestion.Answer.WAITING:
        return None
    pool = question.pool_material.pool

    def said() -> Said:
        line = _("Pool %(pool)s: do you stay in at the firm price?") % {"pool": pool.number}
        return line, _("%(material)s would cost %(price)s per kg. Answer by %(until)s.") % {
            "material": question.pool_material.material.code,
            "price": price(question.price_per_kg),
            "until": moment(question.answer_by),
        }

    path = f"/price-questions/{question.pk}/"
    return _of(question.commitment.workshop, kinds.POOL_PRICE_ASKED, said, path)


def _wish(wish_id: int) -> KeptWish:
    return KeptWish.objects.select_related(
        "workshop", "material", "from_pool", "held_back_from", "commitment__pool"
    ).get(pk=wish_id)


def _wish_kept(wish_id: int, _mark: str) -> News | None:
    kept = _wish(wish_id)

    def said() -> Said:
        line = _("Pool %(pool)s: your wish is kept for the next one") % {
            "pool": kept.from_pool.number
        }
        return line, f"{kept.material.code}: {kept.get_reason_display()}"

    return _of(kept.workshop, kinds.WISH, said, "/kept-wishes/")


def _wish_taken_in(wish_id: int, _mark: str) -> News | None:
    kept = _wish(wish_id)
    pool = kept.commitment.pool if kept.commitment else kept.from_pool

    def said() -> Said:
        line = _("Pool %(pool)s: your wish from before is in") % {"pool": pool.number}
        return line, _("%(material)s. Change it until %(until)s.") % {
            "material": kept.material.code,
            "until": moment(pool.closes_at),
        }

    return _of(kept.workshop, kinds.WISH, said, f"/pools/{pool.number}/")


def _wish_held_back(wish_id: int, _mark: str) -> News | None:
    kept = _wish(wish_id)
    pool = kept.held_back_from or kept.from_pool

    def said() -> Said:
        line = _("Pool %(pool)s: your wish from before is not in yet") % {"pool": pool.number}
        return line, f"{kept.material.code}: {kept.get_held_back_display()}"

    return _of(kept.workshop, kinds.WISH, said, "/kept-wishes/")


def _recall(notice_id: int, _mark: str) -> News | None:
    """Tell of a recall, or again of it: what it is about, and for how much."""
    notice = RecallNotice.objects.select_related("recall", "workshop").get(pk=notice_id)
    if notice.answered_at is not None:
        return None
    total = RecallItem.objects.filter(notice=notice).aggregate(kg=Sum("mass_kg"))["kg"]
    recall = notice.recall

    def said() -> Said:
        line = _("Recall %(number)s: hold back %(mass)s and answer") % {
            "number": recall.number,
            "mass": kg(total),
        }
        return line, f"{recall.reason}\n{recall.wanted}"

    return _of(notice.workshop, kinds.RECALL, said, f"/recalls/{recall.number}/")


# By the names of the letters that go beside them, and of what only the app tells.
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "order_placed": _order_placed,
        "order_ready": _order_ready,
        "order_ends": _order_ends,
        "order_expired": _order_expired,
        "invoice": _invoice,
        "reminder": _reminder,
        "credit_note": _credit_note,
        "payment": _payment,
        "price_question": _price_question,
        "wish_kept": _wish_kept,
        "wish_taken_in": _wish_taken_in,
        "wish_held_back": _wish_held_back,
        "recall": _recall,
        "recall_reminder": _recall,
    }
)
