"""The pool that is open now: some materials at a price, some close to it, some far off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle

from babel.dates import format_date

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.models import Workshop
from orders.demo.calendar import Calendar
from orders.demo.people import Cast
from orders.models import Pool
from orders.services.committing import Wish, commit, commit_many
from orders.services.drafting import Conditions, draft_pool
from orders.services.opening import open_pool
from orders.services.rolling_over import waiting_for
from orders.services.taking_in_wishes import take_in_of_workshop

OPEN_FOR_DAYS = 6
CLOSES_IN_DAYS = 4


@dataclass(frozen=True)
class Wanted:
    """How much the workshops of a trade want of a material so far.

    total_kg: what their wishes come to. quantities: what each asks, in turn, in the
    material's unit.
    """

    trade: str
    total_kg: int
    quantities: tuple[int, ...]
    appetite: int = 0


PRESSING, TURNING = Workshop.Trade.PRESSING, Workshop.Trade.TURNING
CONSTRUCTION, ALUMINIUM = Workshop.Trade.CONSTRUCTION, Workshop.Trade.ALUMINIUM_CASTING
IRON = Workshop.Trade.IRON_CASTING
WANTED = {
    # The lowest price is reached.
    "SPHC-3.2-4X8": Wanted(PRESSING, 10_400, (4, 2, 6, 1, 3, 10)),
    # The second price is reached, the lowest is a few workshops away.
    "SPHC-2-4X8": Wanted(PRESSING, 7_400, (5, 3, 8, 2, 12), appetite=10),
    "S45C-D25": Wanted(TURNING, 2_600, (3, 1, 6, 2), appetite=20),
    # The first price is reached, the second is near.
    "SS400-10-4X8": Wanted(CONSTRUCTION, 1_750, (1, 2, 1)),
    "SGCC-1-4X8": Wanted(PRESSING, 1_900, (6, 10, 4, 3)),
    # Below every supplier's minimum.
    "SPCC-1.2-4X8": Wanted(PRESSING, 640, (4, 6, 3)),
    "ADC12-INGOT": Wanted(ALUMINIUM, 620, (100, 150, 60)),
    "SUS304-1.5-4X8": Wanted(CONSTRUCTION, 210, (2, 1)),
    "PIG-FC": Wanted(IRON, 5_200, (300, 500, 250)),
}
# Some name the highest price that they would pay, as a part of the counter price.
CAPS = (None, None, None, Decimal("0.93"), None, Decimal("0.85"), None)


def open_current_pool(cast: Cast, calendar: Calendar) -> Pool:
    """Open a pool some days ago and take in what was asked on paper since."""
    deadline_at = calendar.ahead(CLOSES_IN_DAYS, 17)
    opened_at = calendar.ago(OPEN_FOR_DAYS, 8)
    pool = draft_pool(
        conditions=Conditions(
            title=f"Pengadaan bersama {format_date(deadline_at, 'MMMM y', locale='id_ID')}",
            deadline_at=deadline_at,
            pickup_until=(deadline_at + timedelta(days=45)).date(),
            topping_up_hours=24,
            deposit_percent=Decimal(30),
        ),
        appetites={code: wanted.appetite for code, wanted in WANTED.items()},
        by=cast.purchaser,
        at=opened_at,
    )
    pool = open_pool(pool_id=pool.pk, by=cast.purchaser, at=opened_at)
    _take_in_kept_wishes(pool, by=cast.system, at=opened_at)
    _take_paper(pool, list(_wishes(cast, calendar)), by=cast.purchaser, at=calendar.now)
    return pool


def join_as_sari(cast: Cast, pool: Pool, calendar: Calendar) -> None:
    """Let sari's workshop want one material, and not another that is close to its price."""
    sari = cast.buyer("sari")
    (workshop_id,) = sari.workshop_ids
    wish = Wish(workshop_id, "SPHC-2-4X8", quantity=6, minimum=4, maximum=8)
    commit(pool_id=pool.pk, wish=wish, by=sari, at=calendar.ago(1, 19, 20))


def _take_in_kept_wishes(pool: Pool, *, by: Person, at: datetime) -> None:
    """Do what the pool's own job does with what the pool before could not fill."""
    workshops = set(waiting_for(pool).values_list("workshop_id", flat=True))
    for workshop_id in sorted(workshops):
        take_in_of_workshop(pool_id=pool.pk, workshop_id=workshop_id, by=by, at=at)


@command
def _take_paper(pool: Pool, wishes: list[Wish], *, by: Person, at: datetime) -> None:
    commit_many(pool_id=pool.pk, wishes=wishes, by=by, at=at)


def _wishes(cast: Cast, calendar: Calendar) -> Iterator[Wish]:
    materials = catalogue.materials_by_code(cast.purchaser, WANTED)
    start = calendar.ago(OPEN_FOR_DAYS, 9)
    for code, wanted in WANTED.items():
        material = materials[code]
        workshops = (
            Workshop.objects.visible_to(cast.purchaser)
            .filter(trade=wanted.trade, buyers=None)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        left = int(wanted.total_kg / catalogue.table_kg(material, 1))
        for n, (workshop_id, quantity, cap) in enumerate(
            zip(workshops, cycle(wanted.quantities), cycle(CAPS), strict=False)
        ):
            quantity = min(quantity, left)
            if not quantity:
                break
            left -= quantity
            yield Wish(
                workshop_id,
                code,
                quantity=quantity,
                minimum=max(1, quantity // 2),
                maximum=quantity + quantity // 3,
                price_cap=None if cap is None else _capped(material, cap),
                committed_at=start + timedelta(hours=3 * n % 110, minutes=7 * n % 60),
            )


def _capped(material: catalogue.Material, part: Decimal) -> Decimal:
    return (material.counter_price_per_kg * part / 50).quantize(Decimal(1)) * 50
