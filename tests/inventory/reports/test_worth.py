"""The accountant's reports: a past day equals the replayed movements, cards add up."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import stock
from inventory.models import Balance, Lot, Movement, Place, Transaction
from inventory.reports import worth
from tests.cast import NOW, Depot, build_depot, entry, receive_stock

pytestmark = pytest.mark.django_db

ZONE = "Asia/Jakarta"
TODAY = NOW.date()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "issue", "move", "write_off", "revalue", "found"]),
        st.integers(0, 40),
        st.integers(1, 6),
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture
def depot() -> Depot:
    return build_depot()


def post(
    depot: Depot, lot: Lot, reason: str, source: int, target: int, pieces: int, *, days: int, n: int
) -> None:
    """Move pieces on a day so many days ago."""
    head = entry(depot, f"{reason}-{n}", reason=reason)
    at = NOW - timedelta(days=days)
    with transaction.atomic():
        stock.post(
            stock.Entry(**{**vars(head), "effective_at": at}),
            [stock.Move(lot.pk, source, target, pieces)],
        )


def outside(depot: Depot, kind: str) -> int:
    with transaction.atomic():
        return stock.outside(depot.center.pk, kind)


def play(depot: Depot, acts: list[tuple[str, int, int]]) -> None:
    """Do acts on days of the last weeks; what cannot be is left out."""
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=10, key="first", days_ago=40)
    here, there = depot.racks["A-01"].pk, depot.racks["A-02"].pk
    for n, (act, days, pieces) in enumerate(acts):
        if act == "receive":
            lot = receive_stock(
                depot, "SPHC-2-4X8", pieces=pieces, heat=f"H{n}", key=f"in-{n}", days_ago=days
            )
            continue
        try:
            _do(depot, act, lot, (here, there), days, pieces, n)
        except (stock.NotEnoughStock, stock.BeforeArrival):
            continue


def _do(
    depot: Depot, act: str, lot: Lot, racks: tuple[int, int], days: int, pieces: int, n: int
) -> None:
    here, there = racks
    if act == "issue":
        target = outside(depot, Place.Kind.WORKSHOP)
        post(depot, lot, "issue", here, target, pieces, days=days, n=n)
    elif act == "move":
        post(depot, lot, "transfer", here, there, pieces, days=days, n=n)
    elif act == "write_off":
        target = outside(depot, Place.Kind.WRITE_OFF)
        post(depot, lot, "write_off", here, target, pieces, days=days, n=n)
    elif act == "found":
        with transaction.atomic():
            source = stock.outside(depot.center.pk, Place.Kind.COUNT_DIFFERENCE)
            head = entry(depot, f"count-{n}", reason="count")
            at = NOW - timedelta(days=days)
            move = stock.Move(lot.pk, source, here, pieces, Decimal(pieces) * 46)
            stock.post(stock.Entry(**{**vars(head), "effective_at": at}), [move])
    else:
        with transaction.atomic():
            at = NOW - timedelta(days=days)
            head = entry(depot, f"late-{n}", reason="revaluation")
            stock.revalue(
                stock.Entry(**{**vars(head), "effective_at": at}),
                shares=[(lot.pk, Decimal(pieces * 1001))],
            )


def replayed(depot: Depot, on: date) -> dict[int, tuple[int, Decimal, Decimal]]:
    """Add up every movement through a day, lot by lot, from nothing."""
    sums: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    rows = Movement.objects.filter(center=depot.center).select_related(
        "transaction", "from_place", "to_place"
    )
    for row in rows:
        if row.transaction.effective_at.astimezone().date() > on:
            continue
        sign = int(row.to_place.is_inside) - int(row.from_place.is_inside)
        moved = (Decimal(row.pieces), row.mass_kg, row.value)
        sums[row.lot_id] = [a + sign * b for a, b in zip(sums[row.lot_id], moved, strict=True)]
    return {lot: (int(s[0]), s[1], s[2]) for lot, s in sums.items() if s[1] or s[2]}


class TestWorth:
    @given(acts=ACTS, days=st.integers(0, 45))
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_of_any_past_day_is_what_the_movements_give(
        self, depot: Depot, acts: list[tuple[str, int, int]], days: int
    ) -> None:
        with transaction.atomic():
            play(depot, acts)
            on = TODAY - timedelta(days=days)
            found = worth.worth_by_lot(depot.center.pk, on=on, limit=1000)
            assert {row.lot_id: (row.pieces, row.mass_kg, row.value) for row in found} == replayed(
                depot, on
            )
            by_material = worth.worth_by_material(depot.center.pk, on=on)
            assert sum(row.value for row in by_material) == sum(row.value for row in found)
            transaction.set_rollback(True)

    def test_of_today_is_the_balances(self, depot: Depot) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=10)
        receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(400), rack="B-01", heat="")
        found = worth.worth_by_material(depot.center.pk, on=TODAY)
        assert [row.material for row in found] == ["SPHC-2-4X8", "SCRAP-HMS1"]
        assert sum(row.value for row in found) == sum(b.value for b in Balance.objects.all())

    def test_keeps_to_a_material_and_a_rack(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        receive_stock(depot, "S45C-D25", pieces=4, rack="A-02")
        post(
            depot,
            lot,
            "transfer",
            depot.racks["A-01"].pk,
            depot.racks["A-02"].pk,
            4,
            days=0,
            n=1,
        )
        here = worth.worth_by_lot(depot.center.pk, on=TODAY, rack="A-02", limit=9)
        assert [(row.lot, row.pieces) for row in here][:1] == [(lot.number, 4)]
        assert len(here) == 2
        (only,) = worth.worth_by_material(depot.center.pk, on=TODAY, material="S45C-D25")
        assert (only.material, only.pieces) == ("S45C-D25", 4)

    def test_is_of_one_center(self, depot: Depot) -> None:
        receive_stock(build_depot("BDG"), "SPHC-2-4X8", pieces=10)
        assert worth.worth_by_material(depot.center.pk, on=TODAY) == []

    def test_pages_lots_without_leaving_one_out(self, depot: Depot) -> None:
        lots = [receive_stock(depot, "SPHC-2-4X8", pieces=1, heat=f"H{n}") for n in range(5)]
        first = worth.worth_by_lot(depot.center.pk, on=TODAY, limit=3)
        rest = worth.worth_by_lot(depot.center.pk, on=TODAY, limit=3, after=first[-1].lot_id)
        assert [row.lot for row in [*first, *rest]] == [lot.number for lot in lots]


class TestStockCard:
    @given(acts=ACTS, first=st.integers(0, 45), length=st.integers(0, 45))
    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_adds_up_on_every_line(
        self, depot: Depot, acts: list[tuple[str, int, int]], first: int, length: int
    ) -> None:
        with transaction.atomic():
            play(depot, acts)
            since = TODAY - timedelta(days=first)
            until = min(TODAY, since + timedelta(days=length))
            card = worth.stock_card(
                depot.center.pk,
                material_id=depot.materials["SPHC-2-4X8"].pk,
                since=since,
                until=until,
                zone=ZONE,
                limit=1000,
            )
            running = vars(card.opening).copy()
            for line in card.lines:
                for name in running:
                    running[name] += getattr(line.came, name, 0) - getattr(line.went, name, 0)
                assert vars(line.balance) == running
            assert vars(card.closing) == running
            assert card.days[-1] == (until, card.closing.mass_kg)
            before = replayed(depot, since - timedelta(days=1)).values()
            assert card.opening.mass_kg == sum(row[1] for row in before)
            assert card.opening.value == sum(row[2] for row in before)
            transaction.set_rollback(True)

    def test_goes_on_where_the_page_before_ended(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        target = outside(depot, Place.Kind.WORKSHOP)
        for n in range(4):
            post(depot, lot, "issue", depot.racks["A-01"].pk, target, 1, days=0, n=n)
        asked = {"lot_id": lot.pk, "since": TODAY, "until": TODAY, "zone": ZONE}
        whole = worth.stock_card(depot.center.pk, **asked, limit=10)  # type: ignore[arg-type]
        rest = worth.stock_card(depot.center.pk, **asked, limit=10, after=2)  # type: ignore[arg-type]
        assert list(whole.lines[2:]) == list(rest.lines)
        assert [line.balance.pieces for line in whole.lines] == [10, 9, 8, 7, 6]

    def test_shows_a_late_cost_as_rupiah_without_kg(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        _do(depot, "revalue", lot, (0, 0), 0, 2, 1)
        card = worth.stock_card(
            depot.center.pk, lot_id=lot.pk, since=TODAY, until=TODAY, zone=ZONE, limit=10
        )
        late = card.lines[-1]
        assert late.came == worth.Amounts(0, Decimal(0), Decimal(2002))
        assert late.reason == Transaction.Reason.REVALUATION
        assert card.closing.value == sum(b.value for b in Balance.objects.all())


class TestAgeing:
    def test_puts_each_lot_into_its_band(self, depot: Depot) -> None:
        for days, heat in (
            (0, "A"),
            (30, "B"),
            (31, "C"),
            (90, "D"),
            (180, "E"),
            (365, "F"),
            (366, "G"),
        ):
            lot = receive_stock(depot, "SPHC-2-4X8", pieces=1, heat=heat)
            Lot.objects.filter(pk=lot.pk).update(received_on=TODAY - timedelta(days=days))
        (row,) = worth.ageing(depot.center.pk, on=TODAY)
        piece = depot.materials["SPHC-2-4X8"].piece_mass_kg or 0
        assert row.mass_kg == (2 * piece, 2 * piece, piece, piece, piece)
        assert row.all_value == sum(b.value for b in Balance.objects.all())


class TestLosses:
    def test_adds_what_was_lost_and_takes_off_what_was_found(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        spoilt = receive_stock(depot, "SPHC-2-4X8", pieces=2, heat="X")
        Lot.objects.filter(pk=spoilt.pk).update(quality=Lot.Quality.REJECTED)
        here = depot.racks["A-01"].pk
        gone, off = (outside(depot, k) for k in (Place.Kind.COUNT_DIFFERENCE, Place.Kind.WRITE_OFF))
        post(depot, lot, "count", here, gone, 3, days=0, n=1)
        post(depot, lot, "write_off", here, off, 1, days=0, n=2)
        post(depot, spoilt, "write_off", here, off, 2, days=0, n=3)
        _do(depot, "found", lot, (here, 0), 0, 1, 4)
        (month,) = worth.losses(depot.center.pk, since=TODAY, until=TODAY, zone=ZONE)
        piece = depot.materials["SPHC-2-4X8"].piece_mass_kg or Decimal(0)
        assert month.mass_kg == {
            "kerf": 0,
            "count": 3 * piece - 46,
            "write_off": piece,
            "rejects": 2 * piece,
        }
        assert month.value["rejects"] == (2 * piece * 10_950).quantize(Decimal("0.01"))

    def test_names_months_without_a_loss(self, depot: Depot) -> None:
        found = worth.losses(depot.center.pk, since=date(2026, 1, 31), until=TODAY, zone=ZONE)
        assert [month.month.month for month in found] == list(range(1, 10))


class TestSlowMovers:
    def test_puts_what_did_not_go_first_and_says_how_long_the_rest_lasts(
        self, depot: Depot
    ) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
        receive_stock(depot, "S45C-D25", pieces=4)
        post(
            depot,
            lot,
            "issue",
            depot.racks["A-01"].pk,
            outside(depot, Place.Kind.WORKSHOP),
            1,
            days=0,
            n=1,
        )
        still, going = worth.slow_movers(depot.center.pk, today=TODAY, days=30, zone=ZONE)
        assert (still.material, still.last_on, still.days_of_cover) == ("S45C-D25", None, None)
        assert (going.material, going.last_on, going.days_of_cover) == ("SPHC-2-4X8", TODAY, 270)


class TestMonths:
    @given(acts=ACTS)
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_run_from_opening_to_closing_and_end_at_the_balances(
        self, depot: Depot, acts: list[tuple[str, int, int]]
    ) -> None:
        with transaction.atomic():
            play(depot, acts)
            found = worth.months(
                depot.center.pk, closed_through=None, today=TODAY, most=12, zone=ZONE
            )
            for before, after in pairwise(found):
                assert (before.closing_kg, before.closing_value) == (
                    after.opening_kg,
                    after.opening_value,
                )
            assert (found[0].opening_kg, found[0].opening_value) == (Decimal(0), Decimal(0))
            assert found[-1].closing_kg == sum(b.on_hand_kg for b in Balance.objects.all())
            assert found[-1].closing_value == sum(b.value for b in Balance.objects.all())
            transaction.set_rollback(True)

    def test_begin_behind_what_is_closed(self, depot: Depot) -> None:
        found = worth.months(
            depot.center.pk, closed_through=date(2026, 7, 31), today=TODAY, most=12, zone=ZONE
        )
        assert [(m.first_on, m.is_over) for m in found] == [
            (date(2026, 8, 1), True),
            (date(2026, 9, 1), False),
        ]
