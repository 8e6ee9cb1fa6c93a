"""The books: how far they are closed, and closing them further."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory.services import closing
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Out
from materialcenter.models import Center
from materialcenter.person import STAFF

router = Router(tags=["periods"])


class ClosingIn(Input):
    """The last day to be closed."""

    through: date


class BooksOut(Out):
    """How far the books are closed; null while they never were."""

    closed_through: date | None


@router.get("", response={200: BooksOut, **REFUSALS})
@needs(*STAFF)
def show_books(request: Any) -> BooksOut:
    """Show how far the books are closed."""
    center = Center.objects.visible_to(request.auth).get()
    return BooksOut(closed_through=center.books_closed_through)


@router.post("", response={201: BooksOut, **REFUSALS})
@needs(*closing.MAY_CLOSE)
@creates()
def close(request: Any, body: ClosingIn) -> BooksOut:
    """Close the books through a day that is over."""
    center = closing.close_period(through=body.through, by=request.auth, at=timezone.now())
    return BooksOut(closed_through=center.books_closed_through)
