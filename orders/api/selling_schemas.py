"""Shapes that the routes of selling share."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from inventory.stock import HandOut
from materialcenter.api.schemas import Input, Kg, Out, Price
from materialcenter.services.signing import BadSignature
from orders.models import DeliveryNote, Payment
from orders.rules.bill import Bill
from orders.services.paying import TakenPayment

Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Plate = Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")]
Rupiah = Annotated[int, Field(le=10**15, ge=-(10**15))]


class PaymentIn(Input):
    """Money taken: whole rupiah; method is cash, transfer or qris."""

    amount: Rupiah
    method: Code


class HandOutIn(Input):
    """How much of a held part leaves: pieces or kg; neither for all of it."""

    reservation_id: int
    pieces: int | None = None
    mass_kg: Decimal | None = None


class HandOverIn(Input):
    """Who takes the goods, which parts (all without a word), and what is paid at once.

    signature_png: base64.
    """

    receiver_name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
    vehicle: Plate = ""
    hand_outs: list[HandOutIn] | None = None
    signature_png: str | None = None
    payment: PaymentIn | None = None


class HandedOverOut(Out):
    """What a handing over wrote; the invoice is null where it comes later, with others.

    total: what it comes to, in whole rupiah with VAT.
    """

    delivery_note: str
    invoice: str | None
    total: int
    paid: int
    due_on: date | None


class PickedIn(Input):
    """A lot in a clerk's hand: its number, or its label as a scanner reads it."""

    scanned: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class HeldOut(Out):
    """A part that is held on a rack, and since when it is in a clerk's hand."""

    reservation_id: int
    material: str
    lot: str
    heat: str
    place: str
    pieces: int
    mass_kg: Kg
    picked_at: datetime | None


class PaymentOut(Out):
    """A payment, on an invoice or as a deposit for a pool.

    credit_note: which paid, for the method credit.
    """

    number: str
    workshop: str
    invoice: str | None
    pool: str | None
    credit_note: str | None
    amount: int
    method: str
    received_at: datetime

    @staticmethod
    def of(payment: Payment) -> "PaymentOut":
        """Shape a payment; workshop, invoice, pool and credit note at hand."""
        return PaymentOut(
            number=payment.number,
            workshop=payment.workshop.code,
            invoice=payment.invoice.number if payment.invoice else None,
            pool=payment.pool.number if payment.pool else None,
            credit_note=payment.credit_note.number if payment.credit_note else None,
            amount=payment.amount,
            method=payment.method,
            received_at=payment.received_at,
        )


class BillLineOut(Out):
    """A line as it is billed."""

    material: str
    pieces: int
    mass_kg: Kg
    price_per_kg: Price
    amount: int


class BillOut(Out):
    """What something comes to, in whole rupiah; the tax base keeps two decimals."""

    net: int
    tax_base: Price
    tax: int
    total: int

    @staticmethod
    def of(bill: Bill) -> "BillOut":
        """Shape a bill's sums."""
        return BillOut(net=bill.net, tax_base=bill.tax_base, tax=bill.tax, total=bill.total)


def handed_over(note: DeliveryNote) -> HandedOverOut:
    """Shape what a handing over wrote."""
    invoice = note.invoice
    return HandedOverOut(
        delivery_note=note.number,
        invoice=invoice.number if invoice else None,
        total=note.total,
        paid=invoice.paid if invoice else 0,
        due_on=invoice.due_on if invoice else None,
    )


def hand_outs_of(body: HandOverIn) -> Sequence[HandOut] | None:
    """Return the parts as the door takes them."""
    if body.hand_outs is None:
        return None
    return [HandOut(o.reservation_id, pieces=o.pieces, mass_kg=o.mass_kg) for o in body.hand_outs]


def taken_payment(body: PaymentIn | None) -> TakenPayment | None:
    """Return the payment as the acts take it."""
    return None if body is None else TakenPayment(body.amount, body.method)


def signature_of(text: str | None) -> bytes | None:
    """Decode a signature. Raises BadSignature."""
    if not text:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature(field="signature_png") from error
