"""The door's cut: mass to the gram, value to the cent, heat and owner passed on."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import stock
from inventory.models import Balance, Lot, Movement, Place, Transaction
from inventory.services.checking import check_ledger
from tests.cast import NOW, Depot, entry, receive_stock

pytestmark = pytest.mark.django_db
CODE = "SPHC-2-4X8"


def _off(depot: Depot, pieces: int, mass_kg: str, **more: object) -> stock.CutOff:
    made = stock.CutOff(
        material_id=depot.materials[CODE].pk,
        place_id=depot.racks["A-02"].pk,
        pieces=pieces,
        mass_kg=Decimal(mass_kg),
        length_mm=Decimal(600),
        width_mm=Decimal(400),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def _scrap(depot: Depot, mass_kg: str, value: str) -> stock.CutOff:
    return stock.CutOff(
        material_id=depot.materials["SCRAP-HMS1"].pk,
        place_id=depot.racks["B-01"].pk,
        pieces=0,
        mass_kg=Decimal(mass_kg),
        fixed_value=Decimal(value),
    )


def _cut(
    depot: Depot, lot: Lot, outputs: list[stock.CutOff], *, pieces: int = 1, key: str = "cut-1"
) -> stock.Cut:
    with transaction.atomic():
        return stock.cut(
            entry(depot, key, reason="cut"),
            lot_id=lot.pk,
            place_id=depot.racks["A-01"].pk,
            pieces=pieces,
            mass_kg=None,
            outputs=outputs,
        )


@pytest.fixture
def lot(depot: Depot) -> Lot:
    return receive_stock(depot, CODE, pieces=3, mass_kg=Decimal("140.000"))


class TestCut:
    def test_conserves_mass_to_the_gram_and_value_to_the_cent(self, depot: Depot, lot: Lot) -> None:
        done = _cut(depot, lot, [_off(depot, 7, "30.001"), _scrap(depot, "12.5", "50000")])
        assert (done.mass_kg, done.kerf_kg) == (Decimal("46.667"), Decimal("4.166"))
        pieces, scrap = (Balance.objects.get(lot=made) for made in done.lots)
        assert (pieces.on_hand_pieces, pieces.on_hand_kg) == (7, Decimal("30.001"))
        assert scrap.value == Decimal("50000.00")
        assert pieces.value == done.value - 50_000
        left = Balance.objects.get(lot=lot)
        assert left.value + done.value == Decimal("1533000.00")
        assert list(check_ledger()) == []

    def test_passes_on_heat_supplier_age_and_quality(self, depot: Depot, lot: Lot) -> None:
        with transaction.atomic():
            stock.set_quality(
                center_id=depot.center.pk, lot_id=lot.pk, quality="quarantined", at=NOW
            )
        (made,) = _cut(depot, lot, [_off(depot, 2, "40")]).lots
        made.refresh_from_db()
        assert (made.heat, made.supplier_id, made.received_on) == (
            lot.heat,
            lot.supplier_id,
            lot.received_on,
        )
        assert (made.parent_id, made.quality) == (lot.pk, "quarantined")

    def test_makes_remnants_that_are_issuable_and_not_saleable(
        self, depot: Depot, lot: Lot
    ) -> None:
        (made,) = _cut(depot, lot, [_off(depot, 1, "40")]).lots
        balance = Balance.objects.get(lot=made)
        assert (balance.is_issuable, balance.is_saleable) == (True, False)
        with transaction.atomic(), pytest.raises(stock.NotEnoughStock):
            stock.reserve(
                center_id=depot.center.pk,
                holder="test",
                wants=[stock.Want(1, depot.materials[CODE].pk, 3)],
                at=NOW,
            )
        with transaction.atomic():
            held = stock.reserve(
                center_id=depot.center.pk,
                holder="test",
                wants=[stock.Want(1, depot.materials[CODE].pk, 1)],
                lot_ids=[made.pk],
                at=NOW,
            )
        assert [part.lot_id for part in held] == [made.pk]

    def test_does_the_same_key_once(self, depot: Depot, lot: Lot) -> None:
        first = _cut(depot, lot, [_off(depot, 2, "40"), _scrap(depot, "3", "10")])
        again = _cut(depot, lot, [_off(depot, 2, "40"), _scrap(depot, "3", "10")])
        assert again.posting.is_repeated
        assert (again.lots, again.mass_kg, again.kerf_kg, again.value) == (
            first.lots,
            first.mass_kg,
            first.kerf_kg,
            first.value,
        )
        assert Transaction.objects.filter(reason="cut").count() == 1

    @pytest.mark.parametrize(
        ("outputs", "refusal"),
        [
            (lambda d: [_off(d, 2, "46.668")], stock.CutWeighsMore),
            (lambda d: [], stock.NothingCutOff),
            (lambda d: [_scrap(d, "40", "1")], stock.NothingCutOff),
            (lambda d: [_off(d, 1, "1"), _scrap(d, "40", "600000")], stock.ScrapWorthMore),
            (lambda d: [_off(d, 0, "1")], stock.NotPositive),
            (lambda d: [_off(d, 1, "0")], stock.NotPositive),
            (lambda d: [_off(d, 1, "1.0001")], stock.TooFine),
            (
                lambda d: [_off(d, 1, "1", material_id=d.materials["S45C-D25"].pk)],
                stock.CutFromAnother,
            ),
        ],
    )
    def test_refuses(
        self, depot: Depot, lot: Lot, outputs: object, refusal: type[Exception]
    ) -> None:
        before = Movement.objects.count(), Lot.objects.count()
        with pytest.raises(refusal):
            _cut(depot, lot, outputs(depot))  # type: ignore[operator]
        assert (Movement.objects.count(), Lot.objects.count()) == before

    def test_takes_only_what_is_free(self, depot: Depot, lot: Lot) -> None:
        with transaction.atomic():
            stock.reserve(
                center_id=depot.center.pk,
                holder="test",
                wants=[stock.Want(1, depot.materials[CODE].pk, 2)],
                at=NOW,
            )
        with pytest.raises(stock.NotEnoughStock):
            _cut(depot, lot, [_off(depot, 1, "1")], pieces=2)


class TestReverseACut:
    def _undo(self, depot: Depot, sequence: int) -> None:
        with transaction.atomic():
            stock.reverse(entry(depot, "undo", reason="reversal"), sequence=sequence)

    def test_puts_everything_back(self, depot: Depot, lot: Lot) -> None:
        done = _cut(depot, lot, [_off(depot, 2, "40"), _scrap(depot, "3", "10")])
        self._undo(depot, done.posting.sequence)
        back = Balance.objects.get(lot=lot)
        assert (back.on_hand_pieces, back.on_hand_kg, back.value) == (
            3,
            Decimal("140.000"),
            Decimal("1533000.00"),
        )
        assert not Balance.objects.filter(lot__in=done.lots, on_hand_kg__gt=0).exists()
        assert list(check_ledger()) == []

    def test_brings_back_a_late_cost_too(self, depot: Depot, lot: Lot) -> None:
        done = _cut(depot, lot, [_off(depot, 2, "40"), _scrap(depot, "3", "10")])
        _late(depot, (lot, "1000.00"))
        self._undo(depot, done.posting.sequence)
        assert Balance.objects.get(lot=lot).value == Decimal("1534000.00")
        assert list(check_ledger()) == []

    def test_refuses_when_a_piece_is_gone(self, depot: Depot, lot: Lot) -> None:
        done = _cut(depot, lot, [_off(depot, 2, "40")])
        _issue(depot, done.lots[0], 1, rack="A-02")
        with pytest.raises(stock.NotEnoughStock):
            self._undo(depot, done.posting.sequence)


def _issue(depot: Depot, lot: Lot, pieces: int, *, rack: str = "A-01") -> None:
    with transaction.atomic():
        target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
        move = stock.Move(lot.pk, depot.racks[rack].pk, target, pieces)
        stock.post(entry(depot, f"issue-{lot.pk}-{rack}", reason="issue"), [move])


def _late(depot: Depot, *shares: tuple[Lot, str], key: str = "late") -> stock.Revalued:
    with transaction.atomic():
        return stock.revalue(
            entry(depot, key), shares=[(lot.pk, Decimal(value)) for lot, value in shares]
        )


class TestRevalue:
    def test_splits_between_what_is_here_and_what_is_gone(self, depot: Depot, lot: Lot) -> None:
        _issue(depot, lot, 1)
        added = _late(depot, (lot, "1000.00"))
        assert (added.on_stock, added.on_gone) == (Decimal("666.66"), Decimal("333.34"))
        assert Balance.objects.get(lot=lot).value == Decimal("1533000.00") - Decimal(
            "511003.65"
        ) + Decimal("666.66")
        assert list(check_ledger()) == []

    def test_follows_what_was_cut_and_leaves_scrap_at_its_value(
        self, depot: Depot, lot: Lot
    ) -> None:
        done = _cut(depot, lot, [_off(depot, 4, "40"), _scrap(depot, "3", "10")])
        _issue(depot, done.lots[0], 1, rack="A-02")
        before = Balance.objects.get(lot=done.lots[0]).value
        added = _late(depot, (lot, "140000.00"))
        # 46.667 of 140 kg were cut; a quarter of its pieces is gone.
        assert added.on_gone == Decimal("11666.75")
        assert Balance.objects.get(lot=done.lots[0]).value - before == Decimal("35000.25")
        assert Balance.objects.get(lot=done.lots[1]).value == Decimal("10.00")
        assert list(check_ledger()) == []

    def test_does_the_same_key_once(self, depot: Depot, lot: Lot) -> None:
        first = _late(depot, (lot, "1000.00"))
        again = _late(depot, (lot, "1000.00"))
        assert again.is_repeated
        assert (again.on_stock, again.on_gone) == (first.on_stock, first.on_gone)
        assert Balance.objects.get(lot=lot).value == Decimal("1534000.00")

    def test_refuses_no_lot_nothing_and_consigned(self, depot: Depot, lot: Lot) -> None:
        with pytest.raises(stock.NothingToRevalue):
            _late(depot)
        with pytest.raises(stock.NotPositive):
            _late(depot, (lot, "0.00"))

    def test_is_not_reversed(self, depot: Depot, lot: Lot) -> None:
        added = _late(depot, (lot, "1000.00"))
        with pytest.raises(stock.LateCostStays), transaction.atomic():
            stock.reverse(entry(depot, "undo", reason="reversal"), sequence=added.sequence)

    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        cut_pieces=st.integers(0, 2),
        issued=st.integers(0, 1),
        cents=st.integers(1, 10_000_000),
    )
    def test_is_exact_to_the_cent(
        self, depot: Depot, cut_pieces: int, issued: int, cents: int
    ) -> None:
        with transaction.atomic():
            lot = receive_stock(depot, CODE, pieces=3, mass_kg=Decimal("140.001"))
            if cut_pieces:
                _cut(depot, lot, [_off(depot, 3, "31.007")], pieces=cut_pieces, key="c")
            if issued:
                _issue(depot, lot, issued)
            amount = Decimal(cents) / 100
            added = _late(depot, (lot, str(amount)))
            assert added.on_stock + added.on_gone == amount
            assert list(check_ledger()) == []
            transaction.set_rollback(True)
