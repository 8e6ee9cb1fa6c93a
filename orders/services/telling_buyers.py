"""Mail to the buyers of a workshop: who is told, what, and with which papers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from materialcenter.commands import command, step
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.models import User, Workshop, WorkshopBuyer
from materialcenter.rules.filetypes import PDF
from materialcenter.services.telling.news import tell_later
from orders.models import (
    CreditNote,
    Invoice,
    KeptWish,
    Order,
    Payment,
    PriceQuestion,
    RecallNotice,
    Reminder,
)
from orders.reports.pools.members import question_views, wish_views
from orders.reports.recalls import items_of
from orders.reports.selling import order_view
from orders.services.printing_sales import (
    kept_credit_note_pdf,
    kept_invoice_pdf,
    payment_receipt_pdf,
)

# A workshop without buyers who read mail is written to in Indonesian.
WORKSHOP_LANGUAGE = "id"


@dataclass(frozen=True)
class Letter:
    """A mail before it is addressed; papers are (name, bytes), all of them PDF."""

    subject: str
    template: str
    context: dict[str, Any]
    message_id: str
    papers: tuple[tuple[str, bytes], ...] = field(default=())


@command
def ask_buyers(*, workshop_id: int, about: str, about_id: int) -> None:
    """Write down one mail for each buyer of a workshop; see `tell_buyers`."""
    tell_buyers(workshop_id=workshop_id, about=about, about_id=about_id)


@step
def tell_buyers(*, workshop_id: int, about: str, about_id: int, mark: str = "") -> int:
    """Write down one mail for each buyer, so that each is sent on its own; return how many.

    about: a key of LETTERS; mark: tells one time from another for the notice in the app, which
    every buyer gets beside. Where no buyer reads mail, the workshop's own address is written
    to; where there is none either, nobody is.
    """
    workshop = Workshop.objects.get(pk=workshop_id)
    tell_later(about, about_id, center_id=workshop.center_id, mark=mark)
    readers = readers_of(workshop)
    for user_id in readers:
        later(
            "orders.tasks.tell_buyer",
            center_id=workshop.center_id,
            workshop_id=workshop.pk,
            user_id=user_id,
            about=about,
            about_id=about_id,
        )
    return len(readers)


def readers_of(workshop: Workshop) -> list[int | None]:
    """Return the buyers who read mail; [None] for the workshop's own address, [] for nobody."""
    readers: list[int | None] = list(
        WorkshopBuyer.objects.filter(workshop=workshop, user__is_active=True)
        .exclude(user__email="")
        .order_by("user_id")
        .values_list("user_id", flat=True)
    )
    return readers or ([None] if workshop.email else [])


def write_to_buyer(*, workshop_id: int, user_id: int | None, about: str, about_id: int) -> None:
    """Send one buyer, or the workshop, a letter in their language.

    Sent again it carries the same Message-ID, so mail programs show it once.
    """
    workshop = Workshop.objects.select_related("center").get(pk=workshop_id)
    user = None if user_id is None else User.objects.get(pk=user_id)
    with translation.override(user.language if user else WORKSHOP_LANGUAGE):
        letter = LETTERS[about](about_id)
        name = user.shown_name if user else workshop.name
        body = render_to_string(
            letter.template,
            {**letter.context, "name": name, "center": workshop.center, "workshop": workshop},
        )
        center = workshop.center
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
        mail = EmailMessage(
            subject=letter.subject,
            body=body,
            to=[user.email if user else workshop.email],
            reply_to=[center.email] if center.email else None,
            headers={"Message-ID": f"<{letter.message_id}.{user_id or 'workshop'}@{domain}>"},
        )
    for paper, content in letter.papers:
        mail.attach(paper, content, PDF)
    mail.send()


def _order_placed(order_id: int) -> Letter:
    order = Order.objects.select_related("center", "workshop").get(pk=order_id)
    return Letter(
        subject=_("Order %(number)s is held for you") % {"number": order.number},
        template="orders/mail/order_placed.txt",
        context={"view": order_view(order), "url": _url(f"orders/{order.number}/")},
        message_id=f"order-placed.{order.pk}",
    )


def _order_expired(order_id: int) -> Letter:
    order = Order.objects.select_related("center", "workshop").get(pk=order_id)
    return Letter(
        subject=_("Order %(number)s is not held any more") % {"number": order.number},
        template="orders/mail/order_expired.txt",
        context={"order": order, "url": _url("orders/new/")},
        message_id=f"order-expired.{order.pk}",
    )


def _invoice(invoice_id: int) -> Letter:
    invoice = Invoice.objects.select_related("center", "workshop").get(pk=invoice_id)
    return Letter(
        subject=_("Invoice %(number)s from %(center)s")
        % {"number": invoice.number, "center": invoice.center.name},
        template="orders/mail/invoice.txt",
        context={
            "invoice": invoice,
            "open": invoice.total - invoice.paid,
            "url": _url(f"invoices/{invoice.number}/"),
        },
        message_id=f"invoice.{invoice.pk}",
        papers=((f"{invoice.number}.pdf", kept_invoice_pdf(invoice)),),
    )


def _credit_note(credit_note_id: int) -> Letter:
    note = CreditNote.objects.select_related("center", "workshop", "pool", "invoice").get(
        pk=credit_note_id
    )
    return Letter(
        subject=_("Credit note %(number)s from %(center)s")
        % {"number": note.number, "center": note.center.name},
        template="orders/mail/credit_note.txt",
        context={"note": note, "url": _url(f"credit-notes/{note.number}/")},
        message_id=f"credit-note.{note.pk}",
        papers=((f"{note.number}.pdf", kept_credit_note_pdf(note)),),
    )


def _payment(payment_id: int) -> Letter:
    payment = Payment.objects.select_related(
        "center", "workshop", "invoice", "pool", "received_by"
    ).get(pk=payment_id)
    return Letter(
        subject=_("Receipt %(number)s from %(center)s")
        % {"number": payment.number, "center": payment.center.name},
        template="orders/mail/payment.txt",
        context={"payment": payment},
        message_id=f"payment.{payment.pk}",
        papers=((f"{payment.number}.pdf", payment_receipt_pdf(payment)),),
    )


def _reminder(reminder_id: int) -> Letter:
    """Write about all invoices that a workshop was reminded of at the same moment."""
    first = Reminder.objects.select_related("invoice").get(pk=reminder_id)
    rows = Reminder.objects.filter(
        invoice__workshop_id=first.invoice.workshop_id, sent_at=first.sent_at
    )
    reminders = list(rows.select_related("invoice").order_by("invoice__due_on", "pk"))
    total = sum(reminder.open_amount for reminder in reminders)
    return Letter(
        subject=_("Reminder: %(total)s to be paid") % {"total": rupiah(total)},
        template="orders/mail/reminder.txt",
        context={
            "reminders": reminders,
            "total": total,
            "today": timezone.localdate(first.sent_at),
            "site": settings.SITE_URL,
        },
        message_id=f"reminder.{first.pk}",
    )


def _recall(notice_id: int) -> Letter:
    notice = RecallNotice.objects.select_related("recall").get(pk=notice_id)
    return Letter(
        subject=_("Recall %(number)s: please hold this steel back")
        % {"number": notice.recall.number},
        template="orders/mail/recall.txt",
        context=_recall_context(notice),
        message_id=f"recall.{notice.pk}",
    )


def _recall_reminder(notice_id: int) -> Letter:
    notice = RecallNotice.objects.select_related("recall").get(pk=notice_id)
    return Letter(
        subject=_("Recall %(number)s: we still wait for your answer")
        % {"number": notice.recall.number},
        template="orders/mail/recall.txt",
        context={**_recall_context(notice), "is_reminder": True},
        message_id=f"recall-reminder.{notice.pk}.{notice.reminded_at:%Y%m%d}",
    )


def _recall_context(notice: RecallNotice) -> dict[str, Any]:
    return {
        "recall": notice.recall,
        "items": items_of([notice.pk]),
        "url": _url(f"recalls/{notice.recall.number}/"),
    }


def _price_question(question_id: int) -> Letter:
    question = PriceQuestion.objects.with_names().get(pk=question_id)
    pool = question.pool_material.pool
    waiting = PriceQuestion.objects.with_names().filter(
        pool_material__pool=pool,
        commitment__workshop_id=question.commitment.workshop_id,
        answer=PriceQuestion.Answer.WAITING,
    )
    return Letter(
        subject=_("Pool %(number)s: do you stay in at the firm price?") % {"number": pool.number},
        template="orders/mail/price_question.txt",
        context={
            "pool": pool,
            "views": question_views(waiting.order_by("pk")),
            "until": question.answer_by,
            "site": settings.SITE_URL,
        },
        message_id=f"price-question.{question.pk}",
    )


def _wish_kept(wish_id: int) -> Letter:
    kept = KeptWish.objects.select_related("from_pool").get(pk=wish_id)
    wishes = KeptWish.objects.filter(workshop_id=kept.workshop_id, from_pool_id=kept.from_pool_id)
    return Letter(
        subject=_("Pool %(number)s: what is kept for the next one")
        % {"number": kept.from_pool.number},
        template="orders/mail/wish_kept.txt",
        context={
            "pool": kept.from_pool,
            "wishes": wish_views(wishes.with_names().order_by("pk")),
            "url": _url(KEPT),
        },
        message_id=f"wish-kept.{kept.pk}",
    )


def _wish_taken_in(wish_id: int) -> Letter:
    kept = KeptWish.objects.select_related("commitment__pool").get(pk=wish_id)
    pool = kept.commitment.pool if kept.commitment else kept.from_pool
    wishes = KeptWish.objects.filter(workshop_id=kept.workshop_id, commitment__pool=pool)
    return Letter(
        subject=_("Pool %(number)s: your wish from before is in") % {"number": pool.number},
        template="orders/mail/wish_taken_in.txt",
        context={
            "pool": pool,
            "wishes": wish_views(wishes.with_names().order_by("pk")),
            "url": _url(f"pools/{pool.number}/"),
        },
        message_id=f"wish-taken-in.{kept.pk}.{pool.pk}",
    )


def _wish_held_back(wish_id: int) -> Letter:
    kept = KeptWish.objects.select_related("held_back_from").get(pk=wish_id)
    pool = kept.held_back_from or kept.from_pool
    wishes = KeptWish.objects.filter(workshop_id=kept.workshop_id, held_back_from=pool)
    return Letter(
        subject=_("Pool %(number)s: your wish from before is not in yet") % {"number": pool.number},
        template="orders/mail/wish_held_back.txt",
        context={
            "pool": pool,
            "wishes": wish_views(wishes.with_names().order_by("pk")),
            "url": _url(f"pools/{pool.number}/"),
        },
        message_id=f"wish-held-back.{kept.pk}.{pool.pk}",
    )


KEPT = "kept-wishes/"


def _url(path: str) -> str:
    return f"{settings.SITE_URL}/{path}"


LETTERS: dict[str, Callable[[int], Letter]] = {
    "order_placed": _order_placed,
    "order_expired": _order_expired,
    "invoice": _invoice,
    "credit_note": _credit_note,
    "payment": _payment,
    "reminder": _reminder,
    "price_question": _price_question,
    "wish_kept": _wish_kept,
    "wish_taken_in": _wish_taken_in,
    "wish_held_back": _wish_held_back,
    "recall": _recall,
    "recall_reminder": _recall_reminder,
}
