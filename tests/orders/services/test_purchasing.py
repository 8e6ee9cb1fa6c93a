"""Purchase orders: drafted, approved by the right person, confirmed, called off, closed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from inventory.models import ExpectedSupply
from materialcenter.access import WrongRole
from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry, Center
from materialcenter.web import form_token
from orders.models import PurchaseOrder
from orders.services.approving_purchases import ApprovalNeeded, approve_purchase_order
from orders.services.checking_purchases import BadPurchaseOrder, PurchaseLine
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.ending_purchases import (
    StillExpected,
    cancel_purchase_order,
    close_purchase_order,
)
from orders.services.purchasing import change_draft, draft_purchase_order
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot, build_depot
from tests.orders.calling import SignIn
from tests.orders.purchases import BARS, SCRAP, SHEETS, draft, next_week, sent, table_kg

pytestmark = pytest.mark.django_db


def _approve(depot: Depot, order: PurchaseOrder, name: str) -> PurchaseOrder:
    return approve_purchase_order(purchase_order_id=order.pk, by=depot.person(name), at=NOW)


def _status(order: PurchaseOrder) -> str:
    return PurchaseOrder.objects.values_list("status", flat=True).get(pk=order.pk)


class TestDraftPurchaseOrder:
    def test_writes_pieces_with_their_table_weight_and_kg_as_they_are(self, depot: Depot) -> None:
        order = draft(depot, SHEETS, BARS, SCRAP, freight=250_000)
        lines = list(order.lines.order_by("line_no"))
        assert [(li.pieces, li.mass_kg) for li in lines] == [
            (100, table_kg(depot, "SPHC-2-4X8", 100)),
            (50, table_kg(depot, "S45C-D25", 50)),
            (0, Decimal("2500.500")),
        ]
        assert order.number == "PO-TGL-2026-00001"
        assert order.expected_on == NOW.date() + timedelta(days=14)
        assert AuditEntry.objects.get(action="purchase_order.drafted").subject_id == order.pk

    def test_names_every_fault_and_writes_nothing(self, depot: Depot) -> None:
        lines = [
            PurchaseLine("NO-SUCH", Decimal(1), Decimal(1)),
            PurchaseLine("SPHC-2-4X8", Decimal("1.5"), Decimal(0)),
            PurchaseLine("S45C-D25", Decimal(-1), Decimal(100_000_001)),
            PurchaseLine("S45C-D25", Decimal(2), Decimal(14_500), weight_basis="guess"),
            PurchaseLine("SCRAP-HMS1", Decimal(10**9), Decimal(5)),
        ]
        with pytest.raises(BadPurchaseOrder) as refusal:
            draft(depot, *lines, freight=-1, expected_on=NOW.date() - timedelta(days=1))
        assert {(fault.field, fault.code) for fault in refusal.value.faults} == {
            ("freight", "freight_negative"),
            ("expected_on", "date_in_the_past"),
            ("lines.0.material", "material_unknown"),
            ("lines.1.quantity", "fraction_of_piece"),
            ("lines.1.price_per_kg", "price_not_positive"),
            ("lines.2.quantity", "quantity_not_positive"),
            ("lines.2.price_per_kg", "price_too_high"),
            ("lines.3.material", "material_twice"),
            ("lines.3.weight_basis", "basis_unknown"),
            ("lines.4.quantity", "quantity_too_large"),
        }
        assert not PurchaseOrder.objects.exists()

    def test_refuses_an_order_of_nothing(self, depot: Depot) -> None:
        with pytest.raises(BadPurchaseOrder):
            draft_purchase_order(
                supplier_id=depot.suppliers["S01"].pk,
                lines=[],
                by=depot.person("putri"),
                at=NOW,
            )

    @pytest.mark.parametrize("name", ["wati", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        with pytest.raises(WrongRole):
            draft(depot, by=name)

    def test_finds_no_supplier_of_another_center(self, depot: Depot) -> None:
        other = build_depot("BDG")
        with pytest.raises(Missing):
            draft_purchase_order(
                supplier_id=other.suppliers["S01"].pk,
                lines=[SHEETS],
                by=depot.person("putri"),
                at=NOW,
            )


class TestApprovePurchaseOrder:
    def test_lets_the_purchaser_approve_an_own_order_under_the_limit(self, depot: Depot) -> None:
        order = _approve(depot, draft(depot), "putri")
        assert (order.status, order.needs_another) == ("approved", False)
        assert order.approved_by_id == depot.users["putri"].pk
        assert order.approved_at == NOW

    def test_names_somebody_else_who_approves(self, depot: Depot) -> None:
        order = _approve(depot, draft(depot), "sinta")
        assert order.approved_by_id == depot.users["sinta"].pk

    def test_tells_the_yard_what_will_come(self, depot: Depot) -> None:
        order = _approve(depot, draft(depot, SHEETS, SCRAP), "putri")
        coming = {
            row.material_id: (row.free_pieces, row.free_kg) for row in ExpectedSupply.objects.all()
        }
        sheets, scrap = depot.materials["SPHC-2-4X8"], depot.materials["SCRAP-HMS1"]
        assert coming == {
            sheets.pk: (100, table_kg(depot, "SPHC-2-4X8", 100)),
            scrap.pk: (0, Decimal("2500.500")),
        }
        assert set(ExpectedSupply.objects.values_list("reference", flat=True)) == {order.number}

    def test_needs_another_supervisor_over_the_limit(self, depot: Depot) -> None:
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
        of_putri, of_sinta = draft(depot), draft(depot, by="sinta")
        for order, name in ((of_putri, "putri"), (of_sinta, "sinta"), (of_sinta, "putri")):
            with pytest.raises(ApprovalNeeded) as refusal:
                _approve(depot, order, name)
            assert "Rp1.000.000" in str(refusal.value)
            assert _status(order) == "draft"
        assert _approve(depot, of_putri, "sinta").status == "approved"

    def test_counts_freight_towards_the_limit_to_the_rupiah(self, depot: Depot) -> None:
        goods = int(table_kg(depot, "SPHC-2-4X8", 100) * 10_000)
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=goods + 5)
        assert _approve(depot, draft(depot, freight=5), "putri").status == "approved"
        with pytest.raises(ApprovalNeeded):
            _approve(depot, draft(depot, freight=6), "putri")

    def test_lets_no_machine_approve_over_the_limit(self, depot: Depot) -> None:
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1)
        from materialcenter.access import system_person

        with pytest.raises(ApprovalNeeded):
            approve_purchase_order(
                purchase_order_id=draft(depot).pk, by=system_person(depot.center.pk), at=NOW
            )

    def test_refuses_a_second_time(self, depot: Depot) -> None:
        order = draft(depot)
        _approve(depot, order, "putri")
        with pytest.raises(NotInThisState) as refusal:
            _approve(depot, order, "putri")
        assert refusal.value.code == "not_in_this_state"

    def test_is_kept_by_the_database_too(self, depot: Depot) -> None:
        order = draft(depot)
        with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
            PurchaseOrder.objects.filter(pk=order.pk).update(
                approved_by=order.created_by_id, needs_another=True
            )


class TestAfterSending:
    def test_confirms_with_the_day_the_supplier_promises(self, depot: Depot) -> None:
        order = sent(depot)
        confirm_purchase_order(
            purchase_order_id=order.pk, expected_on=next_week(), by=depot.person("putri"), at=NOW
        )
        assert _status(order) == "confirmed"
        assert ExpectedSupply.objects.get().due_on == next_week()

    def test_cancels_before_anything_came_and_expects_nothing(self, depot: Depot) -> None:
        order = sent(depot)
        cancel_purchase_order(
            purchase_order_id=order.pk, reason="Harga naik", by=depot.person("putri"), at=NOW
        )
        assert _status(order) == "cancelled"
        assert not ExpectedSupply.objects.exists()

    def test_does_not_close_what_never_came(self, depot: Depot) -> None:
        order = sent(depot)
        with pytest.raises(StillExpected):
            close_purchase_order(
                purchase_order_id=order.pk, reason="x", by=depot.person("putri"), at=NOW
            )
        assert _status(order) == "sent"

    @pytest.mark.parametrize(
        ("act", "more"),
        [
            (cancel_purchase_order, {"reason": " "}),
            (confirm_purchase_order, {"expected_on": NOW.date() - timedelta(days=1)}),
        ],
    )
    def test_refuses_no_reason_and_a_day_in_the_past(
        self, depot: Depot, act: Any, more: dict[str, Any]
    ) -> None:
        order = sent(depot)
        with pytest.raises(DomainError):
            act(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW, **more)
        assert _status(order) == "sent"

    @pytest.mark.parametrize("act", [cancel_purchase_order, close_purchase_order])
    def test_refuses_another_role_and_a_stranger(self, depot: Depot, act: Any) -> None:
        order, other = sent(depot), build_depot("BDG")
        with pytest.raises(WrongRole):
            act(purchase_order_id=order.pk, reason="x", by=depot.person("wati"), at=NOW)
        with pytest.raises(Missing):
            act(purchase_order_id=order.pk, reason="x", by=other.person("putri"), at=NOW)


class TestChangeDraft:
    def _change(self, depot: Depot, order: PurchaseOrder, **changes: Any) -> PurchaseOrder:
        asked = {
            "lines": [PurchaseLine("S45C-D25", Decimal(7), Decimal(15_000))],
            "by": depot.person("putri"),
            "at": NOW,
            **changes,
        }
        return change_draft(purchase_order_id=order.pk, **asked)

    def test_writes_the_lines_anew(self, depot: Depot) -> None:
        order = draft(depot)
        changed = self._change(depot, order, freight=9_000, note=" soon ")
        (line,) = changed.lines.all()
        assert (line.line_no, line.pieces, line.price_per_kg) == (1, 7, Decimal(15_000))
        assert (changed.number, changed.freight, changed.note) == (order.number, 9_000, "soon")
        assert AuditEntry.objects.get(action="purchase_order.changed").subject_id == order.pk

    def test_names_every_fault_and_changes_nothing(self, depot: Depot) -> None:
        order = draft(depot)
        before = list(order.lines.values())
        for lines in ([], [PurchaseLine("NO-SUCH", Decimal(1), Decimal(1))]):
            with pytest.raises(BadPurchaseOrder):
                self._change(depot, order, lines=lines)
        assert list(order.lines.values()) == before

    def test_leaves_what_is_no_draft_any_more(self, depot: Depot) -> None:
        order = draft(depot)
        PurchaseOrder.objects.update(status="approved")
        with pytest.raises(NotInThisState):
            self._change(depot, order)

    def test_lets_nobody_approve_what_they_wrote_into_the_draft_of_another(
        self, depot: Depot
    ) -> None:
        order = draft(depot)
        dear = [PurchaseLine("SPHC-2-4X8", Decimal(10_000), Decimal(20_000))]
        sinta = depot.person("sinta")
        self._change(depot, order, lines=dear, by=sinta)
        with pytest.raises(ApprovalNeeded):
            approve_purchase_order(purchase_order_id=order.pk, by=sinta, at=NOW)

    @pytest.mark.parametrize("name", ["wati", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        order = draft(depot)
        with pytest.raises(WrongRole):
            self._change(depot, order, by=depot.person(name))

    def test_hides_another_centers(self, depot: Depot, stranger: Depot) -> None:
        order = draft(depot)
        with pytest.raises(Missing):
            self._change(depot, order, by=stranger.person("putri"))

    def test_is_done_through_the_api_and_on_its_page(self, depot: Depot, sign_in: SignIn) -> None:
        order = draft(depot)
        putri = sign_in(depot, "putri")
        line = {"material": "S45C-D25", "quantity": "3", "price_per_kg": "15000"}
        done = putri.put(
            f"/api/v1/purchase-orders/{order.number}",
            {"lines": [line]},
            content_type="application/json",
        )
        assert done.status_code == 200, done.content
        assert [(x["material"], x["pieces"]) for x in done.json()["lines"]] == [("S45C-D25", 3)]
        address = reverse("purchase_order_change", args=[order.number])
        shown = reverse("purchase_order", args=[order.number])
        assert address in putri.get(shown).content.decode()
        assert 'value="S45C-D25"' in putri.get(address).content.decode()
        typed = {
            "once": form_token(),
            "supplier": order.supplier.code,
            "rows": "1",
            "r0-material": "SPHC-2-4X8",
            "r0-quantity": "12",
            "r0-price_per_kg": "12.000",
            "r0-weight_basis": "table",
            "r0-over_receipt_percent": "5",
        }
        assert putri.post(address, typed)["Location"] == shown
        assert order.lines.get().pieces == 12
