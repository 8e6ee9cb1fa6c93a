"""A thousand commitments in the last second, from fifty connections, while pools freeze."""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import Commitment, FrozenWish, Pool
from orders.reports.pools.deposits import deposit_for
from orders.reports.pools.tallies import tally_of
from orders.services import committing
from orders.services.checking_pools import check_pools
from orders.services.committing import DepositNeeded, PoolClosed, Wish, commit
from orders.services.freezing import close_due_pool
from orders.services.tallying import fold_tallies
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.pool_world import DEADLINE, open_a_pool, open_another, wish

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS, EACH, LATE = 50, 20, 2
SHEET, BAR = "SPHC-2-4X8", "S45C-D25"


def _open_two(depot: Depot) -> tuple[Pool, Pool]:
    """Open two pools that ask for all that goes over the credit."""
    pool = open_a_pool(depot, SHEET, BAR, deposit_percent=100)
    return pool, open_another(pool)


def _make_workshops(depot: Depot) -> list[Workshop]:
    return Workshop.objects.bulk_create(
        Workshop(
            center=depot.center,
            code=f"L{n:04d}",
            name=f"Bengkel {n}",
            trade="press",
            credit_limit=1_000_000 * (n % 7),
        )
        for n in range(30)
    )


class TestTheLastSecond:
    def test_loses_nothing_and_lets_nobody_over_the_credit_or_the_deadline(
        self, depot: Depot
    ) -> None:
        pools, workshops = _open_two(depot), _make_workshops(depot)
        putri = depot.person("putri")
        answers: list[Any] = []
        buyers = [partial(_want, n, pools, workshops, putri, answers) for n in range(CONNECTIONS)]
        outcomes = together([*buyers, partial(_close, pools, putri, answers)])
        assert raised(outcomes) == []
        said = Counter(type(answer).__name__ for answer in answers)
        assert set(said) == {"int", "DepositNeeded", "PoolClosed"}, said
        assert said.total() == CONNECTIONS * (EACH + LATE)
        assert said["PoolClosed"] >= CONNECTIONS * LATE
        made = [answer for answer in answers if isinstance(answer, int)]
        assert len(made) > len(workshops)
        self._prove(pools, workshops, made)

    @staticmethod
    def _prove(pools: tuple[Pool, Pool], workshops: list[Workshop], made: list[int]) -> None:
        assert sorted(made) == list(Commitment.objects.order_by("pk").values_list("pk", flat=True))
        assert not Commitment.objects.filter(committed_at__gte=DEADLINE).exists()
        standing = Commitment.objects.standing().select_related("material")
        worth: dict[int, Decimal] = defaultdict(Decimal)
        for row in standing:
            mass_kg = row.quantity * (row.material.piece_mass_kg or 1)
            worth[row.workshop_id] += mass_kg * row.material.counter_price_per_kg
        limits = {workshop.pk: workshop.credit_limit for workshop in workshops}
        assert all(rupiah <= limits[pk] for pk, rupiah in worth.items())
        assert set(FrozenWish.objects.values_list("commitment_id", flat=True)) == set(
            standing.values_list("pk", flat=True)
        )
        for pool in pools:
            pieces = sum(standing.filter(pool=pool).values_list("quantity", flat=True))
            assert sum(tally.quantity for tally in tally_of(pool)) == pieces > 0
        assert list(check_pools()) == []


def _want(
    n: int, pools: tuple[Pool, Pool], workshops: list[Workshop], by: Person, answers: list[Any]
) -> None:
    """Commit, change and withdraw in the last second, and still after it; note each answer."""
    chance = random.Random(n)
    for turn in range(EACH + LATE):
        quantity = chance.choice([0, 1, 2, 4, 8])
        wanted = Wish(
            workshop_id=chance.choice(workshops).pk,
            material=chance.choice([SHEET, BAR]),
            quantity=quantity,
            minimum=min(1, quantity),
            maximum=2 * quantity,
        )
        at = DEADLINE + timedelta(milliseconds=50 * (turn - EACH))
        try:
            row = commit(pool_id=chance.choice(pools).pk, wish=wanted, by=by, at=at)
        except (DepositNeeded, PoolClosed) as refusal:
            answers.append(refusal)
        else:
            answers.append(row.pk)


def _close(pools: tuple[Pool, Pool], by: Person, answers: list[Any]) -> None:
    """Add up what there is all along, and close each pool in the midst of it."""
    for pool, least in zip(pools, (600, 900), strict=True):
        while len(answers) < least:
            fold_tallies(pool_id=pool.pk)
            time.sleep(0.05)
        close_due_pool(pool_id=pool.pk, by=by, at=DEADLINE)


class TestTwoTabs:
    @pytest.fixture(autouse=True)
    def _slow_looks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wait a little after looking at the credit, so that two at once surely meet."""

        def look_and_wait(*args: Any, **kwargs: Any) -> Any:
            found = deposit_for(*args, **kwargs)
            time.sleep(0.3)
            return found

        monkeypatch.setattr(committing, "deposit_for", look_and_wait)

    def test_spend_the_same_credit_once(self, depot: Depot) -> None:
        assert self._said_in_two_pools(depot) == {"Commitment": 1, "DepositNeeded": 1}

    def test_spend_it_twice_without_the_workshops_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: both see the credit before the other has spent it."""
        find: Callable[..., Workshop] = lambda pk, by: Workshop.objects.get(pk=pk)  # noqa: E731
        monkeypatch.setattr(committing, "_lock_workshop", find)
        assert self._said_in_two_pools(depot) == {"Commitment": 2}
        assert list(check_pools()) == []

    @staticmethod
    def _said_in_two_pools(depot: Depot) -> Counter[str]:
        """Want 8 sheets in each of two pools, where the credit is enough for one."""
        pools, sari = _open_two(depot), depot.person("sari")
        Workshop.objects.filter(code="W0001").update(credit_limit=6_000_000)
        outcomes = together(
            [
                partial(commit, pool_id=pool.pk, wish=wish(depot, quantity=8), by=sari, at=NOW)
                for pool in pools
            ]
        )
        return Counter(type(outcome).__name__ for outcome in outcomes)
