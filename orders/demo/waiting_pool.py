"""A small pool that was closed yesterday and waits for its suppliers' firm prices."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import cycle

from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.models import Workshop
from orders.demo.calendar import Calendar
from orders.demo.people import Cast
from orders.models import Pool, QuoteRequest
from orders.services.clearing import clear_due_pool
from orders.services.committing import Wish, commit, commit_many
from orders.services.drafting import Conditions, draft_pool
from orders.services.freezing import freeze_pool
from orders.services.opening import open_pool
from orders.services.sending_quotes import (
    keep_quote_paper,
    mark_quote_sent,
    quote_request_pdf,
)
from orders.services.taking_quotes import let_offers_stand

TITLE = "Pengadaan as dan pelat tebal"
# What each workshop asks in turn, in sheets and bars, and what the depot fills packs up with.
PLATES, BARS = "SPHC-6-5X10", "S45C-D50"
WANTED = {PLATES: (2, 3, 1), BARS: (4, 2, 6)}
APPETITES = {PLATES: 5, BARS: 5}
MEMBERS = 9
OPEN_FOR_DAYS = 9
# The price as long as the supplier's offer stands; were it firmly higher, sari would be asked.
SARIS_CAP = Decimal(10_850)


def wait_for_quotes(cast: Cast, calendar: Calendar) -> Pool:
    """Close the pool yesterday and ask its suppliers; that of bars says that its offer stands."""
    opened_at, closed_at = calendar.ago(OPEN_FOR_DAYS, 8), calendar.ago(1, 16)
    pool = draft_pool(
        conditions=Conditions(
            title=TITLE,
            deadline_at=closed_at,
            pickup_until=(closed_at + timedelta(days=40)).date(),
            asks_quotes=True,
        ),
        appetites=APPETITES,
        by=cast.purchaser,
        at=opened_at,
    )
    open_pool(pool_id=pool.pk, by=cast.purchaser, at=opened_at)
    _take_paper(pool, list(_wishes(cast, calendar)), by=cast.purchaser, calendar=calendar)
    sari = cast.buyer("sari")
    (workshop_id,) = sari.workshop_ids
    wish = Wish(workshop_id, PLATES, 2, minimum=1, maximum=3, price_cap=SARIS_CAP)
    commit(pool_id=pool.pk, wish=wish, by=sari, at=calendar.ago(3, 19))
    freeze_pool(pool_id=pool.pk, by=cast.system, at=closed_at)
    clear_due_pool(pool_id=pool.pk, by=cast.system, at=closed_at + timedelta(minutes=1))
    asked = QuoteRequest.objects.filter(pool=pool).select_related("supplier", "pool__center")
    for request in asked.order_by("pk"):
        at = closed_at + timedelta(minutes=2)
        content = quote_request_pdf(request)
        keep_quote_paper(quote_request_id=request.pk, content=content, at=at)
        mark_quote_sent(quote_request_id=request.pk, at=at)
    of_bars = asked.get(lines__pool_material__material__code=BARS)
    let_offers_stand(
        number=of_bars.number,
        reference="Telepon, Pak Hadi",
        by=cast.purchaser,
        at=calendar.now - timedelta(hours=1),
    )
    return pool


@command
def _take_paper(pool: Pool, wishes: list[Wish], *, by: Person, calendar: Calendar) -> None:
    at = calendar.ago(OPEN_FOR_DAYS - 1, 9)
    commit_many(pool_id=pool.pk, wishes=wishes, by=by, at=at)


def _wishes(cast: Cast, calendar: Calendar) -> Iterator[Wish]:
    workshops = (
        Workshop.objects.visible_to(cast.purchaser)
        .filter(trade=Workshop.Trade.TURNING, buyers=None)
        .order_by("-pk")
        .values_list("pk", flat=True)[:MEMBERS]
    )
    for material, quantities in WANTED.items():
        for n, (workshop_id, quantity) in enumerate(
            zip(workshops, cycle(quantities), strict=False)
        ):
            yield Wish(
                workshop_id,
                material,
                quantity=quantity,
                minimum=1,
                maximum=quantity + 1,
                committed_at=calendar.ago(OPEN_FOR_DAYS - 1, 9, n),
            )
