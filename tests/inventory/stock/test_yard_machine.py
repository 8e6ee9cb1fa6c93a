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
from tests.inventory.stock.model import CENT, Key, ModelLot, Refused, Step, Yard

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
            if not lot.saleable:
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
