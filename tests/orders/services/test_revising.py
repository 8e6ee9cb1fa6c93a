"""Revisions of orders that were sent: numbered, approved over the limit, mailed again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from inventory.models import ExpectedSupply
from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Center, Supplier
from orders.models import ProposedRevision, PurchaseOrder, PurchaseOrderRevision, SupplierInvoice
from orders.reports.purchase_revisions import proposed_revision, revisions_of
from orders.reports.purchasing import ordered_lines
from orders.rules.revising import is_taken_away
from orders.services.agreeing_blankets import AgreedLine
from orders.services.approving_purchases import ApprovalNeeded
from orders.services.calling_off import Call, call_off
from orders.services.checking_revisions import BadRevision, RevisedLine, Revision
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.ending_purchases import cancel_purchase_order
from orders.services.printing import purchase_order_pdf
from orders.services.revising_purchases import (
    NothingProposed,
    approve_revision,
    drop_revision,
    revise_purchase_order,
)
from orders.services.sending import (
    NoMailAddress,
    keep_purchase_order_document,
    mark_purchase_order_sent,
)
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.blanket_world import running
from tests.orders.purchases import (
    BARS,
    SCRAP,
    SHEETS,
    bill,
    draft,
    next_week,
    pieces,
    receive,
    sent,
    table_kg,
)

DAY = timedelta(days=1)
kilos = st.decimals(0, 10_000, places=3)


class TestIsTakenAway:
    @given(before=kilos, after=kilos, came=kilos)
    def test_lets_stand_what_covers_what_came_and_what_is_not_lowered(
        self, before: Decimal, after: Decimal, came: Decimal
    ) -> None:
        found = is_taken_away(before=before, after=after, came=came)
        assert found == (not (after >= before or after >= came))


def _line(quantity: int, price: int = 10_000, *, line_no: int = 1) -> RevisedLine:
    return RevisedLine(line_no, Decimal(quantity), Decimal(price))


def _revise(
    depot: Depot, order: PurchaseOrder, *lines: RevisedLine, by: str = "putri", **more: Any
) -> PurchaseOrder:
    reason = more.pop("reason", "Pemasok minta")
    return revise_purchase_order(
        purchase_order_id=order.pk,
        revision=Revision(lines, **more),
        reason=reason,
        by=depot.person(by),
        at=NOW,
    )


def _fresh(order: PurchaseOrder) -> PurchaseOrder:
    return PurchaseOrder.objects.get(pk=order.pk)


def _confirmed(depot: Depot, *lines: Any) -> PurchaseOrder:
    order = sent(depot, *lines)
    return confirm_purchase_order(
        purchase_order_id=order.pk, expected_on=next_week(), by=depot.person("putri"), at=NOW
    )


@pytest.mark.django_db
class TestRevisePurchaseOrder:
    def test_changes_lines_day_and_freight_and_asks_the_supplier_anew(self, depot: Depot) -> None:
        order = _confirmed(depot, SHEETS, BARS)
        _revise(depot, order, _line(80, 9_900), freight=70_000, expected_on=next_week() + DAY)
        fresh = _fresh(order)
        first, second = fresh.lines.order_by("line_no")
        assert (first.pieces, first.mass_kg) == (80, table_kg(depot, "SPHC-2-4X8", 80))
        assert first.price_per_kg == Decimal(9_900)
        assert (second.pieces, second.promised_on) == (50, None)
        assert (fresh.revision, fresh.freight, fresh.status) == (1, 70_000, "sent")
        assert fresh.expected_on == fresh.asked_on == next_week() + DAY
        coming = ExpectedSupply.objects.get(holder_id=first.pk)
        assert (coming.free_pieces, coming.due_on) == (80, next_week() + DAY)
        kept = PurchaseOrderRevision.objects.get()
        assert (kept.revision, kept.reason) == (1, "Pemasok minta")
        assert kept.before["lines"][0]["pieces"] == 100
        assert kept.before["lines"][0]["promised_on"] == str(next_week())
        assert AuditEntry.objects.get(action="purchase_order.revised").data["revision"] == 1

    def test_is_mailed_again_as_the_revision_it_is(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot)
        celery_now()
        _revise(depot, order, _line(90))
        _revise(depot, order, _line(95))
        celery_now()
        first, again = postbox.to("s01@supplier.example.id")
        assert first["Message-ID"] != again["Message-ID"]
        assert "revisi 2" in str(again["Subject"])
        (attached,) = again.iter_attachments()
        content: Any = attached.get_payload(decode=True)
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
        assert "Revisi 2" in text
        assert attached.get_filename() == f"{order.number}-R2.pdf"
        assert _fresh(order).sent_at is not None
        one, two = PurchaseOrderRevision.objects.all()
        assert (one.document is not None, two.document) == (True, None)

    def test_leaves_a_mail_of_before_unmarked_when_it_comes_in_between(self, depot: Depot) -> None:
        order = sent(depot)
        content = purchase_order_pdf(PurchaseOrder.objects.get(pk=order.pk))
        _revise(depot, order, _line(90))
        kept = keep_purchase_order_document(
            purchase_order_id=order.pk, revision=0, content=content, at=NOW
        )
        mark_purchase_order_sent(purchase_order_id=order.pk, revision=0, at=NOW)
        assert (kept.document, _fresh(order).sent_at) == (None, None)

    def test_takes_nothing_away_that_was_received_or_billed(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, BARS, freight=100_000)
        receive(depot, order, pieces(40))
        half = str(table_kg(depot, "SPHC-2-4X8", 50))
        bill(depot, order, (1, half, 10_000), freight=100_000)
        before = list(order.lines.values())
        for lines, more, codes in (
            ((_line(39),), {}, ["under_received", "under_billed", "under_billed"]),
            ((_line(45),), {}, ["under_billed", "under_billed"]),
            ((_line(100, 4_999),), {}, ["under_billed"]),
            ((), {"freight": 99_999}, ["under_billed"]),
            ((), {}, ["nothing_changed"]),
            ((_line(100),), {}, ["nothing_changed"]),
            ((_line(0), _line(7, line_no=9)), {}, ["quantity_not_positive", "line_unknown"]),
            ((), {"expected_on": NOW.date() - DAY}, ["date_in_the_past"]),
            ((_line(90),), {"reason": " "}, ["reason_missing"]),
        ):
            with pytest.raises(BadRevision) as refusal:
                _revise(depot, order, *lines, **dict[str, Any](more))
            assert [fault.code for fault in refusal.value.faults] == codes
        assert list(order.lines.values()) == before
        assert not PurchaseOrderRevision.objects.exists()
        _revise(depot, order, _line(50))

    def test_adds_a_line_and_takes_one_off(self, depot: Depot) -> None:
        order = _confirmed(depot, SHEETS, BARS)
        gone, kept = order.lines.get(line_no=1), order.lines.get(line_no=2)
        _revise(depot, order, dropped=[1], added=[SCRAP])
        fresh = _fresh(order)
        assert [line.line_no for line in fresh.lines.order_by("line_no")] == [2, 3]
        new = fresh.lines.get(line_no=3)
        assert (new.material.code, new.pieces, new.mass_kg) == ("SCRAP-HMS1", 0, Decimal("2500.5"))
        assert (fresh.status, fresh.revision) == ("sent", 1)
        expected = ExpectedSupply.objects.filter(holder="purchase_order_line")
        assert set(expected.values_list("holder_id", flat=True)) == {kept.pk, new.pk}
        _revise(depot, order, dropped=[3])
        _revise(depot, order, added=[SHEETS])
        assert [line.line_no for line in fresh.lines.order_by("line_no")] == [2, 4]
        assert not expected.filter(holder_id=gone.pk).exists()
        fresh, lines = _fresh(order), ordered_lines(order)
        with CaptureQueriesContext(connection) as seen:
            shown = revisions_of(fresh, lines)
        assert len(seen) == 2
        told = [
            [
                (line.line_no, line.material.code, bool(line.before), bool(line.after))
                for line in one.lines
            ]
            for one in shown
        ]
        assert told == [
            [(4, SHEETS.material, False, True)],
            [(3, SCRAP.material, True, False)],
            [(1, SHEETS.material, True, False), (3, SCRAP.material, False, True)],
        ]

    def test_tells_the_supplier_what_was_added_and_taken_off(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        order = sent(depot, SHEETS, BARS)
        celery_now()
        _revise(depot, order, dropped=[1], added=[SCRAP])
        celery_now()
        _first, again = postbox.to("s01@supplier.example.id")
        body = again.get_body()
        assert body is not None
        for told in (
            "Yang berubah:",
            f"1. {SHEETS.material}: 100 lembar",
            "dihapus",
            "ditambahkan",
        ):
            assert told in body.get_content()

    def test_takes_no_line_off_that_a_paper_names(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, BARS)
        receive(depot, order, pieces(40))
        bill(depot, order, (2, "1", 10_000))
        SupplierInvoice.objects.update(status="refused")
        before = list(order.lines.values())
        for more, codes in (
            ({"dropped": [1, 2]}, ["no_lines"]),
            ({"dropped": [1]}, ["line_on_papers"]),
            ({"dropped": [2]}, ["line_on_papers"]),
            ({"dropped": [9]}, ["line_unknown"]),
            ({"added": [SHEETS]}, ["material_twice"]),
            ({"added": [replace(SCRAP, material="GONE")]}, ["material_unknown"]),
            ({"added": [replace(SCRAP, quantity=Decimal(0))]}, ["quantity_not_positive"]),
        ):
            with pytest.raises(BadRevision) as refusal:
                _revise(depot, order, **dict[str, Any](more))
            assert [fault.code for fault in refusal.value.faults] == codes
        with pytest.raises(BadRevision) as refusal:
            _revise(depot, order, _line(50), dropped=[1])
        assert refusal.value.faults[0].code == "line_changed_and_dropped"
        assert list(order.lines.values()) == before

    def test_leaves_a_call_off_its_materials_and_gives_back_what_is_dropped(
        self, depot: Depot
    ) -> None:
        agreed = [
            AgreedLine(row.material, Decimal(9000), Decimal(10_000)) for row in (SHEETS, BARS)
        ]
        blanket = running(depot, *agreed)
        order = call_off(
            blanket_order_id=blanket.pk,
            calls=[Call(row.material, Decimal(50)) for row in (SHEETS, BARS)],
            by=depot.person("putri"),
            at=NOW,
        )
        PurchaseOrder.objects.filter(pk=order.pk).update(status="sent")
        with pytest.raises(BadRevision) as refusal:
            _revise(depot, order, added=[SCRAP])
        assert refusal.value.faults[0].code == "call_off_has_its_lines"
        _revise(depot, order, dropped=[2])
        first, second = blanket.lines.order_by("line_no")
        assert first.called_kg == table_kg(depot, SHEETS.material, 50)
        assert second.called_kg == 0

    def test_completes_an_order_cut_down_to_what_came(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(40))
        _revise(depot, order, _line(40))
        assert _fresh(order).status == "received"
        assert not ExpectedSupply.objects.exists()

    def test_leaves_what_is_not_with_its_supplier(self, depot: Depot) -> None:
        drafted, over = draft(depot), sent(depot)
        cancel_purchase_order(
            purchase_order_id=over.pk, reason="x", by=depot.person("putri"), at=NOW
        )
        for order in (drafted, over):
            with pytest.raises(NotInThisState):
                _revise(depot, order, _line(50))

    def test_needs_somewhere_to_mail_it(self, depot: Depot) -> None:
        order = sent(depot)
        Supplier.objects.update(email="")
        with pytest.raises(NoMailAddress):
            _revise(depot, order, _line(50))
        assert _fresh(order).revision == 0

    def test_refuses_another_role_and_a_stranger(self, depot: Depot, stranger: Depot) -> None:
        order = sent(depot)
        for name in ("wati", "fajar", "agus", "sari"):
            with pytest.raises(WrongRole):
                _revise(depot, order, _line(50), by=name)
        with pytest.raises(Missing):
            _revise(stranger, order, _line(50))


@pytest.mark.django_db
class TestApproveRevision:
    def _proposed(self, depot: Depot, *, by: str = "putri") -> PurchaseOrder:
        order = sent(depot)
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
        _revise(depot, order, _line(120), by=by)
        return order

    def _approve(self, depot: Depot, order: PurchaseOrder, by: str) -> PurchaseOrder:
        return approve_revision(purchase_order_id=order.pk, by=depot.person(by), at=NOW)

    def test_waits_for_a_supervisor_who_did_not_ask_for_it(self, depot: Depot) -> None:
        order = self._proposed(depot)
        assert (_fresh(order).revision, order.lines.get().pieces) == (0, 100)
        with pytest.raises(ApprovalNeeded):
            self._approve(depot, order, "putri")
        self._approve(depot, order, "sinta")
        fresh = _fresh(order)
        assert (fresh.revision, fresh.lines.get().pieces, fresh.needs_another) == (1, 120, True)
        assert (fresh.created_by, fresh.approved_by) == (
            depot.users["putri"],
            depot.users["sinta"],
        )
        with pytest.raises(NothingProposed):
            self._approve(depot, order, "sinta")

    def test_adds_over_the_limit_what_was_asked_for(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, BARS)
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
        _revise(depot, order, added=[SCRAP], dropped=[2])
        shown = proposed_revision(_fresh(order), ordered_lines(order))
        assert shown is not None
        assert [(line.line_no, line.material.code) for line in shown.lines] == [
            (2, BARS.material),
            (0, SCRAP.material),
        ]
        self._approve(depot, order, "sinta")
        assert [line.material.code for line in order.lines.order_by("line_no")] == [
            SHEETS.material,
            SCRAP.material,
        ]

    def test_lets_no_supervisor_approve_an_own_change(self, depot: Depot) -> None:
        order = self._proposed(depot, by="sinta")
        with pytest.raises(ApprovalNeeded):
            self._approve(depot, order, "sinta")
        assert _fresh(order).revision == 0

    def test_looks_again_at_what_came_since(self, depot: Depot) -> None:
        order = sent(depot)
        Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
        _revise(depot, order, _line(30))
        receive(depot, order, pieces(40))
        with pytest.raises(BadRevision):
            self._approve(depot, order, "sinta")
        assert ProposedRevision.objects.exists()

    def test_lets_another_day_pass_without_approval(self, depot: Depot) -> None:
        order = self._proposed(depot)
        _revise(depot, order, expected_on=next_week())
        fresh = _fresh(order)
        assert (fresh.revision, fresh.expected_on) == (1, next_week())
        assert not ProposedRevision.objects.exists()

    def test_is_dropped_by_who_buys(self, depot: Depot) -> None:
        order = self._proposed(depot)
        with pytest.raises(WrongRole):
            drop_revision(purchase_order_id=order.pk, by=depot.person("fajar"), at=NOW)
        drop_revision(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(NothingProposed):
            drop_revision(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)
        assert (_fresh(order).revision, order.lines.get().pieces) == (0, 100)
