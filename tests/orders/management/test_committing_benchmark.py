"""The ways that the benchmark of committing compares write what they say."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from orders.management.benchmarks.committing import ways
from orders.management.benchmarks.committing.world import BARE, World, build_world
from orders.models import Commitment, TallyChange
from orders.services.checking_pools import check_pools

pytestmark = pytest.mark.django_db(transaction=True)


class TestCommitting:
    @pytest.fixture
    def world(self) -> Iterator[World]:
        yield build_world(at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {BARE}")

    @pytest.mark.parametrize(
        "way",
        [ways.statement_alone, ways.whole_act, ways.act_with_credit],
        ids=lambda w: w.__name__,
    )
    def test_writes_each_wish_and_what_it_changed(self, world: World, way: ways.Way) -> None:
        wishes = world.wishes(3)
        take = way(world, timezone.now(), "run")
        for n, wish in enumerate(wishes):
            take(n, wish)
        rows = Commitment.objects.order_by("pk")
        assert [(row.workshop_id, row.quantity) for row in rows] == [
            (wish.workshop_id, wish.quantity) for wish in wishes
        ]
        assert TallyChange.objects.count() == 3
        assert list(check_pools()) == []

    def test_inserts_bare_rows_into_a_table_of_the_same_shape(self, world: World) -> None:
        ways.bare_insert(world, timezone.now(), "run")(0, world.wishes(1)[0])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {BARE}")
            assert cursor.fetchone() == (1,)
