"""Nobody approves own work: not by page, not by API, not from two tabs at once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.test import Client

from materialcenter.models import AuditEntry, Center, Membership, Role
from orders.models import PurchaseOrder, SupplierInvoice
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.purchases import bill, draft, pieces, receive, sent
from tests.walking import Answer
from tests.web.pages import send

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]


@dataclass(frozen=True)
class Waiting:
    """Work that waits for somebody else: where it is approved, and what was approved of it."""

    page: str
    route: str
    is_approved: Callable[[], bool]
    approvals: Callable[[], int]


def large_order(depot: Depot, by: str) -> Waiting:
    """Draft a purchase order over the center's limit."""
    Center.objects.filter(pk=depot.center.pk).update(order_approval_limit=1_000_000)
    order = draft(depot, by=by)
    return Waiting(
        f"/purchase-orders/{order.number}/approve/",
        f"/api/v1/purchase-orders/{order.number}/approve",
        lambda: PurchaseOrder.objects.get(pk=order.pk).status == "approved",
        partial(_count, "purchase_order.approved"),
    )


def held_invoice(depot: Depot, by: str) -> Waiting:
    """Enter a supplier's invoice that bills too much."""
    order = sent(depot)
    receive(depot, order, pieces(100))
    invoice = bill(depot, order, (1, "4665.9", 12_000), by=by)
    match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
    return Waiting(
        f"/supplier-invoices/{invoice.pk}/release/",
        f"/api/v1/supplier-invoices/{invoice.pk}/release",
        lambda: SupplierInvoice.objects.get(pk=invoice.pk).status == "released",
        partial(_count, "supplier_invoice.released"),
    )


def _count(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def by_page(client: Client, work: Waiting) -> Answer:
    """Approve on the page, in a tab of its own."""
    answer: Answer = send(client, work.page, {"reason": "Sudah dicek"})
    return answer


def by_route(client: Client, work: Waiting) -> Answer:
    """Approve through the API."""
    answer: Any = client.post(
        work.route, {"reason": "Sudah dicek"}, content_type="application/json"
    )
    if answer.status_code == 422:  # an approval that takes no words
        answer = client.post(work.route)
    return answer


each_work = pytest.mark.parametrize("made", [large_order, held_invoice])
each_way = pytest.mark.parametrize("approve", [by_page, by_route])


class TestApproving:
    @each_work
    @each_way
    def test_own_work_is_refused_in_every_tab(
        self, depot: Depot, sign_in: SignIn, made: Any, approve: Any
    ) -> None:
        Membership.objects.create(
            center=depot.center, user=depot.users["sinta"], role=Role.PURCHASER
        )
        work = made(depot, "sinta")
        tabs = [sign_in(depot, "sinta") for _ in range(2)]
        answers = together([partial(approve, tab, work) for tab in tabs])
        assert all(answer.status_code in {403, 409} for answer in answers), answers
        assert (work.is_approved(), work.approvals()) == (False, 0)

    @each_work
    @each_way
    def test_anothers_work_is_approved_once_from_two_tabs(
        self, depot: Depot, sign_in: SignIn, made: Any, approve: Any
    ) -> None:
        work = made(depot, "fajar" if made is held_invoice else "putri")
        tabs = [sign_in(depot, "sinta") for _ in range(2)]
        answers = together([partial(approve, tab, work) for tab in tabs])
        codes = sorted(answer.status_code for answer in answers)
        assert codes in ([200, 409], [302, 409]), codes
        assert (work.is_approved(), work.approvals()) == (True, 1)

    @each_work
    @each_way
    def test_is_no_business_of_other_roles(
        self, depot: Depot, sign_in: SignIn, made: Any, approve: Any
    ) -> None:
        work = made(depot, "fajar" if made is held_invoice else "putri")
        for name in ("wati", "sari", "agus"):
            assert approve(sign_in(depot, name), work).status_code in {403, 404}
        assert not work.is_approved()
