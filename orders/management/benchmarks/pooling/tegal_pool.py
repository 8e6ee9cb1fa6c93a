"""The Tegal pool: 676 lines as workshops wrote them, on their suppliers' offers, cleared."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from time import perf_counter

from django.utils import timezone

from inventory.management.benchmarks.scratch import scratch_database
from materialcenter.formats import kg, price, rupiah
from orders.demo.building import HANDED_IN_AT
from orders.demo.calendar import moment
from orders.demo.files import take_file
from orders.demo.past_pool import DEADLINE_AT, open_september_pool
from orders.demo.people import employ_people
from orders.models import Pool
from orders.reports.pools import Terms, terms_of
from orders.rules.clearing import Clearing, clear

FILES = (
    ("suppliers", "02-pemasok.xlsx"),
    ("workshops", "04-ikm.xlsx"),
    ("catalogue", "01-katalog.xlsx"),
    ("offers", "03-harga-pemasok.xlsx"),
)
_WIDTHS = (16, 6, 7, 16, 16, 12, 12, 16)


def clear_tegal(say: Callable[[str], object]) -> None:
    """Bring the demo's spreadsheets into a scratch database, clear the pool, and print it."""
    with scratch_database():
        pool = _take_pool()
        terms = terms_of(pool, on=timezone.localdate(DEADLINE_AT))
    for name, appetite in (("with the depot's part", True), ("without the depot", False)):
        say(f"The Tegal pool, {name}")
        tell(say, terms, takes_part=appetite)


def _take_pool() -> Pool:
    cast = employ_people(at=HANDED_IN_AT)
    for kind, name in FILES:
        by = cast.supervisor if kind == "workshops" else cast.purchaser
        take_file(kind, name, by=by, at=HANDED_IN_AT)
    pool = open_september_pool(cast)
    take_file(
        "pool_commitments",
        "07-pesanan-gabungan.xlsx",
        options={"pool": pool.number},
        by=cast.purchaser,
        at=moment(9, 15, 8),
    )
    return pool


def tell(say: Callable[[str], object], terms: Sequence[Terms], *, takes_part: bool) -> None:
    """Clear each material and print a line of it, and one of all."""
    say(_row("material", "lines", "served", "wanted", "planned", "Rp/kg", "counter", "saved"))
    start = perf_counter()
    cleared = [(each, _clear(each, takes_part=takes_part)) for each in terms]
    seconds = perf_counter() - start
    sums = [Decimal(0)] * 5
    for each, answer in cleared:
        numbers = _numbers(each, answer)
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
        say(_told(each.material.code, numbers, answer.price_per_kg, each))
    say(_told("all", sums, None, None))
    say(f"cleared in {seconds * 1000:.0f} ms")


def _clear(terms: Terms, *, takes_part: bool) -> Clearing:
    return clear(
        terms.offers,
        terms.wishes,
        depot_appetite=terms.row.depot_appetite if takes_part else 0,
        counter_price=terms.material.counter_price_per_kg,
    )


def _numbers(terms: Terms, answer: Clearing) -> list[Decimal]:
    """Return lines, lines served, kg wanted, kg planned for members, rupiah saved."""
    piece_kg = terms.material.piece_mass_kg or Decimal(1)
    return [
        Decimal(len(terms.commitments)),
        Decimal(sum(1 for pieces in answer.planned.values() if pieces)),
        sum(one.quantity for one in terms.commitments) * piece_kg,
        sum(answer.planned.values()) * piece_kg,
        Decimal(sum(answer.savings.values())),
    ]


def _told(
    name: str, numbers: Sequence[Decimal], reached: Decimal | None, terms: Terms | None
) -> str:
    lines, served, wanted, planned, saved = numbers
    return _row(
        name,
        str(lines),
        str(served),
        kg(wanted),
        kg(planned),
        price(reached) if reached is not None else "",
        price(terms.material.counter_price_per_kg) if terms else "",
        rupiah(saved),
    )


def _row(*cells: str) -> str:
    return "  ".join(
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
