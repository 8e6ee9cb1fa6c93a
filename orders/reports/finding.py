"""Finding a document by its number, for a person who may see it."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Invalid, Missing
from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import (
    CreditNote,
    DeliveryNote,
    Invoice,
    Order,
    Payment,
    Pool,
    TaxExport,
    WriteOff,
)

Row = TypeVar("Row", bound=Model)


class NotThere(Missing):
    """There is no such document for this person."""

    sentence = _("There is no such document.")


class WorkshopNeeded(Invalid):
    """Nobody said for which workshop, and the person does not buy for just one."""

    code = "workshop_needed"
    sentence = _("Say for which workshop.")


def one_of(rows: QuerySet[Row], refusal: Missing) -> Row:
    """Return the first of the rows. Raises the refusal where there is none."""
    found = rows.first()
    if found is None:
        raise refusal
    return found


def find_order(person: Person, number: str) -> Order:
    """Find an order with its center and workshop. Raises NotThere."""
    rows = (
        Order.objects.visible_to(person).select_related("center", "workshop").filter(number=number)
    )
    return one_of(rows, NotThere())


def find_note(person: Person, number: str) -> DeliveryNote:
    """Find a delivery note with everything it names. Raises NotThere."""
    rows = (
        DeliveryNote.objects.visible_to(person)
        .select_related("center", "workshop", "order", "pool", "handed_by", "invoice")
        .filter(number=number)
    )
    return one_of(rows, NotThere())


def find_invoice(person: Person, number: str) -> Invoice:
    """Find an invoice with everything it names. Raises NotThere."""
    rows = (
        Invoice.objects.visible_to(person)
        .select_related("center", "workshop")
        .filter(number=number)
    )
    return one_of(rows, NotThere())


def find_tax_export(person: Person, number: str) -> TaxExport:
    """Find a file for the tax office with its center and maker. Raises NotThere."""
    rows = (
        TaxExport.objects.visible_to(person)
        .select_related("center", "exported_by")
        .filter(number=number)
    )
    return one_of(rows, NotThere())


def find_credit_note(person: Person, number: str) -> CreditNote:
    """Find a credit note with everything it names. Raises NotThere."""
    rows = (
        CreditNote.objects.visible_to(person)
        .select_related("center", "workshop", "pool", "invoice")
        .filter(number=number)
    )
    return one_of(rows, NotThere())


def find_payment(person: Person, number: str) -> Payment:
    """Find a payment with everything it names. Raises NotThere."""
    rows = (
        Payment.objects.visible_to(person)
        .select_related("center", "workshop", "invoice", "pool", "credit_note", "received_by")
        .filter(number=number)
    )
    return one_of(rows, NotThere())


def find_write_off(person: Person, number: str) -> WriteOff:
    """Find a write-off with everything it names. Raises NotThere."""
    rows = WriteOff.objects.visible_to(person).with_names().filter(number=number)
    return one_of(rows, NotThere())


def find_pool(person: Person, number: str) -> Pool:
    """Find a pool with its center. Raises NotThere."""
    rows = Pool.objects.visible_to(person).select_related("center").filter(number=number)
    return one_of(rows, NotThere())


def find_workshop(person: Person, code: str) -> Workshop:
    """Find a workshop by code; "" is the one a buyer buys for. Raises Missing, WorkshopNeeded."""
    rows = Workshop.objects.visible_to(person)
    if code:
        refusal = Missing(field="workshop", sentence=_("There is no such workshop."))
        return one_of(rows.filter(code=code), refusal)
    own = list(rows[:2]) if not person.is_staff else []
    if len(own) != 1:
        raise WorkshopNeeded(field="workshop")
    return own[0]
