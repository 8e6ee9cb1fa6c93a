"""Blanket orders: agreed, approved by another, called off within them, given back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from materialcenter.access import WrongRole, system_person
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry
from orders.models import BlanketOrder, BlanketOrderLine, PurchaseOrder
from orders.services.agreeing_blankets import (
    AgreedLine,
    BadBlanketOrder,
    OwnBlanketOrder,
    approve_blanket_order,
    close_blanket_order,
)
from orders.services.approving_purchases import approve_purchase_order
from orders.services.calling_off import OutsideValidity
from orders.services.checking_purchases import BadPurchaseOrder
from orders.services.checking_revisions import BadRevision, RevisedLine, Revision
from orders.services.ending_purchases import cancel_purchase_order, close_purchase_order
from orders.services.purchasing import CalledOff, change_draft
from orders.services.revising_purchases import revise_purchase_order
from orders.services.sending import send_purchase_order
from orders.services.states import NotInThisState
from orders.services.taking_from_blankets import MoreThanAgreed
from tests.cast import NOW, Depot
from tests.orders.blanket_world import SCRAP, TODAY, called, running, written
from tests.orders.purchases import pieces, receive

pytestmark = pytest.mark.django_db


def _taken(blanket: BlanketOrder) -> list[Decimal]:
    return list(
        BlanketOrderLine.objects.filter(blanket_order=blanket).values_list("called_kg", flat=True)
    )


def _send(depot: Depot, order: PurchaseOrder) -> None:
    approve_purchase_order(purchase_order_id=order.pk, by=depot.person("sinta"), at=NOW)
    send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)


class TestWriteBlanketOrder:
    def test_waits_for_another_to_approve_it(self, depot: Depot) -> None:
        blanket = written(depot, by="sinta", reference=" K-77 ")
        assert (blanket.number, blanket.reference) == ("BO-TGL-2026-00001", "K-77")
        for person in (depot.person("sinta"), system_person(depot.center.pk)):
            with pytest.raises(OwnBlanketOrder):
                approve_blanket_order(blanket_order_id=blanket.pk, by=person, at=NOW)
        with pytest.raises(NotInThisState):
            called(depot, blanket, "1")
        approve_blanket_order(blanket_order_id=blanket.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(NotInThisState):
            approve_blanket_order(blanket_order_id=blanket.pk, by=depot.person("putri"), at=NOW)
        blanket.refresh_from_db()
        assert (blanket.status, blanket.approved_by) == ("running", depot.users["putri"])
        acts = AuditEntry.objects.filter(subject="BlanketOrder").values_list("action", flat=True)
        assert sorted(acts) == ["blanket_order.approved", "blanket_order.written"]

    def test_names_every_fault_and_writes_nothing(self, depot: Depot) -> None:
        wrong = [
            AgreedLine("NO-SUCH", Decimal(5), Decimal(5)),
            AgreedLine("SCRAP-HMS1", Decimal(0), Decimal(0)),
            AgreedLine("SCRAP-HMS1", Decimal(10**9), Decimal(1), "guess"),
        ]
        with pytest.raises(BadBlanketOrder) as refusal:
            written(depot, *wrong, valid_until=TODAY - timedelta(days=1))
        assert {(fault.field, fault.code) for fault in refusal.value.faults} == {
            ("valid_until", "days_out_of_order"),
            ("lines.0.material", "material_unknown"),
            ("lines.1.agreed_kg", "agreed_kg_out_of_range"),
            ("lines.1.price_per_kg", "price_not_positive"),
            ("lines.2.material", "material_twice"),
            ("lines.2.weight_basis", "basis_unknown"),
            ("lines.2.agreed_kg", "agreed_kg_out_of_range"),
        }
        with pytest.raises(BadBlanketOrder):
            written(depot, valid_from=TODAY - timedelta(9), valid_until=TODAY - timedelta(1))
        assert not BlanketOrder.objects.exists()

    @pytest.mark.parametrize("name", ["wati", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        with pytest.raises(WrongRole):
            written(depot, by=name)

    def test_hides_another_centers(self, depot: Depot, stranger: Depot) -> None:
        with pytest.raises(Missing):
            written(depot, supplier_id=stranger.suppliers["S01"].pk)
        for act in (approve_blanket_order, close_blanket_order):
            with pytest.raises(Missing):
                act(blanket_order_id=written(depot).pk, by=stranger.person("putri"), at=NOW)


class TestCallOff:
    def test_drafts_an_order_at_the_agreed_price(self, depot: Depot) -> None:
        blanket = running(depot)
        order = called(depot, blanket, "100", material="SPHC-2-4X8")
        line = order.lines.get()
        assert (order.status, order.blanket_order, order.supplier) == (
            "draft",
            blanket,
            depot.suppliers["S01"],
        )
        assert (line.pieces, line.price_per_kg, line.weight_basis) == (
            100,
            Decimal(10_900),
            "table",
        )
        assert _taken(blanket) == [0, line.mass_kg]
        assert (
            AuditEntry.objects.get(action="blanket_order.called_off").data["purchase_order"]
            == order.number
        )

    def test_takes_all_that_is_left_and_not_a_gram_more(self, depot: Depot) -> None:
        blanket = running(depot)
        called(depot, blanket, "9000")
        with pytest.raises(MoreThanAgreed) as refusal:
            called(depot, blanket, "1000.001")
        (fault,) = refusal.value.faults
        assert (fault.code, refusal.value.code) == ("more_than_agreed", "blanket_order_exceeded")
        assert "1.000 kg" in fault.sentence
        assert PurchaseOrder.objects.count() == 1
        called(depot, blanket, "1000")
        assert _taken(blanket) == [10_000, 0]

    @pytest.mark.parametrize("days", [-1, 91])
    def test_is_refused_outside_its_days(self, depot: Depot, days: int) -> None:
        blanket = running(depot)
        with pytest.raises(OutsideValidity):
            called(depot, blanket, "1", at=NOW + timedelta(days=days))
        assert not PurchaseOrder.objects.exists()
        called(depot, blanket, "1", at=NOW + timedelta(days=90))

    def test_refuses_what_is_not_agreed_not_possible_or_over(self, depot: Depot) -> None:
        blanket = running(depot, SCRAP)
        with pytest.raises(BadBlanketOrder):
            called(depot, blanket, "1", material="S45C-D25")
        with pytest.raises(BadPurchaseOrder):
            called(depot, blanket, "-1")
        close_blanket_order(blanket_order_id=blanket.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(NotInThisState):
            called(depot, blanket, "1")
        with pytest.raises(WrongRole):
            called(depot, blanket, "1", by=depot.person("wati"))
        assert _taken(blanket) == [0]

    def test_is_given_back_when_the_order_is_cancelled(self, depot: Depot) -> None:
        blanket = running(depot)
        order = called(depot, blanket, "4000")
        end: dict[str, Any] = {"reason": "Tutup", "by": depot.person("putri"), "at": NOW}
        cancel_purchase_order(purchase_order_id=order.pk, **end)
        assert _taken(blanket) == [0, 0]
        with pytest.raises(NotInThisState):
            cancel_purchase_order(purchase_order_id=order.pk, **end)
        assert _taken(blanket) == [0, 0]

    def test_gives_back_the_rest_when_the_order_is_closed_short(self, depot: Depot) -> None:
        blanket = running(depot)
        order = called(depot, blanket, "100", material="SPHC-2-4X8")
        _send(depot, order)
        receive(depot, order, pieces(40))
        close_purchase_order(
            purchase_order_id=order.pk, reason="Sisa batal", by=depot.person("putri"), at=NOW
        )
        assert _taken(blanket) == [0, order.lines.get().received_table_kg]

    def test_follows_a_revision_within_what_is_left_at_the_agreed_price(self, depot: Depot) -> None:
        blanket = running(depot)
        order = called(depot, blanket, "9000")
        _send(depot, order)
        revise: Any = lambda quantity, price: revise_purchase_order(  # noqa: E731
            purchase_order_id=order.pk,
            revision=Revision([RevisedLine(1, Decimal(quantity), Decimal(price))]),
            reason="Kurang",
            by=depot.person("putri"),
            at=NOW,
        )
        with pytest.raises(BadRevision) as refusal:
            revise(8000, 5_400)
        assert [fault.code for fault in refusal.value.faults] == ["price_agreed"]
        with pytest.raises(MoreThanAgreed):
            revise("10000.001", 5_500)
        assert _taken(blanket) == [9000, 0]
        revise(9_800, 5_500)
        assert _taken(blanket) == [9800, 0]

    def test_is_not_changed_as_a_draft(self, depot: Depot) -> None:
        order = called(depot, running(depot), "5")
        with pytest.raises(CalledOff):
            change_draft(purchase_order_id=order.pk, lines=[], by=depot.person("putri"), at=NOW)

    def test_is_kept_within_what_is_agreed_by_the_database_too(self, depot: Depot) -> None:
        running(depot)
        for wrong in (-1, 99_999):
            with pytest.raises(IntegrityError, match="not_called_over"), transaction.atomic():
                BlanketOrderLine.objects.update(called_kg=wrong)
