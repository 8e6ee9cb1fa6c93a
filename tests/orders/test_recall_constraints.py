"""What the database refuses about recalls, whoever writes to it."""

import pytest
from django.db import DatabaseError, transaction

from orders.models import RecallItem, RecallNotice
from tests.cast import Depot
from tests.orders.recall_world import HEAT, make_heat, recall

pytestmark = pytest.mark.django_db


class TestRecallItem:
    @pytest.mark.parametrize(
        ("held", "passed", "held_kg", "passed_kg"),
        [(4, 0, 138, 0), (2, 2, 92, 46), (1, 0, 139, 0), (1, 1, -1, 46)],
    )
    def test_cannot_hold_more_than_was_got(
        self, depot: Depot, held: int, passed: int, held_kg: int, passed_kg: int
    ) -> None:
        make_heat(depot)
        recall(depot, HEAT)
        rows = RecallItem.objects.filter(pieces=3)
        with pytest.raises(DatabaseError, match="no_more_than"), transaction.atomic():
            rows.update(
                held_pieces=held, passed_pieces=passed, held_kg=held_kg, passed_kg=passed_kg
            )

    def test_names_a_line_once(self, depot: Depot) -> None:
        make_heat(depot)
        recall(depot, HEAT)
        item = RecallItem.objects.filter(pieces=3).get()
        item.pk = None
        with pytest.raises(DatabaseError, match="recall_item_once"), transaction.atomic():
            item.save(force_insert=True)


class TestRecallNotice:
    def test_is_one_for_a_workshop(self, depot: Depot) -> None:
        make_heat(depot)
        recall(depot, HEAT)
        notice = RecallNotice.objects.order_by("pk")[0]
        notice.pk = None
        with pytest.raises(DatabaseError, match="recall_notice_once"), transaction.atomic():
            notice.save(force_insert=True)
