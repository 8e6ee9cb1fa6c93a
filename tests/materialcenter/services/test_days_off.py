"""A center's own bank days: kept once a day, taken out, and what falls due moved by them."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, DayOff
from materialcenter.person import WrongRole
from materialcenter.services.keeping_days_off import BadDayOff, drop_day_off, keep_day_off
from orders.models import SupplierInvoice
from orders.services.batching_payments import Chosen, draft_payment_batch
from orders.services.invoicing import due_date
from tests.cast import NOW, Depot
from tests.orders.calling import SignIn, get, post
from tests.orders.payable_world import banked, payable
from tests.orders.purchases import bill, sent
from tests.web.pages import send, text_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
FRIDAY = date(2026, 9, 4)


def _keep(depot: Depot, day: date, by: str = "fajar", **more: Any) -> DayOff:
    given = {"name": "Sedekah bumi", "is_off": True, **more}
    return keep_day_off(day=day, by=depot.person(by), at=NOW, **given)


class TestKeepDayOff:
    def test_keeps_a_day_once_with_its_last_word(self, depot: Depot, stranger: Depot) -> None:
        _keep(depot, FRIDAY)
        kept = _keep(depot, FRIDAY, by="sinta", name=" Ganti ", is_off=False)
        assert (kept.name, kept.is_off, DayOff.objects.count()) == ("Ganti", False, 1)
        _keep(stranger, FRIDAY)
        assert DayOff.objects.count() == 2
        assert AuditEntry.objects.filter(action="day_off.kept").count() == 3

    def test_refuses_and_changes_nothing(self, depot: Depot, stranger: Depot) -> None:
        with pytest.raises(BadDayOff) as refusal:
            _keep(depot, TODAY - timedelta(days=1), name=" ")
        assert [fault.code for fault in refusal.value.faults] == [
            "day_out_of_range",
            "name_missing",
        ]
        for name in ("wati", "putri", "agus", "sari"):
            with pytest.raises(WrongRole):
                _keep(depot, FRIDAY, by=name)
        assert not DayOff.objects.exists()
        kept = _keep(depot, FRIDAY)
        with pytest.raises(Missing):
            drop_day_off(day_off_id=kept.pk, by=stranger.person("fajar"), at=NOW)
        drop_day_off(day_off_id=kept.pk, by=depot.person("fajar"), at=NOW)
        with pytest.raises(Missing):
            drop_day_off(day_off_id=kept.pk, by=depot.person("fajar"), at=NOW)

    def test_moves_what_falls_due(self, depot: Depot, stranger: Depot) -> None:
        """Friday is closed and Saturday works; the stranger's days say nothing here."""
        banked(depot)
        owed = payable(depot, "A")
        _keep(stranger, FRIDAY + timedelta(days=1))
        depot.center.payment_terms_days = (FRIDAY - TODAY).days
        assert due_date(depot.center, at=NOW) == FRIDAY
        _keep(depot, FRIDAY)
        _keep(depot, FRIDAY + timedelta(days=1), is_off=False)
        saturday = FRIDAY + timedelta(days=1)
        assert due_date(depot.center, at=NOW) == saturday
        batch = draft_payment_batch(
            pay_on=FRIDAY, chosen=[Chosen(owed.pk, 1)], by=depot.person("fajar"), at=NOW
        )
        assert batch.pay_on == saturday
        order = sent(depot)
        order.supplier.payment_terms_days = (FRIDAY - TODAY).days
        order.supplier.save()
        billed = bill(depot, order, (1, "100", 10_000), number="B")
        assert SupplierInvoice.objects.get(pk=billed.pk).due_on == saturday


class TestThePage:
    def test_keeps_shows_and_takes_out(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        with time_machine.travel(NOW, tick=True):
            fajar = sign_in(depot, "fajar")
            fields = {"day": "04/09/2026", "banks": "closed", "name": "Sedekah bumi"}
            assert send(fajar, "/days-off/", {**fields, "day": "01/08/2026"}).status_code == 422
            assert send(fajar, "/days-off/", fields).status_code == 302
            with django_assert_num_queries(5):
                assert "Sedekah bumi" in text_of(fajar.get("/days-off/"))
            assert "Sedekah bumi" in text_of(sign_in(depot, "agus").get("/days-off/"))
            assert send(sign_in(depot, "agus"), "/days-off/", fields).status_code == 403
            kept = DayOff.objects.get()
            assert send(fajar, f"/days-off/{kept.pk}/drop/").status_code == 302
            assert not DayOff.objects.exists()

    def test_has_routes_alike(self, depot: Depot, sign_in: SignIn) -> None:
        with time_machine.travel(NOW, tick=True):
            client = sign_in(depot, "fajar")
            body = {"day": "2026-09-05", "name": "Ganti", "is_off": False}
            made = post(client, "/days-off", body, **{"Idempotency-Key": "d-1"})
            assert made.status_code == 201
            assert get(client, "/days-off").json()["items"] == [made.json()]
            path = f"/api/v1/days-off/{made.json()['id']}"
            assert client.delete(path).status_code == 204
            assert client.delete(path).status_code == 404
