"""Commitments in the last second: each is counted or refused, never lost between."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from materialcenter.commands import command
from orders.models import Commitment, Pool
from orders.services import freezing
from orders.services.committing import PoolClosed, commit
from orders.services.opening import lock_pool, move_pool
from tests.cast import NOW, Depot
from tests.orders.pool_world import open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)


def _run(*jobs: Callable[[], None]) -> None:
    def closing(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=closing, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _insert_without_lock(
    depot: Depot, pool: Pool, looked: threading.Event, closed: threading.Event
) -> None:
    """Commit as one would without the lock: look at the state, then write."""
    status = Pool.objects.values_list("status", flat=True).get(pk=pool.pk)
    looked.set()
    assert closed.wait(10)
    if status in Pool.TAKES_COMMITMENTS:
        Commitment.objects.create(
            center=depot.center,
            pool=pool,
            workshop=depot.workshops["W0001"],
            material=depot.materials["SPHC-2-4X8"],
            quantity=1,
            minimum=1,
            maximum=1,
            price_cap=Decimal(20_000),
            committed_at=NOW,
        )


class TestCommitAgainstFreeze:
    def test_counts_every_commitment_that_was_accepted(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        sari, putri = depot.person("sari"), depot.person("putri")
        accepted: list[int] = []
        counted: list[int] = []

        def buyer() -> None:
            for _n in range(25):
                try:
                    accepted.append(commit(pool_id=pool.pk, wish=wish(depot), by=sari, at=NOW).pk)
                except PoolClosed:
                    return

        def closer() -> None:
            while len(accepted) < 10:
                pass
            freezing.freeze_pool(pool_id=pool.pk, by=putri, at=NOW + timedelta(hours=1))
            counted.extend(Commitment.objects.values_list("pk", flat=True))

        _run(buyer, buyer, buyer, closer)
        assert sorted(counted) == sorted(accepted)
        assert len(accepted) == Commitment.objects.count()

    def test_loses_one_without_the_lock(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        looked, closed = threading.Event(), threading.Event()
        counted: list[int] = []

        @command
        def freeze_without_lock() -> None:
            locked = lock_pool(pool_id=pool.pk, by=depot.person("putri"))
            move_pool(locked, Pool.Status.FROZEN)

        def closer() -> None:
            assert looked.wait(10)
            freeze_without_lock()
            counted.append(Commitment.objects.count())
            closed.set()

        _run(lambda: _insert_without_lock(depot, pool, looked, closed), closer)
        assert counted == [0]
        assert Commitment.objects.count() == 1
