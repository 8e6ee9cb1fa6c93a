"""A pool that arrives, is checked, shared and picked up in any order, against the plain rule."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inventory.models import Balance, Lot, Reservation
from inventory.services.checking import check_ledger
from inventory.services.quarantining import quarantine_lot, reject_lot, release_lot
from materialcenter.commands import joined_commands
from orders.models import AllocatedShare, Allocation, Pool
from orders.reports.pools.sharing import proofs_of
from orders.rules.sharing import Claim, share_pieces
from orders.services.allocating import LotsUndecided, NothingNew
from tests.cast import NOW, Depot
from tests.orders.pool_world import LATER
from tests.orders.sharing_world import add_workshops, bought, close, deliver, held, share, take

pytestmark = pytest.mark.django_db
PLAN = {"W0001": (9, 3), "W0002": (5, 1), "M3": (8, 8), "M4": (3, 1)}
CODES = st.sampled_from(sorted(PLAN))
LOT = st.integers(0, 9)


class SharingMachine(RuleBasedStateMachine):
    """The model: sheets by lot and quality, and what each workshop took home."""

    depot: Depot

    @initialize()
    def buy(self) -> None:
        self.block = joined_commands()
        self.block.__enter__()
        wishes = {code: (wanted, least, wanted) for code, (wanted, least) in PLAN.items()}
        self.pool, self.order = bought(self.depot, wishes)
        self.came: dict[str, int] = {}
        self.quality: dict[str, str] = {}
        self.taken: Counter[str] = Counter()
        self.taken_of: Counter[str] = Counter()
        self.shares: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @property
    def is_open(self) -> bool:
        return self.pool.status in {Pool.Status.ORDERED, Pool.Status.RECEIVING}

    @property
    def left_to_come(self) -> int:
        return 25 - sum(n for heat, n in self.came.items())

    @precondition(lambda self: self.is_open and self.left_to_come)
    @rule(sheets=st.integers(1, 12))
    def receive(self, sheets: int) -> None:
        self.order.refresh_from_db()
        if self.order.status in {"received", "closed"}:
            return
        heat, count = f"H{len(self.came)}", min(sheets, self.left_to_come)
        deliver(self.depot, self.order, count, heat)
        self.came[heat], self.quality[heat] = count, "ok"
        self.pool.refresh_from_db()

    @precondition(lambda self: self.came)
    @rule(pick=LOT, decision=st.sampled_from(["quarantine", "clear", "reject"]))
    def check(self, pick: int, decision: str) -> None:
        heat = sorted(self.came)[pick % len(self.came)]
        act, before, after = {
            "quarantine": (quarantine_lot, {"ok"}, "quarantined"),
            "clear": (release_lot, {"quarantined"}, "ok"),
            "reject": (reject_lot, {"ok", "quarantined"}, "rejected"),
        }[decision]
        # What was let go by a round is nobody's matter here any more.
        if self.quality[heat] in before and self.is_open:
            lot = Lot.objects.get(heat=heat)
            act(lot_number=lot.number, reason="Cek", by=self.depot.person("sinta"), at=LATER)
            self.quality[heat] = after

    @precondition(lambda self: self.is_open and self.came)
    @rule()
    def end(self) -> None:
        self.order.refresh_from_db()
        if self.order.status not in {"received", "closed"}:
            close(self.depot, self.order)

    @precondition(lambda self: self.shares)
    @rule(code=CODES, sheets=st.integers(1, 6))
    def pick_up(self, code: str, sheets: int) -> None:
        ready = [(heat, n) for heat, n in held(code) if self.quality[heat] == "ok"]
        if not ready or ready[0] != held(code)[0]:
            return
        line = take(self.depot, self.pool, code, sheets).lines.get()
        self.taken[code] += line.pieces
        self.taken_of[line.lot.heat] += line.pieces
        self.pool.refresh_from_db()

    @precondition(lambda self: self.pool.status == Pool.Status.RECEIVING)
    @rule()
    def share_out(self) -> None:
        self.order.refresh_from_db()
        is_last = self.order.status in {"received", "closed"}
        expected = self._plain()
        try:
            with transaction.atomic():
                share(self.depot, self.pool)
        except LotsUndecided:
            assert is_last
            assert "quarantined" in self.quality.values()
            return
        except NothingNew:
            assert not is_last
            assert expected == self.shares or not self._sound()
            return
        if is_last or self.shares or self._sound():
            self.shares = expected
        self.pool.refresh_from_db()
        assert (self.pool.status != Pool.Status.RECEIVING) == is_last

    def _sound(self) -> int:
        """Count what came sound, what was taken home of a lot since rejected included."""
        return sum(
            count if self.quality[heat] == "ok" else self.taken_of[heat]
            for heat, count in self.came.items()
        )

    def _plain(self) -> dict[str, int]:
        claims = [
            Claim(
                key=str(self.depot.workshops[code].pk),
                firm=wanted,
                minimum=least,
                committed_at=NOW.replace(minute=n),
                picked_up=self.taken[code],
            )
            for n, (code, (wanted, least)) in enumerate(PLAN.items())
        ]
        found = share_pieces(self._sound(), claims).pieces
        return {code: found[str(self.depot.workshops[code].pk)] for code in PLAN}

    @invariant()
    def keeps_its_promises(self) -> None:
        if not getattr(self, "shares", None):
            return
        newest = AllocatedShare.objects.filter(allocation__pool_material__pool=self.pool).newest()
        assert dict(newest.values_list("workshop__code", "pieces")) == self.shares
        for code, share_ in self.shares.items():
            assert share_ >= self.taken[code]
            assert sum(n for _heat, n in held(code)) == share_ - self.taken[code]
        allocation = Allocation.objects.latest("round")
        assert sum(self.shares.values()) + allocation.left_over_pieces == allocation.received_pieces
        assert not list(check_ledger())

    @invariant()
    def holds_for_the_pool_what_nobody_claims(self) -> None:
        if not getattr(self, "came", None) or not self.is_open:
            return
        kept = Reservation.objects.filter(status="held").values_list("pieces", flat=True)
        undecided_or_sound = sum(
            count - self.taken_of[heat]
            for heat, count in self.came.items()
            if self.quality[heat] != "rejected"
        )
        assert sum(kept) >= undecided_or_sound

    @invariant()
    def proves_every_round(self) -> None:
        if getattr(self, "shares", None):
            assert all(not proof.differences for proof in proofs_of(self.pool))


def test_shares_follow_the_rule_in_any_order_of_acts(depot: Depot) -> None:
    add_workshops(depot, "M3", "M4")
    machine = type("OnePool", (SharingMachine,), {"depot": depot})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not Balance.objects.exists()
