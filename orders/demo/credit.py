"""Handing over on credit: what goes over a workshop's limit is paid at the counter."""

from collections.abc import Callable

from django.db import transaction

from orders.models import DeliveryNote, Payment
from orders.services.crediting import OverCreditLimit
from orders.services.paying import TakenPayment

HandOver = Callable[[TakenPayment | None], DeliveryNote]
LARGEST_CASH = 500_000
LARGEST_QRIS = 5_000_000


def pay_what_is_over(hand_over: HandOver) -> DeliveryNote:
    """Hand over without a payment, or with the one that the refusal asks for."""
    try:
        with transaction.atomic():
            return hand_over(None)
    except OverCreditLimit as over:
        due_now: int = over.data["due_now"]
    return hand_over(TakenPayment(due_now, usual_method(due_now)))


def usual_method(amount: int) -> str:
    """Say how people here pay so much."""
    if amount <= LARGEST_CASH:
        return Payment.Method.CASH
    return Payment.Method.QRIS if amount <= LARGEST_QRIS else Payment.Method.TRANSFER
