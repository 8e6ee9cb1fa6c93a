"""What is kept back stays in quarantine, and what the database refuses about it."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from inventory import stock
from inventory.models import KeptBack, Lot
from tests.cast import NOW, Depot, receive_stock

pytestmark = pytest.mark.django_db
CODE = "SPHC-2-4X8"


def keep(depot: Depot, *heats: str, lots: tuple[int, ...] = (), reference: str = "RC-1") -> Any:
    """Keep heats and lots back."""
    with transaction.atomic():
        return stock.keep_back(
            center_id=depot.center.pk, heats=heats, lot_ids=lots, reference=reference, at=NOW
        )


class TestKeepBack:
    def test_leaves_what_is_rejected_or_quarantined_as_it_is(self, depot: Depot) -> None:
        bad = receive_stock(depot, CODE, pieces=1, heat="A")
        with transaction.atomic():
            stock.set_quality(
                center_id=depot.center.pk, lot_id=bad.pk, quality="rejected", at=NOW, reason="bad"
            )
        sound = receive_stock(depot, CODE, pieces=1, heat="A", rack="A-02")
        assert keep(depot, "a").quarantined == {sound.pk}
        bad.refresh_from_db()
        assert (bad.quality, bad.quality_reason) == ("rejected", "bad")

    def test_lets_a_lot_be_rejected_but_not_cleared(self, depot: Depot) -> None:
        lot = receive_stock(depot, CODE, pieces=1, heat="A")
        keep(depot, lots=(lot.pk,))
        given: dict[str, Any] = {"center_id": depot.center.pk, "lot_id": lot.pk, "at": NOW}
        with transaction.atomic():
            stock.set_quality(quality=Lot.Quality.REJECTED, **given)
        with pytest.raises(stock.StillKeptBack), transaction.atomic():
            stock.set_quality(quality=Lot.Quality.OK, **given)

    def test_takes_a_wider_recall_of_what_is_kept_back_in_part(self, depot: Depot) -> None:
        lot = receive_stock(depot, CODE, pieces=1, heat="A")
        keep(depot, lots=(lot.pk,))
        keep(depot, "A", reference="RC-2")
        with transaction.atomic():
            stock.let_go(center_id=depot.center.pk, reference="RC-1", at=NOW)
        given: dict[str, Any] = {"center_id": depot.center.pk, "lot_id": lot.pk, "at": NOW}
        with pytest.raises(stock.StillKeptBack), transaction.atomic():
            stock.set_quality(quality=Lot.Quality.OK, **given)

    def test_is_no_matter_of_another_center(self, depot: Depot, stranger: Depot) -> None:
        receive_stock(depot, CODE, pieces=1, heat="A")
        keep(depot, "A")
        assert receive_stock(stranger, CODE, pieces=1, heat="A").quality == "ok"


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("heat", "is_lot", "name"),
        [("", False, "kept_back_heat_or_lot"), ("A", True, "kept_back_heat_or_lot")],
    )
    def test_refuses_neither_and_both(
        self, depot: Depot, heat: str, is_lot: bool, name: str
    ) -> None:
        lot = receive_stock(depot, CODE, pieces=1, heat="A")
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            KeptBack.objects.create(
                center=depot.center,
                heat=heat,
                lot=lot if is_lot else None,
                reference="RC-1",
                since=NOW,
            )

    def test_refuses_a_heat_or_lot_twice_at_a_time(self, depot: Depot) -> None:
        lot = receive_stock(depot, CODE, pieces=1, heat="A")
        for name, what in (
            ("kept_back_heat_once", {"heat": "A"}),
            ("kept_back_lot_once", {"lot": lot}),
        ):
            given: dict[str, Any] = {**what, "center": depot.center, "since": NOW}
            KeptBack.objects.create(reference="RC-1", ended_at=NOW, **given)
            KeptBack.objects.create(reference="RC-2", **given)
            with pytest.raises(DatabaseError, match=name), transaction.atomic():
                KeptBack.objects.create(reference="RC-3", **given)
