"""Two who fill the same pack in the same second: one is taken, the other judged with it in."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from inventory.models import Material
from materialcenter.models import Workshop
from materialcenter.person import system_person
from orders.models import Commitment, Pool
from orders.reports.pools.filling import market_of
from orders.reports.pools.terms import terms_of
from orders.rules.clearing import Commitment as RuleWish
from orders.rules.topping_up import objection
from orders.services.committing import commit
from orders.services.freezing import close_due_pool
from orders.services.topping_up import ChangeDoesNotHelp
from tests.cast import Depot
from tests.orders.pool_world import DEADLINE, both_commit, open_a_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)

LATE = DEADLINE + timedelta(minutes=1)
NEWCOMERS = ("W0008", "W0009")


def _at_once(*jobs: Callable[[], None]) -> None:
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


def _four_missing(depot: Depot) -> Pool:
    """Let a pool with 4 sheets missing from a pack top up, and two more workshops be there."""
    for code in NEWCOMERS:
        depot.workshops[code] = Workshop.objects.create(
            center=depot.center, code=code, name=code, trade="pressing"
        )
    pool = open_a_pool(depot)
    Pool.objects.filter(pk=pool.pk).update(topping_up_hours=24)
    both_commit(depot, pool)
    return close_due_pool(pool_id=pool.pk, by=system_person(depot.center.pk), at=LATE)


class TestCommitWhileToppingUp:
    def test_takes_one_of_two_who_fill_the_same_pack_at_once(self, depot: Depot) -> None:
        pool, putri = _four_missing(depot), depot.person("putri")
        refused: list[str] = []
        start = threading.Barrier(2)

        def filler(code: str) -> Callable[[], None]:
            def fill() -> None:
                start.wait(10)
                try:
                    commit(pool_id=pool.pk, wish=wish(depot, code, 4), by=putri, at=LATE)
                except ChangeDoesNotHelp as refusal:
                    refused.append(refusal.code)

            return fill

        _at_once(*map(filler, NEWCOMERS))
        assert len(refused) == 1
        assert Commitment.objects.filter(workshop__code__in=NEWCOMERS).count() == 1

    def test_would_take_both_without_the_lock(self, depot: Depot) -> None:
        """The twin: who looks first and writes then, with nothing to keep the other out."""
        pool, sheet = _four_missing(depot), Material.objects.get(code="SPHC-2-4X8")
        looked = threading.Barrier(2)

        def filler(code: str) -> Callable[[], None]:
            def fill() -> None:
                (terms,) = terms_of(pool, on=LATE.date())
                change = RuleWish("newcomer", 4, 4, 4, LATE)
                helps = objection(market_of(terms), terms.wishes, change) is None
                looked.wait(10)
                if helps:
                    Commitment.objects.create(
                        center=depot.center,
                        pool=pool,
                        workshop=depot.workshops[code],
                        material=sheet,
                        quantity=4,
                        minimum=4,
                        maximum=4,
                        committed_at=LATE,
                    )

            return fill

        _at_once(*map(filler, NEWCOMERS))
        assert Commitment.objects.filter(workshop__code__in=NEWCOMERS).count() == 2
