"""The books: how far they are closed, and closing them further."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory.reports import worth
from inventory.services import closing, reporting
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Kg, Out, Price
from materialcenter.models import Center
from materialcenter.person import STAFF

router = Router(tags=["periods"])


class ClosingIn(Input):
    """The last day to be closed."""

    through: date


class BooksOut(Out):
    """How far the books are closed; null while they never were."""

    closed_through: date | None


class FlowOut(Out):
    """What came and went in a month for one reason of the ledger, in kg and rupiah."""

    reason: str
    in_kg: Kg
    in_value: Price
    out_kg: Kg
    out_value: Price


class MonthOut(Out):
    """A month of the books: opening + in - out = closing, of the depot's own stock."""

    first_on: date
    last_on: date
    is_over: bool
    opening_kg: Kg
    opening_value: Price
    flows: list[FlowOut]
    closing_kg: Kg
    closing_value: Price


@router.get("", response={200: BooksOut, **REFUSALS})
@needs(*STAFF)
def show_books(request: Any) -> BooksOut:
    """Show how far the books are closed."""
    center = Center.objects.visible_to(request.auth).get()
    return BooksOut(closed_through=center.books_closed_through)


@router.get("/months", response={200: list[MonthOut], **REFUSALS})
@needs(*STAFF)
def list_months(request: Any) -> list[worth.Month]:
    """Show the months that are not closed wholly, the oldest first, at most the last twelve."""
    center = Center.objects.visible_to(request.auth).get()
    return worth.months(
        center.pk,
        closed_through=center.books_closed_through,
        today=timezone.localdate(),
        most=12,
        zone=reporting.ZONE,
    )


@router.post("", response={201: BooksOut, **REFUSALS})
@needs(*closing.MAY_CLOSE)
@creates()
def close(request: Any, body: ClosingIn) -> BooksOut:
    """Close the books through a day that is over."""
    center = closing.close_period(through=body.through, by=request.auth, at=timezone.now())
    return BooksOut(closed_through=center.books_closed_through)
