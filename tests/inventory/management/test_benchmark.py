"""The benchmark compares ways that write the same, so that its ratios mean something."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from inventory.management.benchmarks import checking
from inventory.management.benchmarks.ledger import ways
from inventory.management.benchmarks.ledger.world import World, build_world, reserve_pieces
from inventory.models import Balance, Movement, Reservation, Transaction
from inventory.services.checking import check_ledger
from materialcenter.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def _written() -> tuple[int, ...]:
    return (
        Transaction.objects.count(),
        Movement.objects.count(),
        Job.objects.count(),
        Reservation.objects.filter(status="issued").count(),
        sum(Balance.objects.values_list("on_hand_pieces", flat=True)),
        int(sum(Balance.objects.values_list("value", flat=True))),
    )


def _change(world: World, way: ways.Way, targets: list[Any]) -> tuple[int, ...]:
    """Hand over two, and return what was written."""
    before = _written()
    hand_over = way(world, timezone.now(), way.__name__)
    for n, target in enumerate(targets):
        hand_over(n, target)
    return tuple(now - then for now, then in zip(_written(), before, strict=True))


class TestWays:
    @pytest.mark.parametrize(
        ("raw", "door", "is_reserved"),
        [
            (ways.raw_reserved, ways.door_reserved, True),
            (ways.statement_alone, ways.door_reserved, True),
            (ways.raw_direct, ways.door_direct, False),
        ],
    )
    def test_write_the_same(self, raw: ways.Way, door: ways.Way, is_reserved: bool) -> None:
        at = timezone.now()
        world = build_world(spread=2, at=at)

        def targets() -> list[Any]:
            if is_reserved:
                return list(reserve_pieces(world, world.lots, 2, at=at))
            return list(world.lots)

        # The second pair takes from what the first left, so its value may differ by a rupiah.
        *rows, value = _change(world, raw, targets())
        *rows_of_door, value_of_door = _change(world, door, targets())
        assert rows_of_door == rows
        assert value_of_door == pytest.approx(value, abs=1)
        assert list(check_ledger()) == []

    @pytest.mark.parametrize("way", [ways.raw_reserved, ways.statement_alone])
    def test_hand_nothing_over_twice(self, way: Callable[..., ways.HandOver]) -> None:
        at = timezone.now()
        world = build_world(spread=1, at=at)
        (target,) = reserve_pieces(world, world.lots, 1, at=at)
        hand_over = way(world, at, "twice")
        hand_over(0, target)
        with pytest.raises(RuntimeError, match="nothing"):
            hand_over(1, target)


class TestChecking:
    def test_grows_a_ledger_that_is_right_and_sealed(self, tmp_path: Path) -> None:
        said: list[str] = []
        world = build_world(spread=10, at=timezone.now())
        checking._measure(said.append, world, 200, tmp_path / "heads", timezone.now())
        assert Movement.objects.count() == 199
        assert said[0].startswith("200 movements: proved in")
