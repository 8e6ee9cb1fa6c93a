"""The door in any order of acts, against the yard in plain Python."""

import copy
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inventory import stock
from inventory.models import Balance, Place
from inventory.services.checking import check_ledger
from materialcenter.errors import DomainError
from tests.cast import NOW, Depot, entry
from tests.inventory.stock.model import CENT, GRAM, Key, ModelLot, Off, Refused, Step, Yard

pytestmark = pytest.mark.django_db
R = TypeVar("R")

RACKS = st.sampled_from(["A-01", "A-02", "B-01"])
PICK = st.integers(min_value=0, max_value=10_000)
KG = st.integers(min_value=1, max_value=900_000).map(lambda grams: Decimal(grams) / 1000)


class YardMachine(RuleBasedStateMachine):
    """Every rule asks the model first; the door must refuse exactly when the model does."""

    depot: Depot

    @initialize()
    def open_depot(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.yard = Yard()
        self.keys = 0
        self.holders = 0

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def _key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def _rack(self, code: str) -> int:
        return self.depot.racks[code].pk

    def _both(self, model: Callable[[Yard], R], door: Callable[[], Any]) -> tuple[R, Any] | None:
        """Do it in a copy of the model and at the door; both do it, or both refuse."""
        trial = copy.deepcopy(self.yard)
        try:
            expected = model(trial)
        except Refused:
            with pytest.raises(DomainError), transaction.atomic():
                door()
            return None
        with transaction.atomic():
            found = door()
        self.yard = trial
        return expected, found

    def _note(self, outcome: tuple[Any, stock.Posting] | None) -> None:
        """Compare a posting with the model's steps, and remember it for reversing."""
        if outcome is None:
            return
        expected, posting = outcome
        steps: list[Step] = expected if isinstance(expected, list) else [expected]
        assert [(m.lot_id, m.pieces, m.mass_kg, m.value) for m in posting.moved] == [
            (s.lot_id, s.pieces, s.mass_kg, s.value) for s in steps
        ]
        self.yard.written[posting.sequence] = steps

    @rule(
        counted=st.booleans(),
        pieces=st.integers(1, 9),
        mass_kg=KG,
        rack=RACKS,
        consigned=st.sampled_from([False, False, False, True]),
        quarantined=st.sampled_from([False, False, False, True]),
        cost=st.integers(0, 20_000),
    )
    def receive(
        self,
        counted: bool,
        pieces: int,
        mass_kg: Decimal,
        rack: str,
        consigned: bool,
        quarantined: bool,
        cost: int,
    ) -> None:
        material = self.depot.materials["SPHC-2-4X8" if counted else "SCRAP-HMS1"]
        count = pieces if counted else 0
        owner = self.depot.workshops["W0001"] if consigned else None
        with transaction.atomic():
            posting, (lot,) = stock.receive(
                entry(self.depot, self._key()),
                [
                    stock.NewLot(
                        material_id=material.pk,
                        place_id=self._rack(rack),
                        heat="H",
                        pieces=count,
                        mass_kg=mass_kg,
                        table_kg=None,
                        cost_per_kg=Decimal(cost),
                        received_on=NOW.date(),
                        owner_id=owner.pk if owner else None,
                        is_quarantined=quarantined,
                    )
                ],
            )
        value = Decimal(0) if consigned else (mass_kg * cost).quantize(CENT, ROUND_HALF_UP)
        quality = "quarantined" if quarantined else "ok"
        self.yard.lots[lot.pk] = ModelLot(material.pk, counted, consigned, quality, lot.pk)
        step = self.yard.bring(lot.pk, self._rack(rack), count, mass_kg, value)
        self._note((step, posting))

    @precondition(lambda self: self.yard.heaps)
    @rule(
        pick=PICK,
        to=RACKS,
        pieces=st.integers(0, 9),
        mass_kg=st.one_of(st.none(), KG),
        outside=st.booleans(),
        everything=st.booleans(),
    )
    def move(
        self,
        pick: int,
        to: str,
        pieces: int,
        mass_kg: Decimal | None,
        outside: bool,
        everything: bool,
    ) -> None:
        lot_id, from_id = self._heap(pick)
        if everything:
            pieces, mass_kg = self.yard.heaps[lot_id, from_id].free
        to_id = None if outside else self._rack(to)
        if to_id == from_id or (pieces == 0 and not mass_kg):
            return
        target = to_id or stock.outside(self.depot.center.pk, Place.Kind.WRITE_OFF)
        move = stock.Move(lot_id, from_id, target, pieces, mass_kg)
        self._note(
            self._both(
                lambda yard: yard.take(lot_id, from_id, to_id, pieces, mass_kg),
                lambda: stock.post(entry(self.depot, self._key(), reason="transfer"), [move]),
            )
        )

    @precondition(lambda self: self.yard.heaps)
    @rule(pick=PICK, pieces=st.integers(1, 9))
    def issue(self, pick: int, pieces: int) -> None:
        lot_id, from_id = self._heap(pick)
        lot = self.yard.lots[lot_id]
        mass_kg = None if lot.counted else Decimal(pieces)
        count = pieces if lot.counted else 0

        def model(yard: Yard) -> Step:
            if not lot.issuable:
                raise Refused
            return yard.take(lot_id, from_id, None, count, mass_kg)

        target = stock.outside(self.depot.center.pk, Place.Kind.WORKSHOP)
        move = stock.Move(lot_id, from_id, target, count, mass_kg)
        self._note(
            self._both(
                model,
                lambda: stock.post(
                    entry(self.depot, self._key(), reason="issue"), [move], only_sound=True
                ),
            )
        )

    @precondition(lambda self: self.yard.heaps)
    @rule(
        pick=PICK,
        pieces=st.integers(1, 4),
        percents=st.lists(
            st.tuples(st.integers(1, 60), st.booleans(), RACKS), min_size=1, max_size=3
        ),
        scrap_value=st.integers(0, 3_000_000),
    )
    def cut(
        self,
        pick: int,
        pieces: int,
        percents: list[tuple[int, bool, str]],
        scrap_value: int,
    ) -> None:
        """Cut some pieces, or some kg, into outputs of so many percent of a likely weight."""
        lot_id, from_id = self._heap(pick)
        lot, heap = self.yard.lots[lot_id], self.yard.heaps[lot_id, from_id]
        count, mass_kg = (pieces, None) if lot.counted else (0, Decimal(pieces))
        likely = mass_kg or heap.mass_kg * pieces / max(heap.pieces, 1)
        offs = [
            Off(
                self._rack(rack),
                pieces if lot.counted and not is_scrap else 0,
                (likely * percent / 100).quantize(GRAM) + GRAM,
                Decimal(scrap_value) / 100 if is_scrap else None,
            )
            for percent, is_scrap, rack in percents
        ]
        outcome = self._both(
            lambda yard: yard.onto_bench(lot_id, from_id, count, mass_kg, offs),
            lambda: stock.cut(
                entry(self.depot, self._key(), reason="cut"),
                lot_id=lot_id,
                place_id=from_id,
                pieces=count,
                mass_kg=mass_kg,
                outputs=[self._cut_off(lot, off) for off in offs],
            ),
        )
        if outcome is not None:
            self._note_cut(lot_id, offs, *outcome)

    def _cut_off(self, lot: ModelLot, off: Off) -> stock.CutOff:
        is_scrap = off.scrap_value is not None
        scrap = self.depot.materials["SCRAP-HMS1"].pk
        return stock.CutOff(
            material_id=scrap if is_scrap else lot.material_id,
            place_id=off.rack_id,
            pieces=off.pieces,
            mass_kg=off.mass_kg,
            length_mm=Decimal(500) if off.pieces else None,
            fixed_value=off.scrap_value,
        )

    def _note_cut(
        self, lot_id: int, offs: list[Off], expected: tuple[Step, list[Decimal], Decimal], cut: Any
    ) -> None:
        onto, worth, kerf = expected
        parent = self.yard.lots[lot_id]
        steps = [onto]
        for made, off, value in zip(cut.lots, offs, worth, strict=True):
            self.yard.lots[made.pk] = ModelLot(
                made.material_id,
                off.pieces > 0,
                parent.consigned,
                parent.quality,
                made.pk,
                whole=off.pieces == 0,
                parent=lot_id,
            )
            step = self.yard.bring(made.pk, off.rack_id, off.pieces, off.mass_kg, value)
            steps.append(step)
        if kerf:
            steps.append(Step(lot_id, None, None, 0, kerf, Decimal(0)))
        for step in steps:
            step.is_cut = True
        assert (cut.kerf_kg, cut.mass_kg, cut.value) == (kerf, onto.mass_kg, onto.value)
        self._note((steps, cut.posting))

    @precondition(lambda self: self.yard.heaps)
    @rule(pick=PICK, pieces=st.integers(0, 3), mass_kg=KG, value=st.integers(0, 1_000_000))
    def count_more(self, pick: int, pieces: int, mass_kg: Decimal, value: int) -> None:
        """Find more of a lot on a rack than the books say."""
        lot_id, rack_id = self._heap(pick)
        lot = self.yard.lots[lot_id]
        worth = Decimal(0) if lot.consigned else Decimal(value) / 100

        def model(yard: Yard) -> Step:
            if pieces and not lot.counted:
                raise Refused
            if lot.counted and not pieces and not yard.heap(lot_id, rack_id).pieces:
                raise Refused
            return yard.bring(lot_id, rack_id, pieces, mass_kg, worth)

        source = stock.outside(self.depot.center.pk, Place.Kind.COUNT_DIFFERENCE)
        move = stock.Move(lot_id, source, rack_id, pieces, mass_kg, worth)
        self._note(
            self._both(
                model,
                lambda: stock.post(entry(self.depot, self._key(), reason="count"), [move]),
            )
        )

    @precondition(lambda self: self.yard.lots)
    @rule(pick=PICK, cents=st.integers(1, 90_000_000))
    def cost_later(self, pick: int, cents: int) -> None:
        """Share a late cost; who gets it is proved elsewhere, here that nothing is lost."""
        lot_id = sorted(self.yard.lots)[pick % len(self.yard.lots)]
        amount = Decimal(cents) / 100
        before = {key: heap.value for key, heap in self.yard.heaps.items()}

        def model(yard: Yard) -> None:
            if yard.lots[lot_id].consigned:
                raise Refused

        outcome = self._both(
            model,
            lambda: stock.revalue(
                entry(self.depot, self._key(), reason="revaluation"), shares=[(lot_id, amount)]
            ),
        )
        if outcome is None:
            return
        added = outcome[1]
        for balance in Balance.objects.filter(center=self.depot.center):
            self.yard.heap(balance.lot_id, balance.place_id).value = balance.value
        raised = {
            key: heap.value - before.get(key, Decimal(0))
            for key, heap in self.yard.heaps.items()
            if heap.value != before.get(key, Decimal(0))
        }
        assert all(rise > 0 and lot_id in self._line(lot) for (lot, _rack), rise in raised.items())
        assert sum(raised.values(), Decimal(0)) == added.on_stock
        assert added.on_stock + added.on_gone == amount
        self.yard.given_value += added.on_stock

    def _line(self, lot_id: int) -> set[int]:
        """Return a lot and those it was cut from."""
        parent = self.yard.lots[lot_id].parent
        return {lot_id} if parent is None else {lot_id} | self._line(parent)

    @rule(
        counted=st.booleans(),
        amounts=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    )
    def reserve(self, counted: bool, amounts: list[int]) -> None:
        material = self.depot.materials["SPHC-2-4X8" if counted else "SCRAP-HMS1"]
        wants = []
        for amount in amounts:
            self.holders += 1
            pieces, mass_kg = (amount, Decimal(0)) if counted else (0, Decimal(amount * 40))
            wants.append((self.holders, pieces, mass_kg))
        outcome = self._both(
            lambda yard: yard.plan_holds(material.pk, wants),
            lambda: stock.reserve(
                center_id=self.depot.center.pk,
                holder="test",
                wants=[stock.Want(h, material.pk, p, k) for h, p, k in wants],
                at=NOW,
            ),
        )
        if outcome is None:
            return
        parts, held = outcome
        assert [(h.holder_id, (h.lot_id, h.place_id), h.pieces, h.mass_kg) for h in held] == parts
        for part in held:
            self.yard.hold(
                part.reservation_id,
                part.holder_id,
                (part.lot_id, part.place_id),
                part.pieces,
                part.mass_kg,
            )

    @precondition(lambda self: self.yard.holds)
    @rule(pick=PICK)
    def release(self, pick: int) -> None:
        holder = self.yard.holds[self._reservation(pick)].holder_id
        with transaction.atomic():
            stock.release(
                center_id=self.depot.center.pk, holder="test", holder_ids=[holder], at=NOW
            )
        self.yard.let_go(holder)

    @precondition(lambda self: self.yard.holds)
    @rule(pick=PICK, pieces=st.one_of(st.none(), st.integers(1, 9)))
    def hand_out(self, pick: int, pieces: int | None) -> None:
        reservation = self._reservation(pick)
        target = stock.outside(self.depot.center.pk, Place.Kind.WORKSHOP)
        self._note(
            self._both(
                lambda yard: yard.hand_out(reservation, pieces),
                lambda: stock.issue_reserved(
                    entry(self.depot, self._key(), reason="issue"),
                    [stock.HandOut(reservation, pieces)],
                    to_place_id=target,
                ),
            )
        )

    @precondition(lambda self: self.yard.lots)
    @rule(pick=PICK, quality=st.sampled_from(["ok", "ok", "quarantined", "rejected"]))
    def judge(self, pick: int, quality: str) -> None:
        lot_id = sorted(self.yard.lots)[pick % len(self.yard.lots)]
        with transaction.atomic():
            stock.set_quality(
                center_id=self.depot.center.pk, lot_id=lot_id, quality=quality, at=NOW
            )
        self.yard.lots[lot_id].quality = quality

    @precondition(lambda self: self.yard.written)
    @rule(pick=PICK)
    def reverse(self, pick: int) -> None:
        sequence = sorted(self.yard.written)[pick % len(self.yard.written)]
        outcome = self._both(
            lambda yard: yard.undo(sequence),
            lambda: stock.reverse(entry(self.depot, self._key()), sequence=sequence),
        )
        if outcome is not None:
            self._note(outcome)
            # A reversal is not reversed; what it did is done again by hand.
            self.yard.undone.add(outcome[1].sequence)

    def _heap(self, pick: int) -> Key:
        return sorted(self.yard.heaps)[pick % len(self.yard.heaps)]

    def _reservation(self, pick: int) -> int:
        return sorted(self.yard.holds)[pick % len(self.yard.holds)]

    @invariant()
    def balances_are_the_models(self) -> None:
        if not hasattr(self, "yard"):
            return
        found = {
            (b.lot_id, b.place_id): (
                b.on_hand_pieces,
                b.on_hand_kg,
                b.value,
                b.reserved_pieces,
                b.reserved_kg,
                b.is_issuable,
                b.is_saleable,
            )
            for b in Balance.objects.filter(center=self.depot.center)
        }
        expected = {
            key: (
                heap.pieces,
                heap.mass_kg,
                heap.value,
                heap.held_pieces,
                heap.held_kg,
                self.yard.lots[key[0]].issuable,
                self.yard.lots[key[0]].saleable,
            )
            for key, heap in self.yard.heaps.items()
        }
        empty = (0, Decimal(0), Decimal(0), 0, Decimal(0))
        assert {k: v for k, v in found.items() if v[:5] != empty} == {
            k: v for k, v in expected.items() if v[:5] != empty
        }

    @invariant()
    def steel_and_value_are_conserved(self) -> None:
        if not hasattr(self, "yard"):
            return
        heaps = self.yard.heaps.values()
        assert sum((h.mass_kg for h in heaps), Decimal(0)) == self.yard.given_kg
        assert sum((h.value for h in heaps), Decimal(0)) == self.yard.given_value
        assert all(h.value == 0 for h in heaps if h.mass_kg == 0)

    @invariant()
    def ledger_proves_itself(self) -> None:
        if hasattr(self, "yard"):
            assert list(check_ledger()) == []


def test_the_door_and_the_model_agree_in_any_order(depot: Depot) -> None:
    machine = type("OneYard", (YardMachine,), {"depot": depot})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
