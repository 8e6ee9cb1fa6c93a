"""The pages of workshops, their buyers, and suppliers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from materialcenter.models import AuditEntry, Supplier, User, Workshop
from tests.cast import Depot
from tests.web.pages import SignIn, send, text_of

pytestmark = pytest.mark.django_db

WORKSHOP = {"code": "w0009", "name": "CV Logam Contoh", "trade": "turning"}


class TestWorkshopList:
    def test_is_searched_by_words_and_trade(self, depot: Depot, sign_in: SignIn) -> None:
        Workshop.objects.filter(code="W0002").update(trade="turning", district="Talang")
        client = sign_in(depot, "wati")
        for query, found in (
            ("search=talang contoh", {"W0002"}),
            ("search=w0001", {"W0001"}),
            ("trade=turning", {"W0002"}),
            ("search=none", set()),
            ("", {"W0001", "W0002"}),
        ):
            page = text_of(client.get(f"/workshops/?{query}"))
            assert {code for code in ("W0001", "W0002") if f"/workshops/{code}/" in page} == found

    def test_leads_on_by_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        Workshop.objects.bulk_create(
            Workshop(center=depot.center, code=f"X{n:03}", name="x", trade="press")
            for n in range(60)
        )
        client = sign_in(depot, "wati")
        page = client.get("/workshops/?search=x0")
        cursor = page.context["page"].next_cursor
        assert cursor
        rest = text_of(client.get(f"/workshops/?search=x0&cursor={cursor}"))
        assert "X059" in rest
        assert "X000" not in rest

    def test_takes_the_same_statements_for_one_and_for_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "wati")
        client.get("/workshops/")
        with CaptureQueriesContext(connection) as few:
            client.get("/workshops/")
        Workshop.objects.bulk_create(
            Workshop(center=depot.center, code=f"X{n:03}", name="x", trade="press")
            for n in range(40)
        )
        with CaptureQueriesContext(connection) as many:
            client.get("/workshops/")
        assert len(few) == len(many)

    def test_is_the_staffs(self, depot: Depot, sign_in: SignIn) -> None:
        assert sign_in(depot, "sari").get("/workshops/").status_code == 403


class TestWorkshopPage:
    def test_shows_a_buyer_their_own_alone(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        assert sign_in(depot, "sari").get("/workshops/W0001/").status_code == 200
        assert sign_in(depot, "sari").get("/workshops/W0002/").status_code == 404
        depot.workshops["W0001"].code = "W7777"
        depot.workshops["W0001"].save()
        assert sign_in(stranger, "sinta").get("/workshops/W7777/").status_code == 404

    def test_registers_one_and_says_what_is_wrong(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        wrong = send(client, "/workshops/new/", {**WORKSHOP, "npwp": "12", "whatsapp": "abc"})
        assert wrong.status_code == 422
        assert set(wrong.context["form"].errors) >= {"npwp", "whatsapp"}
        answer = send(client, "/workshops/new/", {**WORKSHOP, "whatsapp": "0812-3456-7890"})
        assert answer["Location"] == "/workshops/W0009/"
        assert Workshop.objects.get(code="W0009").whatsapp == "+6281234567890"
        again = send(client, "/workshops/new/", WORKSHOP)
        assert again.status_code == 409
        assert "code" in again.context["form"].errors

    def test_changes_one(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "fajar")
        page = client.get("/workshops/W0001/edit/")
        assert "50.000.000" in text_of(page)
        fields = {"name": "CV Baru", "trade": "ship", "credit_limit": "Rp 75.000.000"}
        fields |= {"payment_terms": "credit", "billing": "at_handover"}
        answer = send(client, "/workshops/W0001/edit/", {**fields, "is_active": "on"})
        assert answer.status_code == 302
        changed = Workshop.objects.get(code="W0001")
        assert (changed.name, changed.credit_limit, changed.is_active) == (
            "CV Baru",
            75_000_000,
            True,
        )
        assert AuditEntry.objects.get(action="workshop.changed").data["fields"]["credit_limit"] == {
            "was": 50_000_000,
            "is": 75_000_000,
        }

    def test_shows_and_changes_when_it_pays(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "fajar")
        fields = {"name": "CV Baru", "trade": "ship", "credit_limit": "0", "is_active": "on"}
        fields |= {"payment_terms": "prepaid", "billing": "monthly"}
        send(client, "/workshops/W0001/edit/", fields)
        shown = text_of(client.get("/workshops/W0001/"))
        assert str(Workshop.Terms.PREPAID.label) in shown
        assert "Rp0" not in shown
        assert 'name="payment_terms"' not in text_of(
            sign_in(depot, "putri").get("/workshops/W0001/edit/")
        )

    def test_keeps_the_credit_limit_from_a_purchaser(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        assert 'name="credit_limit"' not in text_of(client.get("/workshops/W0001/edit/"))
        fields = {"name": "CV Baru", "trade": "ship", "credit_limit": "75.000.000"}
        send(client, "/workshops/W0001/edit/", {**fields, "is_active": "on"})
        assert Workshop.objects.get(code="W0001").credit_limit == 50_000_000

    @pytest.mark.parametrize("name", ["wati", "agus", "sari"])
    def test_is_changed_by_nobody_else(self, depot: Depot, sign_in: SignIn, name: str) -> None:
        client = sign_in(depot, name)
        for address in (
            "/workshops/new/",
            "/workshops/W0001/edit/",
            "/workshops/W0001/buyers/new/",
        ):
            assert client.get(address).status_code == 403
            assert send(client, address, WORKSHOP).status_code == 403

    def test_invites_a_buyer_and_removes_one(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        fields = {"name": "Budi Santoso", "username": "budi", "email": "", "whatsapp": ""}
        send(client, "/workshops/W0001/buyers/new/", fields)
        assert User.objects.get(username="budi").buys_for.get().workshop.code == "W0001"
        page = client.get("/workshops/W0001/")
        assert "Budi Santoso" in text_of(page)
        link = client.post("/people/budi/sign-in-link/")
        assert "/account/password/reset/key/" in text_of(link)
        send(client, "/workshops/W0001/buyers/budi/remove/")
        assert not User.objects.get(username="budi").memberships.exists()


class TestSupplierPages:
    def test_list_search_register_and_change(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        fields = {
            "code": "S09",
            "name": "PT Baja Contoh",
            "city": "Cilegon",
            "lead_time_days": "14",
            "lead_time_spread_days": "4",
            "payment_terms_days": "30",
            "is_active": "on",
        }
        assert send(client, "/suppliers/new/", {**fields, "email": "x"}).status_code == 422
        answer = send(client, "/suppliers/new/", fields)
        assert answer["Location"] == "/suppliers/S09/"
        assert "/suppliers/S09/" in text_of(client.get("/suppliers/?search=cilegon"))
        send(client, "/suppliers/S09/edit/", {**fields, "lead_time_days": "21"})
        assert Supplier.objects.get(code="S09").lead_time_days == 21

    def test_leave_settling_on_receipt_to_finance(self, depot: Depot, sign_in: SignIn) -> None:
        fields = {
            "name": "x",
            "lead_time_days": "1",
            "lead_time_spread_days": "1",
            "payment_terms_days": "30",
            "is_active": "on",
            "settles_on_receipt": "on",
            "bank_account": "0123456789",
            "early_discount_percent": "2,5",
            "early_discount_days": "10",
        }
        send(sign_in(depot, "putri"), "/suppliers/S01/edit/", fields)
        assert not Supplier.objects.get(code="S01").settles_on_receipt
        assert Supplier.objects.get(code="S01").bank_account == ""
        send(sign_in(depot, "fajar"), "/suppliers/S01/edit/", fields)
        assert Supplier.objects.get(code="S01").settles_on_receipt
        assert "0123456789" in text_of(sign_in(depot, "agus").get("/suppliers/S01/"))
        assert "2,5" in text_of(sign_in(depot, "agus").get("/suppliers/S01/"))
        assert "0123456789" not in text_of(sign_in(depot, "wati").get("/suppliers/S01/"))

    def test_are_the_staffs_of_the_center(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        depot.suppliers["S01"].code = "S77"
        depot.suppliers["S01"].save()
        assert sign_in(depot, "sari").get("/suppliers/").status_code == 403
        assert sign_in(stranger, "sinta").get("/suppliers/S77/").status_code == 404
        assert sign_in(depot, "wati").get("/suppliers/S77/edit/").status_code == 403
