"""The sums of a pool's commitments: always right, however they are added up and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from materialcenter.models import Job
from orders.models import Commitment, FrozenWish, Pool, PoolTally, TallyChange
from orders.reports.pools.tallies import tallies_of, tally_of
from orders.services.committing import Wish, commit, commit_many
from orders.services.freezing import freeze_pool
from orders.services.tallying import fold_tallies, pools_to_fold
from orders.tasks import fold_tallies as fold_all
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.pool_world import both_commit, open_a_pool, open_another, wish
from tests.world import taken_back

pytestmark = pytest.mark.django_db(transaction=True)

SHEET, BAR = "SPHC-2-4X8", "S45C-D25"
# A word of a workshop on a material (0 withdraws), many words at once, or adding up.
WORD = st.tuples(
    st.sampled_from(["W0001", "W0002"]), st.sampled_from([SHEET, BAR]), st.integers(0, 9)
)
STEP = st.one_of(WORD, st.lists(WORD, min_size=1, max_size=5), st.none())


def _proved(pool: Pool) -> dict[int, tuple[int, ...]]:
    """Add the standing commitments up one by one."""
    sums = (
        Commitment.objects.filter(pool=pool)
        .standing()
        .order_by("material_id")
        .values_list("material_id")
        .annotate(Count("pk"), Sum("quantity"), Sum("minimum"), Sum("maximum"))
    )
    return {material_id: tuple(rest) for material_id, *rest in sums}


def _kept(pool: Pool) -> dict[int, tuple[int, ...]]:
    return {
        t.material_id: (t.members, t.quantity, t.minimum, t.maximum)
        for t in tally_of(pool)
        if t.members
    }


def _wish(depot: Depot, word: tuple[str, str, int]) -> Wish:
    workshop, material, quantity = word
    least, most = min(1, quantity), quantity + quantity // 2
    return wish(depot, workshop, quantity, minimum=least, maximum=most, material=material)


class TestTally:
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(STEP, max_size=12))
    def test_always_equals_the_sum_of_what_stands(
        self, depot: Depot, pool: Pool, steps: list[Any]
    ) -> None:
        putri = depot.person("putri")
        with taken_back():
            for step in steps:
                if step is None:
                    fold_tallies(pool_id=pool.pk)
                elif isinstance(step, tuple):
                    commit(pool_id=pool.pk, wish=_wish(depot, step), by=putri, at=NOW)
                else:
                    words = [_wish(depot, word) for word in step]
                    commit_many(pool_id=pool.pk, wishes=words, by=putri, at=NOW)
                assert _kept(pool) == _proved(pool)
            fold_tallies(pool_id=pool.pk)
            assert not TallyChange.objects.exists()
            assert _kept(pool) == _proved(pool)

    @pytest.fixture
    def pool(self, depot: Depot) -> Pool:
        return open_a_pool(depot, SHEET, BAR)

    def test_of_many_pools_is_one_statement(self, depot: Depot) -> None:
        first = open_a_pool(depot, SHEET, BAR)
        pools = [first, open_another(first)]
        both_commit(depot, first)
        with CaptureQueriesContext(connection) as queries:
            found = tallies_of(pools)
        assert len(queries) == 1
        assert [(t.members, t.quantity, t.minimum, t.maximum) for t in found[first.pk]] == [
            (2, 16, 13, 16),
            (0, 0, 0, 0),
        ]
        assert [t.members for t in found[pools[1].pk]] == [0, 0]


class TestFoldTallies:
    def test_happens_by_the_clock_for_every_pool_with_changes(self, depot: Depot) -> None:
        first = open_a_pool(depot)
        pools = [first, open_another(first), open_another(first)]
        for pool in pools[:2]:
            both_commit(depot, pool)
        assert pools_to_fold() == [pool.pk for pool in pools[:2]]
        fold_all()
        assert not TallyChange.objects.exists()
        assert PoolTally.objects.count() == 2
        assert not Job.objects.filter(task__contains="fold").exists()
        fold_all()
        assert [_kept(pool) for pool in pools] == [_proved(pool) for pool in pools]

    def test_adds_each_change_once_while_others_commit_and_fold(self, depot: Depot) -> None:
        pool, putri = open_a_pool(depot, SHEET, BAR), depot.person("putri")
        words = [
            (workshop, material, quantity)
            for quantity in (3, 0, 8, 5, 0, 2)
            for workshop in ("W0001", "W0002")
            for material in (SHEET, BAR)
        ]

        def say() -> None:
            for word in words:
                commit(pool_id=pool.pk, wish=_wish(depot, word), by=putri, at=NOW)

        def fold() -> int:
            return sum(fold_tallies(pool_id=pool.pk) for _again in range(30))

        outcomes = together([say, say, *[fold] * 6])
        assert raised(outcomes) == []
        folded = sum(outcomes[2:])
        assert folded + TallyChange.objects.count() == 2 * len(words)
        assert _kept(pool) == _proved(pool)

    def test_goes_wrong_when_two_read_before_either_writes(self, depot: Depot) -> None:
        """The twin: read what waits, add it up, take it away, without a lock between."""
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        together([partial(_fold_without_lock, pool)] * 2)
        assert _kept(pool) != _proved(pool)


def _fold_without_lock(pool: Pool) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pool_material_id, sum(members), sum(quantity), sum(minimum), sum(maximum),"
            " array_agg(id), pg_sleep(0.3) FROM orders_tallychange GROUP BY pool_material_id"
        )
        for row_id, members, quantity, minimum, maximum, ids, _slept in cursor.fetchall():
            cursor.execute(
                "INSERT INTO orders_pooltally AS t"
                " (pool_material_id, members, quantity, minimum, maximum)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (pool_material_id) DO UPDATE"
                " SET members = t.members + excluded.members,"
                " quantity = t.quantity + excluded.quantity,"
                " minimum = t.minimum + excluded.minimum,"
                " maximum = t.maximum + excluded.maximum",
                [row_id, members, quantity, minimum, maximum],
            )
            cursor.execute("DELETE FROM orders_tallychange WHERE id = ANY (%s)", [ids])


class TestCheckPools:
    def test_finds_nothing_where_all_is_right(self, depot: Depot) -> None:
        self._frozen(depot)
        assert "4 commitments proved" in self._said()

    def test_names_what_was_changed_behind_the_programs_back(self, depot: Depot) -> None:
        pool = self._frozen(depot)
        fold_tallies(pool_id=pool.pk)
        with self._finding(f"tally: {pool.number} SPHC-2-4X8: kept 2 members, 17 (13 to 19)"):
            PoolTally.objects.filter(pool_material__pool=pool).update(quantity=17, maximum=19)
        rudis = FrozenWish.objects.filter(commitment__workshop=depot.workshops["W0002"])
        with self._finding(f"snapshot: {pool.number} SPHC-2-4X8 W0002: kept nothing"):
            rudis.delete()
        with self._finding(f"W0001: kept commitment {self._first(pool)}, proved nothing: it does"):
            FrozenWish.objects.exclude(pk__in=rudis).update(commitment=self._first(pool))
        with self._finding(f"snapshot: {pool.number} SPHC-2-4X8 W0001"):
            Pool.objects.filter(pk=pool.pk).update(frozen_at=None)

    @staticmethod
    def _frozen(depot: Depot) -> Pool:
        """Close a pool in which sari changed her mind, beside one that stays open."""
        pool = open_a_pool(depot)
        commit(pool_id=pool.pk, wish=wish(depot, quantity=3), by=depot.person("sari"), at=NOW)
        both_commit(depot, pool)
        commit(pool_id=open_another(pool).pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
        return freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)

    @staticmethod
    def _first(pool: Pool) -> int:
        return Commitment.objects.filter(pool=pool).values_list("pk", flat=True)[0]

    @staticmethod
    def _said() -> str:
        out = StringIO()
        call_command("check_pools", stdout=out)
        return out.getvalue()

    @contextmanager
    def _finding(self, words: str) -> Iterator[None]:
        """Undo the block's change after the check has named it, and nothing was mended by that."""
        with transaction.atomic():
            yield
            out = StringIO()
            for _again in range(2):
                with pytest.raises(CommandError, match="differences"):
                    call_command("check_pools", stdout=out)
            assert out.getvalue().count(words) == 2, out.getvalue()
            transaction.set_rollback(True)
