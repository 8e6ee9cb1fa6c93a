"""Finding a document by its number, for a person who may see it."""

from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Invalid, Missing
from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import DeliveryNote, Invoice, Order, Payment, Pool


class NotThere(Missing):
    """There is no such document for this person."""

    sentence = _("There is no such document.")


class WorkshopNeeded(Invalid):
    """Nobody said for which workshop, and the person does not buy for just one."""

    code = "workshop_needed"
    sentence = _("Say for which workshop.")


def find_order(person: Person, number: str) -> Order:
    """Find an order with its center and workshop. Raises NotThere."""
    found = (
        Order.objects.visible_to(person)
        .select_related("center", "workshop")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def find_note(person: Person, number: str) -> DeliveryNote:
    """Find a delivery note with everything it names. Raises NotThere."""
    found = (
        DeliveryNote.objects.visible_to(person)
        .select_related("center", "workshop", "order", "pool", "handed_by", "invoice")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def find_invoice(person: Person, number: str) -> Invoice:
    """Find an invoice with everything it names. Raises NotThere."""
    found = (
        Invoice.objects.visible_to(person)
        .select_related("center", "workshop", "delivery_note__order", "delivery_note__pool")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def find_payment(person: Person, number: str) -> Payment:
    """Find a payment with everything it names. Raises NotThere."""
    found = (
        Payment.objects.visible_to(person)
        .select_related("center", "workshop", "invoice", "pool", "received_by")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def find_pool(person: Person, number: str) -> Pool:
    """Find a pool with its center. Raises NotThere."""
    found = Pool.objects.visible_to(person).select_related("center").filter(number=number).first()
    if found is None:
        raise NotThere
    return found


def find_workshop(person: Person, code: str) -> Workshop:
    """Find a workshop by code; "" is the one a buyer buys for. Raises Missing, WorkshopNeeded."""
    rows = Workshop.objects.visible_to(person)
    if code:
        found = rows.filter(code=code).first()
        if found is None:
            raise Missing(field="workshop", sentence=_("There is no such workshop."))
        return found
    own = list(rows[:2]) if not person.is_staff else []
    if len(own) != 1:
        raise WorkshopNeeded(field="workshop")
    return own[0]
