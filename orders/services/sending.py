"""Sending a purchase order to its supplier: the decision, then the mail by a job."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Conflict
from materialcenter.jobs import later
from materialcenter.models import Supplier
from orders.models import PurchaseOrder
from orders.reports.purchase_revisions import revisions_of
from orders.reports.purchasing import ordered_lines
from orders.services.mailing_suppliers import (
    SUPPLIER_LANGUAGE,
    file_paper,
    letter_to,
    send_with_paper,
)
from orders.services.printing import purchase_order_pdf
from orders.services.purchasing import BUYERS, lock_purchase_order
from orders.services.states import move_to, refuse_state


class NoMailAddress(Conflict):
    """The supplier has no mail address."""

    code = "supplier_has_no_email"
    sentence = _("%(supplier)s has no mail address. Enter one first.")


@command
def send_purchase_order(*, purchase_order_id: int, by: Person, at: datetime) -> PurchaseOrder:
    """Decide that an approved order goes out; a job writes its PDF and mails it.

    A revision goes out by itself, whatever the supplier confirmed before.
    `sent_at` stays empty until the mail server took the mail.
    Raises WrongRole, Missing, NotInThisState, NoMailAddress.
    """
    by.must_be(*BUYERS)
    order, _lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status != PurchaseOrder.Status.APPROVED:
        raise refuse_state(order)
    move_to(order, PurchaseOrder.Status.SENT)
    supplier = Supplier.objects.get(pk=order.supplier_id)
    if not supplier.email:
        raise NoMailAddress(supplier=supplier.name)
    audit.record(
        by=by,
        action="purchase_order.sent",
        subject="PurchaseOrder",
        subject_id=order.pk,
        at=at,
        to=supplier.email,
    )
    later(
        "orders.tasks.mail_purchase_order",
        center_id=order.center_id,
        purchase_order_id=order.pk,
    )
    return order


def mail_purchase_order(*, purchase_order_id: int, at: datetime) -> None:
    """Mail a sent order's PDF to its supplier; repeatable.

    At least once: the PDF is kept before the mail goes out and sent again as it was kept,
    and once `sent_at` is set nothing is mailed any more. A machine that dies after the
    mail server took the mail and before `sent_at` was written mails a second time; the
    two carry the same Message-ID, so mail programs show them as one. An order that was
    called off before its mail went out is not mailed, and one that was revised meanwhile is
    left to the job of its revision.
    Raises NoMailAddress when the address was taken away meanwhile: the job then waits.
    """
    order = PurchaseOrder.objects.select_related("supplier", "center").get(pk=purchase_order_id)
    if order.sent_at is not None or order.status == PurchaseOrder.Status.CANCELLED:
        return
    if not order.supplier.email:
        raise NoMailAddress(supplier=order.supplier.name)
    with translation.override(SUPPLIER_LANGUAGE):
        if order.document_id is None:
            revision = order.revision
            order = keep_purchase_order_document(
                purchase_order_id=order.pk,
                revision=revision,
                content=purchase_order_pdf(order),
                at=at,
            )
            if order.revision != revision:
                return
        send_with_paper(_letter(order), order.document_id)
    mark_purchase_order_sent(purchase_order_id=order.pk, revision=order.revision, at=at)


@command
def keep_purchase_order_document(
    *, purchase_order_id: int, revision: int, content: bytes, at: datetime
) -> PurchaseOrder:
    """Keep the PDF of a revision that goes to the supplier; the first one stays.

    An order that is at another revision by now keeps nothing.
    """
    order = (
        PurchaseOrder.objects.select_for_update(no_key=True, of=("self",))
        .select_related("supplier", "center")
        .get(pk=purchase_order_id)
    )
    if order.document_id is None and order.revision == revision:
        name = f"{order.number}-R{revision}" if revision else order.number
        order.document = file_paper(
            order, center_id=order.center_id, name=name, content=content, at=at
        )
        order.save(update_fields=["document"])
    return order


@command
def mark_purchase_order_sent(*, purchase_order_id: int, revision: int, at: datetime) -> None:
    """Note that the mail server took the mail of a revision; the first time stays."""
    unsent = PurchaseOrder.objects.filter(pk=purchase_order_id, revision=revision, sent_at=None)
    unsent.update(sent_at=at)


def _letter(order: PurchaseOrder) -> EmailMessage:
    subject = (
        __("Purchase order %(number)s, revision %(revision)s, from %(center)s")
        if order.revision
        else __("Purchase order %(number)s from %(center)s")
    )
    names = {"number": order.number, "revision": order.revision, "center": order.center.name}
    revision = f".r{order.revision}" if order.revision else ""
    newest = revisions_of(order, ordered_lines(order))[:1] if order.revision else []
    facts = {"order": order, "lines": [line for each in newest for line in each.lines]}
    return letter_to(
        order.supplier,
        order.center,
        subject=subject % names,
        body=render_to_string("orders/mail/purchase_order.txt", facts),
        name=f"purchase-order.{order.center_id}.{order.pk}{revision}",
    )
