"""Stock counts: opening, counting blind, deciding; each refusal, and that nothing changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from inventory import stock
from inventory.models import (
    Balance,
    CountEntry,
    CountLine,
    CountRule,
    Lot,
    Movement,
    Place,
    StockCount,
)
from inventory.reports.classes import due_balances, limits_of
from inventory.rules.counting import USUAL_LIMITS, ClassLimit
from inventory.services import (
    classing,
    closing,
    counting,
    deciding_counts,
    moving,
    opening_counts,
    receiving,
)
from inventory.services.checking import check_ledger
from inventory.services.finding import NoSuchRack
from inventory.services.opening_counts import Scope, open_count
from inventory.services.quarantining import ReasonMissing
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Membership
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.counts import (
    CLASS,
    DUE,
    RACKS,
    approve,
    count_state,
    enter,
    line_of,
    open_racks,
)
from tests.inventory.yard import hold, issue

pytestmark = pytest.mark.django_db
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets of 50 kg on A-01, at 10 000 rupiah a kg."""
    return receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal(500), cost_per_kg=Decimal(10_000))


def refuses(kind: type[DomainError], act: Callable[[], object], *, field: str = "") -> DomainError:
    """Check that an act of counting refuses so, and that nothing changed."""
    before = count_state()
    with pytest.raises(kind) as refusal:
        act()
    if field:
        assert refusal.value.field == field
    assert str(refusal.value)
    assert "%(" not in str(refusal.value)
    assert count_state() == before
    return refusal.value


def move(depot: Depot, lot: Lot, pieces: int, mass_kg: str | None = None) -> stock.Posting:
    """Take pieces from A-01 to A-02."""
    return moving.move_lot(
        lot_number=lot.number,
        from_rack="A-01",
        to_rack="A-02",
        pieces=pieces,
        mass_kg=None if mass_kg is None else Decimal(mass_kg),
        on=timezone.localdate(NOW),
        by=depot.person("wati"),
        at=NOW,
    )


def consigned(depot: Depot) -> Lot:
    """Five sheets of a workshop's on A-01."""
    _posting, (lot,) = receiving.receive_goods(
        arrived=[receiving.Arrived(SHEET, "A-01", "H", 5, Decimal(250), None)],
        reference="",
        received_on=timezone.localdate(NOW),
        owner_code="W0001",
        by=depot.person("wati"),
        at=NOW,
    )
    return lot


def _another_supervisor(depot: Depot) -> str:
    """Make agus a supervisor too."""
    Membership.objects.create(center=depot.center, user=depot.users["agus"], role="supervisor")
    return "agus"


class TestOpenCount:
    def test_lists_what_lies_on_the_racks(self, depot: Depot, lot: Lot) -> None:
        receive_stock(depot, SHEET, pieces=1, rack="B-01", heat="X")
        count = open_racks(depot, "A-01", "A-02")
        assert [line.lot for line in count.lines.all()] == [lot]
        assert (count.number, count.status) == ("OPN-TGL-2026-00001", "counting")
        assert count.scope_of == "A-01, A-02"
        assert count.racks.count() == 2

    def test_lists_a_class_by_value(self, depot: Depot, lot: Lot) -> None:
        cheap = receive_stock(depot, SCRAP, mass_kg=Decimal(1), heat="", cost_per_kg=Decimal(6_000))
        for value_class, expected in (("A", lot), ("C", cheap)):
            count = open_count(
                scope=Scope(CLASS, value_class=value_class), by=depot.person("wati"), at=NOW
            )
            assert [line.lot for line in count.lines.all()] == [expected]

    def test_lists_what_is_due_and_no_more_once_it_was_counted(
        self, depot: Depot, lot: Lot
    ) -> None:
        person, later = depot.person("wati"), NOW + timedelta(days=30)
        refuses(
            opening_counts.NothingToCount,
            lambda: open_count(scope=Scope(DUE), by=person, at=later - timedelta(days=1)),
        )
        count = open_count(scope=Scope(DUE), by=person, at=later)
        assert [line.lot for line in count.lines.all()] == [lot]
        day = timezone.localdate(later)
        assert not due_balances(person, on=day).exists()
        enter(depot, count, lot, 10, at=later)
        deciding_counts.approve_count(number=count.number, by=depot.person("sinta"), at=later)
        assert not due_balances(person, on=day + timedelta(days=29)).exists()
        assert due_balances(person, on=day + timedelta(days=30)).exists()

    def test_refuses_what_is_on_an_open_count_and_names_it(self, depot: Depot, lot: Lot) -> None:
        first = open_racks(depot)
        refusal = refuses(opening_counts.CountedElsewhere, lambda: open_racks(depot))
        assert first.number in str(refusal)
        assert lot.number in refusal.faults[0].sentence
        deciding_counts.cancel_count(
            number=first.number, reason="Hujan", by=depot.person("sinta"), at=NOW
        )
        open_racks(depot)

    def test_refuses(self, depot: Depot, lot: Lot) -> None:
        def opening(scope: Scope, by: str = "wati", **limits: Any) -> Callable[[], object]:
            return lambda: open_count(scope=scope, by=depot.person(by), at=NOW, **limits)

        racks = Scope(RACKS, racks=("A-01",))
        for kind, field, act in (
            (opening_counts.ScopeUnclear, "scope", opening(Scope("all"))),
            (opening_counts.ScopeUnclear, "racks", opening(Scope(RACKS))),
            (opening_counts.ScopeUnclear, "value_class", opening(Scope(CLASS, value_class="D"))),
            (NoSuchRack, "racks", opening(Scope(RACKS, racks=("A-01", "Z")))),
            (opening_counts.NothingToCount, "", opening(Scope(RACKS, racks=("B-01",)))),
            (
                opening_counts.LimitUnfit,
                "recount_percent",
                opening(racks, recount_percent=Decimal(-1)),
            ),
            (opening_counts.LimitUnfit, "recount_value", opening(racks, recount_value=Decimal(-1))),
            *((WrongRole, "", opening(racks, who)) for who in ("putri", "fajar", "agus", "sari")),
        ):
            refuses(kind, act, field=field)

    def test_keeps_a_lot_on_one_open_count_by_the_database(self, depot: Depot, lot: Lot) -> None:
        line = open_racks(depot).lines.get()
        other = StockCount.objects.create(
            center=depot.center, number="X", scope="racks", opened_at=NOW
        )
        with pytest.raises(DatabaseError, match="count_line_open_once"), transaction.atomic():
            CountLine.objects.create(count=other, lot=line.lot, place=line.place)


class TestEnterCount:
    def test_keeps_the_books_of_the_moment(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        posting = move(depot, lot, 4)
        enter(depot, count, lot, 6)
        entry = CountEntry.objects.get()
        assert (entry.book_pieces, entry.book_kg, entry.sequence) == (
            6,
            Decimal("300.000"),
            posting.sequence,
        )
        assert (entry.pieces, entry.mass_kg, entry.is_weighed) == (6, Decimal("300.000"), False)
        count.refresh_from_db()
        assert count.status == "counted"

    def test_counts_kg_of_what_is_kept_by_weight(self, depot: Depot) -> None:
        heap = receive_stock(depot, SCRAP, mass_kg=Decimal(1500), heat="")
        count = open_racks(depot)
        line = enter(depot, count, heap, None, "1490.5")
        assert line.status == "counted"
        assert CountEntry.objects.get().mass_kg == Decimal("1490.500")

    def test_leaves_a_large_difference_to_another_person_whose_word_stands(
        self, depot: Depot, lot: Lot
    ) -> None:
        count = open_racks(depot)
        assert enter(depot, count, lot, 9).status == "to_recount"
        refuses(counting.RecountByAnother, lambda: enter(depot, count, lot, 9))
        assert enter(depot, count, lot, 9, by="sinta").status == "counted"
        refuses(counting.CountedAlready, lambda: enter(depot, count, lot, 10))
        assert [entry.round_no for entry in CountEntry.objects.all()] == [1, 2]

    def test_takes_a_difference_within_the_limits_at_once(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot, recount_percent=Decimal(10), recount_value=Decimal(500_000))
        assert enter(depot, count, lot, 9).status == "counted"

    def test_must_be_counted_again_when_it_was_moved_meanwhile(
        self, depot: Depot, lot: Lot
    ) -> None:
        count = open_racks(depot)
        shown = line_of(count, lot).newest  # type: ignore[attr-defined]
        move(depot, lot, 4)
        refuses(counting.MovedWhileCounting, lambda: enter(depot, count, lot, 10, sequence=shown))
        assert enter(depot, count, lot, 6).status == "counted"

    def test_refuses_what_cannot_be(self, depot: Depot, lot: Lot) -> None:
        heap = receive_stock(depot, SCRAP, mass_kg=Decimal(1500), heat="")
        count = open_racks(depot)
        for kind, field, what, pieces, mass_kg in (
            (counting.PiecesMissing, "pieces", lot, None, "5"),
            (counting.KgMissing, "mass_kg", heap, None, None),
            (stock.WrongUnit, "pieces", heap, 3, "5"),
            (stock.NotPositive, "pieces", lot, -1, None),
            (stock.NotPositive, "mass_kg", lot, 3, "0"),
            (stock.NotPositive, "mass_kg", heap, None, "-1"),
            (counting.WeightOfNothing, "mass_kg", lot, 0, "5"),
            (stock.TooFine, "mass_kg", heap, None, "1.0005"),
            (counting.CountTooLarge, "pieces", lot, 10**8, None),
            (counting.CountTooLarge, "mass_kg", heap, None, "99999999"),
        ):
            refuses(kind, partial(enter, depot, count, what, pieces, mass_kg), field=field)

    def test_refuses_whoever_may_not(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        for name in ("putri", "fajar", "agus", "sari"):
            refuses(WrongRole, lambda n=name: enter(depot, count, lot, 10, by=n))  # type: ignore[misc]
        refuses(Missing, lambda: enter(stranger, count, lot, 10))

    def test_is_never_changed(self, depot: Depot, lot: Lot) -> None:
        enter(depot, open_racks(depot), lot, 10)
        with pytest.raises(DatabaseError), transaction.atomic():
            CountEntry.objects.update(pieces=1)


class TestAddFoundLot:
    def _add(
        self, depot: Depot, count: StockCount, lot: str, rack: str = "A-02", by: str = "wati"
    ) -> CountLine:
        return counting.add_found_lot(
            number=count.number, lot_number=lot, rack=rack, by=depot.person(by), at=NOW
        )

    def test_brings_five_where_the_books_have_none(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        enter(depot, count, lot, 10)
        self._add(depot, count, lot.number)
        count.refresh_from_db()
        assert count.status == "counting"
        assert enter(depot, count, lot, 5, rack="A-02").status == "to_recount"
        enter(depot, count, lot, 5, rack="A-02", by="sinta")
        assert not Balance.objects.filter(place__code="A-02").exists()
        approve(depot, count, by=_another_supervisor(depot))
        found = Balance.objects.get(place__code="A-02")
        assert (found.on_hand_pieces, found.on_hand_kg, found.value) == (
            5,
            Decimal("250.000"),
            Decimal("2500000.00"),
        )
        assert list(check_ledger()) == []

    def test_refuses(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        other = receive_stock(depot, SHEET, pieces=1, rack="B-01", heat="X")
        open_racks(depot, "B-01")
        count = open_racks(depot)
        for kind, field, act in (
            (counting.UnknownLot, "lot", lambda: self._add(depot, count, "LOT-X")),
            (NoSuchRack, "rack", lambda: self._add(depot, count, lot.number, "Z")),
            (counting.OnTheList, "lot", lambda: self._add(depot, count, lot.number, "A-01")),
            (
                opening_counts.CountedElsewhere,
                "",
                lambda: self._add(depot, count, other.number, "B-01"),
            ),
            (WrongRole, "", lambda: self._add(depot, count, lot.number, by="fajar")),
            (Missing, "", lambda: self._add(stranger, count, lot.number)),
        ):
            refuses(kind, act, field=field)


class TestApproveCount:
    def _counted(
        self, depot: Depot, lot: Lot, pieces: int, mass_kg: str | None = None
    ) -> StockCount:
        """Count with limits that no difference passes, so that one person is enough."""
        count = open_racks(depot, recount_percent=Decimal(100), recount_value=Decimal(10**11))
        enter(depot, count, lot, pieces, mass_kg)
        return count

    def test_posts_nothing_before(self, depot: Depot, lot: Lot) -> None:
        self._counted(depot, lot, 0)
        assert Balance.objects.get().on_hand_pieces == 10
        assert Movement.objects.count() == 1

    def test_takes_what_is_missing_with_its_value(self, depot: Depot, lot: Lot) -> None:
        count = approve(depot, self._counted(depot, lot, 8, "398"))
        movement = Movement.objects.latest("pk")
        assert (movement.pieces, movement.mass_kg, movement.value) == (
            2,
            Decimal("102.000"),
            Decimal("1020000.00"),
        )
        assert movement.to_place.kind == Place.Kind.COUNT_DIFFERENCE
        assert (movement.transaction.reason, movement.transaction.reference) == (
            "count",
            count.number,
        )
        assert count.transaction_id == movement.transaction_id
        assert (count.status, count.decided_by) == ("approved", depot.users["sinta"])
        assert list(check_ledger()) == []

    def test_takes_all_with_all_value(self, depot: Depot, lot: Lot) -> None:
        approve(depot, self._counted(depot, lot, 0))
        balance = Balance.objects.get()
        assert not any((balance.on_hand_pieces, balance.on_hand_kg, balance.value))

    def test_values_what_was_found_at_what_a_kg_there_costs(self, depot: Depot, lot: Lot) -> None:
        approve(depot, self._counted(depot, lot, 11))
        movement = Movement.objects.latest("pk")
        assert (movement.pieces, movement.mass_kg, movement.value) == (
            1,
            Decimal("50.000"),
            Decimal("500000.00"),
        )

    def test_mends_kg_alone(self, depot: Depot, lot: Lot) -> None:
        approve(depot, self._counted(depot, lot, 10, "503.5"))
        balance = Balance.objects.get()
        assert (balance.on_hand_pieces, balance.on_hand_kg) == (10, Decimal("503.500"))

    def test_values_consigned_lots_at_nothing(self, depot: Depot) -> None:
        approve(depot, self._counted(depot, consigned(depot), 6))
        assert Movement.objects.latest("pk").value == 0

    def test_accounts_for_what_moved_since(self, depot: Depot, lot: Lot) -> None:
        count = self._counted(depot, lot, 9)
        move(depot, lot, 4)
        approve(depot, count)
        assert Balance.objects.get(place__code="A-01").on_hand_pieces == 5
        assert Balance.objects.get(place__code="A-02").on_hand_pieces == 4
        assert list(check_ledger()) == []

    def test_posts_nothing_where_nothing_differs(self, depot: Depot, lot: Lot) -> None:
        count = approve(depot, self._counted(depot, lot, 10))
        assert (count.transaction_id, Movement.objects.count()) == (None, 1)

    def test_refuses_what_is_reserved_naming_who_holds_it(self, depot: Depot, lot: Lot) -> None:
        count = self._counted(depot, lot, 6)
        hold(depot, SHEET, 7, holder_id=17)
        refusal = refuses(deciding_counts.DifferenceNotThere, lambda: approve(depot, count))
        (fault,) = refusal.faults
        assert (fault.code, fault.place) == ("difference_reserved", "A-01")
        assert "test 17" in fault.sentence
        assert lot.number in fault.sentence

    def test_refuses_what_is_gone(self, depot: Depot, lot: Lot) -> None:
        count = self._counted(depot, lot, 6)
        issue(depot, lot, 8, key="gone")
        refusal = refuses(deciding_counts.DifferenceNotThere, lambda: approve(depot, count))
        assert [fault.code for fault in refusal.faults] == ["difference_gone"]

    def test_refuses_pieces_and_kg_that_disagree(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot, recount_percent=Decimal(100))
        assert enter(depot, count, lot, 9, "501").status == "to_recount"
        enter(depot, count, lot, 9, "501", by="sinta")
        deciding_counts.reject_lines(
            number=count.number,
            line_ids=[line_of(count, lot).pk],
            reason="Timbang ulang",
            by=depot.person("sinta"),
            at=NOW,
        )
        enter(depot, count, lot, 9, "501", by="wati")
        other = _another_supervisor(depot)
        refusal = refuses(
            deciding_counts.DifferenceNotThere, lambda: approve(depot, count, by=other)
        )
        assert [fault.code for fault in refusal.faults] == ["difference_disagrees"]

    def test_refuses_while_something_is_uncounted(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        refusal = refuses(deciding_counts.LinesUncounted, lambda: approve(depot, count))
        assert lot.number in refusal.faults[0].sentence

    def test_refuses_who_counted_any_line(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        enter(depot, count, lot, 10, by="sinta")
        refuses(deciding_counts.ApproverCounted, lambda: approve(depot, count))

    def test_refuses_a_machine(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        enter(depot, count, lot, 10)
        machine = replace(depot.person("sinta"), user_id=None, token_id=1)
        with pytest.raises(deciding_counts.ApproverCounted):
            deciding_counts.approve_count(number=count.number, by=machine, at=NOW)

    def test_happens_once_and_by_supervisors(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        count = self._counted(depot, lot, 9)
        for name in ("wati", "putri", "fajar", "agus", "sari"):
            refuses(WrongRole, lambda n=name: approve(depot, count, by=n))  # type: ignore[misc]
        refuses(Missing, lambda: approve(stranger, count))
        approve(depot, count)
        refuses(counting.CountOver, lambda: approve(depot, count))
        refuses(counting.CountOver, lambda: enter(depot, count, lot, 9))

    def test_refuses_to_load_a_rack_beyond_what_it_may_carry(self, depot: Depot, lot: Lot) -> None:
        Place.objects.filter(code="A-01").update(capacity_kg=520)
        count = self._counted(depot, lot, 11)
        refuses(stock.RackOverloaded, lambda: approve(depot, count))


class TestRejectLines:
    def _reject(
        self, depot: Depot, count: StockCount, lines: list[int], **changes: Any
    ) -> StockCount:
        asked: dict[str, Any] = {"reason": "Periksa lagi", "by": depot.person("sinta"), "at": NOW}
        return deciding_counts.reject_lines(
            number=count.number, line_ids=lines, **{**asked, **changes}
        )

    def test_sends_lines_back_to_another_person(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        line = enter(depot, count, lot, 10)
        count = self._reject(depot, count, [line.pk])
        line.refresh_from_db()
        assert (count.status, line.status, line.note) == (
            "counting",
            "to_recount",
            "Periksa lagi",
        )
        refuses(counting.RecountByAnother, lambda: enter(depot, count, lot, 10))

    def test_refuses(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        uncounted = line_of(count, lot).pk
        refuses(
            deciding_counts.NotCounted,
            lambda: self._reject(depot, count, [uncounted]),
            field="lines",
        )
        enter(depot, count, lot, 10)
        for kind, lines, changes in (
            (deciding_counts.NotCounted, [], {}),
            (deciding_counts.NotCounted, [uncounted, 10**9], {}),
            (ReasonMissing, [uncounted], {"reason": " "}),
            (WrongRole, [uncounted], {"by": depot.person("wati")}),
            (Missing, [uncounted], {"by": stranger.person("sinta")}),
        ):
            refuses(kind, lambda li=lines, ch=changes: self._reject(depot, count, li, **ch))  # type: ignore[misc]
        approve(depot, count)
        refuses(counting.CountOver, lambda: self._reject(depot, count, [uncounted]))


class TestCancelCount:
    def _cancel(
        self, depot: Depot, count: StockCount, reason: str = "Hujan", by: str = "sinta"
    ) -> StockCount:
        return deciding_counts.cancel_count(
            number=count.number, reason=reason, by=depot.person(by), at=NOW
        )

    def test_posts_nothing_and_frees_the_lots(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        enter(depot, count, lot, 5)
        assert self._cancel(depot, count).status == "cancelled"
        assert Movement.objects.count() == 1
        open_racks(depot)

    def test_refuses(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        count = open_racks(depot)
        refuses(ReasonMissing, lambda: self._cancel(depot, count, reason=""), field="reason")
        refuses(WrongRole, lambda: self._cancel(depot, count, by="wati"))
        refuses(Missing, lambda: self._cancel(stranger, count))
        self._cancel(depot, count)
        refuses(counting.CountOver, lambda: self._cancel(depot, count))


class TestClosing:
    def test_is_refused_while_counts_of_the_period_are_open(self, depot: Depot, lot: Lot) -> None:
        count = open_racks(depot, at=NOW - timedelta(days=2))
        yesterday = timezone.localdate(NOW) - timedelta(days=1)

        def close() -> object:
            return closing.close_period(through=yesterday, by=depot.person("fajar"), at=NOW)

        refusal = refuses(closing.CountsOpen, close, field="through")
        assert count.number in str(refusal)
        enter(depot, count, lot, 10)
        refuses(closing.CountsOpen, close)
        approve(depot, count)
        close()

    def test_goes_on_beside_a_count_that_was_opened_later(self, depot: Depot, lot: Lot) -> None:
        open_racks(depot)
        yesterday = timezone.localdate(NOW) - timedelta(days=1)
        closing.close_period(through=yesterday, by=depot.person("fajar"), at=NOW)


class TestChangeLimits:
    NEW = (
        ClassLimit("A", Decimal(70), 14),
        ClassLimit("B", Decimal(90), 60),
        ClassLimit("C", Decimal(100), 365),
    )

    def _change(self, depot: Depot, limits: Any, by: str = "sinta") -> tuple[ClassLimit, ...]:
        return classing.change_limits(limits=limits, by=depot.person(by), at=NOW)

    def test_replaces_the_usual_ones(self, depot: Depot, stranger: Depot) -> None:
        assert limits_of(depot.center.pk) == USUAL_LIMITS
        assert self._change(depot, self.NEW) == self.NEW
        self._change(depot, self.NEW)
        assert CountRule.objects.count() == 3
        assert limits_of(stranger.center.pk) == USUAL_LIMITS

    def test_refuses(self, depot: Depot) -> None:
        a, b, c = self.NEW
        for kind, limits in (
            (classing.SharesUnordered, (a, c, b)),
            (classing.SharesUnordered, (a, ClassLimit("B", Decimal(70), 60), c)),
            (classing.SharesUnordered, (ClassLimit("A", Decimal(0), 1), b, c)),
            (classing.SharesUnordered, (a, b, ClassLimit("C", Decimal(99), 1))),
            (classing.SharesUnordered, (a, b)),
            (classing.DaysUnfit, (a, b, ClassLimit("C", Decimal(100), 0))),
            (classing.DaysUnfit, (a, b, ClassLimit("C", Decimal(100), 4000))),
        ):
            refuses(kind, lambda li=limits: self._change(depot, li))  # type: ignore[misc]
        refuses(WrongRole, lambda: self._change(depot, self.NEW, by="wati"))


class TestTables:
    @pytest.mark.parametrize(
        ("table", "change", "name"),
        [
            ("stockcount", "transaction_id = 1", "stock_count_posts_when_approved"),
            ("stockcount", "recount_percent = -1", "stock_count_limits_not_negative"),
            ("stockcount", "recount_value = -1", "stock_count_limits_not_negative"),
            ("countrule", "every_days = 0", "count_rule_positive"),
            ("countrule", "share_percent = 100.001", "count_rule_positive"),
        ],
    )
    def test_refuse(self, depot: Depot, lot: Lot, table: str, change: str, name: str) -> None:
        open_racks(depot)
        CountRule.objects.create(
            center=depot.center, value_class="A", share_percent=Decimal(80), every_days=30
        )
        with (
            pytest.raises(DatabaseError, match=name),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE inventory_{table} SET {change}")

    def test_refuse_pieces_that_weigh_nothing(self, depot: Depot, lot: Lot) -> None:
        line = open_racks(depot).lines.get()
        with (
            pytest.raises(DatabaseError, match="count_entry_pieces_weigh_something"),
            transaction.atomic(),
        ):
            CountEntry.objects.create(
                line=line,
                round_no=1,
                pieces=1,
                mass_kg=0,
                book_pieces=1,
                book_kg=50,
                sequence=0,
                counted_at=NOW,
            )
