"""Pages and routes of changing an order that its supplier has."""

from typing import Any

import pytest
from django.test import Client

from orders.models import PurchaseOrder
from orders.services.confirming_purchases import confirm_purchase_order
from tests.cast import NOW, Depot
from tests.forms import forms_of
from tests.orders.purchases import BARS, SCRAP, SHEETS, next_week, pieces, receive, sent
from tests.web.pages import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(depot: Depot) -> PurchaseOrder:
    """Return an order of sheets and bars that its supplier confirmed."""
    order = sent(depot, SHEETS, BARS)
    return confirm_purchase_order(
        purchase_order_id=order.pk, expected_on=next_week(), by=depot.person("putri"), at=NOW
    )


@pytest.fixture
def putri(depot: Depot) -> Client:
    """Return the purchaser's browser."""
    client = Client()
    client.force_login(
        depot.users["putri"], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


class TestReviseAnOrder:
    def test_adds_and_takes_off_lines_and_shows_both_side_by_side(
        self, putri: Client, order: PurchaseOrder
    ) -> None:
        address = f"/purchase-orders/{order.number}/"
        form = forms_of(putri.get(f"{address}revise/").content.decode())[-1]
        typed: dict[str, Any] = {**form.sent(more="1"), "reason": "Pemasok minta"}
        form = forms_of(putri.post(f"{address}revise/", typed).content.decode())[-1]
        assert form.fields["reason"] == "Pemasok minta"
        typed = form.sent(**{"r1-dropped": "on", "r2-material": SCRAP.material})
        refused = putri.post(f"{address}revise/", typed)
        assert refused.status_code == 422
        typed = form.sent(
            **{
                "r1-dropped": "on",
                "r2-material": SCRAP.material,
                "r2-quantity": "2500,5",
                "r2-price_per_kg": "5400",
            }
        )
        assert putri.post(f"{address}revise/", typed).status_code == 302
        assert list(order.lines.values_list("line_no", "material__code").order_by("line_no")) == [
            (1, SHEETS.material),
            (3, SCRAP.material),
        ]
        page = putri.get(address).content.decode()
        assert page.count("dihapus</span>") == page.count("ditambahkan</span>") == 1

    def test_puts_a_refusal_at_its_line(
        self, depot: Depot, putri: Client, order: PurchaseOrder
    ) -> None:
        receive(depot, order, pieces(10))
        address = f"/purchase-orders/{order.number}/revise/"
        form = forms_of(putri.get(address).content.decode())[-1]
        refused = putri.post(address, form.sent(reason="x", **{"r0-dropped": "on"}))
        assert refused.status_code == 422
        assert "menyebut baris ini" in refused.content.decode()

    def test_goes_out_by_itself_so_nobody_sends_it_again(
        self, putri: Client, order: PurchaseOrder
    ) -> None:
        address = f"/purchase-orders/{order.number}/"
        assert f"{address}send/" not in putri.get(address).content.decode()
        assert send(putri, f"{address}send/").status_code == 409
        assert PurchaseOrder.objects.get().status == "confirmed"

    def test_does_the_same_by_its_route(self, putri: Client, order: PurchaseOrder) -> None:
        line = {"material": SCRAP.material, "quantity": "2500.5", "price_per_kg": "5400"}
        address = f"/api/v1/purchase-orders/{order.number}/revisions"
        answer = putri.post(
            address,
            {"added": [line], "dropped": [2], "reason": "Pemasok minta"},
            content_type="application/json",
            headers={"Idempotency-Key": "k1"},
        )
        assert answer.status_code == 200, answer.json()
        (shown,) = putri.get(address).json()["revisions"]
        told = [
            (one["line_no"], one["quantity_before"], one["quantity_after"])
            for one in shown["lines"]
        ]
        assert told == [(2, "50", None), (3, None, "2500.500")]
