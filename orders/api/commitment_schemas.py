"""What the routes of commitments and their deposits take and give."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from materialcenter.api.schemas import Count, Input, Out, Price
from orders.models import Commitment
from orders.reports.billing import WaysToPay
from orders.reports.pools.deposits import Deposit
from orders.services.committing import LARGEST


def _whole(number: Any) -> Any:
    """Refuse a fraction in the words of the yard; what is no number at all is refused later."""
    if isinstance(number, float) and not number.is_integer():
        raise PydanticCustomError(
            "quantity_not_whole", _("Quantities are whole: sheets, bars, or whole kg.")
        )
    return number


Whole = Annotated[Count, BeforeValidator(_whole)]


class CommitmentIn(Input):
    """A workshop's wish, in whole units of the material; quantity 0 withdraws.

    minimum and maximum are the quantity unless given. price_cap: Rp/kg landed, above which the
    workshop is not in; any price where there is none.
    """

    workshop: str
    material: str
    quantity: Whole
    minimum: Whole | None = None
    maximum: Whole | None = None
    price_cap: Price | None = None


class CommitmentOut(Out):
    """A commitment; the last word of a workshop on a material counts."""

    id: int
    workshop: str
    material: str
    quantity: int
    minimum: int
    maximum: int
    price_cap: Price | None
    committed_at: datetime


class DepositAsked(Input):
    """A wish that is only asked about; without a material, all that is wanted now."""

    material: str = ""
    quantity: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    price_cap: Price | None = None


class WishDepositOut(Out):
    """What deposit a workshop's wishes in a pool need, in whole rupiah, and how to pay it.

    worth: what the wishes may come to. limit and used: the credit limit, and what bills and
    other pools use of it. missing: what must be paid before the wish is taken; reference: what
    to name when paying it. The ways are empty while nothing is missing.
    """

    worth: int
    limit: int
    used: int
    needed: int
    paid: int
    missing: int
    reference: str
    qris_payload: str
    bank_account: str


def commitment_out(row: Commitment) -> CommitmentOut:
    """Shape a commitment; its workshop and material are read with it."""
    return CommitmentOut(
        id=row.pk,
        workshop=row.workshop.code,
        material=row.material.code,
        quantity=row.quantity,
        minimum=row.minimum,
        maximum=row.maximum,
        price_cap=row.price_cap,
        committed_at=row.committed_at,
    )


def deposit_out(deposit: Deposit, *, reference: str, ways: WaysToPay) -> WishDepositOut:
    """Shape what deposit is needed, and how it is paid."""
    return WishDepositOut(
        worth=int(deposit.worth.to_integral_value()),
        limit=deposit.limit,
        used=deposit.used,
        needed=deposit.needed,
        paid=deposit.paid,
        missing=deposit.missing,
        reference=reference,
        qris_payload=ways.qris_payload,
        bank_account=ways.bank_account,
    )
