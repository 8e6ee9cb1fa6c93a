"""The API of workshops, suppliers, people, tokens, jobs, the audit, files and "who am I"."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from materialcenter.models import (
    ApiToken,
    AuditEntry,
    Job,
    Membership,
    Role,
    Supplier,
    User,
    Workshop,
)
from tests.cast import NOW, Depot
from tests.web.pages import SignIn

pytestmark = pytest.mark.django_db


WORKSHOP = {"code": "W0009", "name": "CV Contoh", "trade": "turning"}


BUDI = {"name": "Budi", "username": "budi", "email": "budi@example.id"}


def _post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
    )


def _patch(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.patch(f"/api/v1{path}", body, content_type="application/json")


def _statements(client: Client, path: str, more: Callable[[], object]) -> tuple[int, int]:
    """Count a list's statements before and after more rows are there."""
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    more()
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200
    return len(few), len(many)


class TestMe:
    def test_tells_a_person_who_they_are(self, depot: Depot, sign_in: SignIn) -> None:
        assert sign_in(depot, "sari").get("/api/v1/me").json() == {
            "name": "Sari",
            "kind": "person",
            "center": {"code": "TGL", "name": "Material Center TGL"},
            "roles": ["buyer"],
            "workshops": [{"code": "W0001", "name": "Bengkel Contoh W0001"}],
        }

    def test_is_refused_to_the_anonymous(self, depot: Depot) -> None:
        assert Client().get("/api/v1/me").status_code == 401


class TestOpenApi:
    def test_is_shown_to_who_is_signed_in_alone(
        self, depot: Depot, sign_in: SignIn, settings: Any
    ) -> None:
        for demo in (False, True):
            settings.DEMO = demo
            assert Client().get("/api/v1/openapi.json").status_code == 401
        document = sign_in(depot, "sari").get("/api/v1/openapi.json").json()
        assert "/api/v1/workshops" in document["paths"]
        assert "/api/v1/openapi.json" not in document["paths"]


class TestWorkshops:
    def test_are_registered_once_per_key(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        first = _post(client, "/workshops", WORKSHOP, key="k1")
        again = _post(client, "/workshops", WORKSHOP, key="k1")
        assert (first.status_code, again.status_code) == (201, 201)
        assert again["Idempotent-Replayed"] == "true"
        assert first.json() == again.json()
        other = _post(client, "/workshops", {**WORKSHOP, "name": "x"}, key="k1")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")

    def test_are_another_request_in_another_center(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        Membership.objects.create(
            center=stranger.center, user=depot.users["putri"], role=Role.PURCHASER
        )
        client = sign_in(depot, "putri")
        codes = []
        for center in (depot.center.code, stranger.center.code):
            answer = client.post(
                "/api/v1/workshops",
                WORKSHOP,
                content_type="application/json",
                headers={"Idempotency-Key": "k1", "X-Center": center},
            )
            codes.append(answer.status_code)
        assert codes == [201, 409]

    def test_name_every_wrong_field(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        answer = _post(client, "/workshops", {**WORKSHOP, "trade": "x", "npwp": "1"})
        assert answer.status_code == 422
        assert {f["field"]: f["code"] for f in answer.json()["faults"]} == {
            "trade": "unknown_choice",
            "npwp": "wrong_length",
        }

    def test_refuse_fields_that_are_not_theirs(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        assert _post(client, "/workshops", {**WORKSHOP, "center": 1}).status_code == 422
        assert _patch(client, "/workshops/W0001", {"code": "W0002"}).status_code == 422
        assert not Workshop.objects.filter(code="W0009").exists()

    def test_change_only_what_is_sent(self, depot: Depot, sign_in: SignIn) -> None:
        answer = _patch(sign_in(depot, "putri"), "/workshops/W0001", {"nib": "9120001234567"})
        assert answer.json()["nib"] == "9120001234567"
        assert answer.json()["credit_limit"] == 50_000_000

    def test_leave_credit_to_finance(self, depot: Depot, sign_in: SignIn) -> None:
        body = {"credit_limit": 1_000_000}
        refused = _patch(sign_in(depot, "putri"), "/workshops/W0001", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "only_finance_sets_this")
        assert _patch(sign_in(depot, "fajar"), "/workshops/W0001", body).status_code == 200

    def test_leave_payment_terms_to_finance(self, depot: Depot, sign_in: SignIn) -> None:
        body = {"payment_terms": "prepaid"}
        refused = _patch(sign_in(depot, "putri"), "/workshops/W0001", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "only_finance_sets_this")
        done = _patch(sign_in(depot, "fajar"), "/workshops/W0001", body).json()
        assert (done["payment_terms"], done["credit_limit"]) == ("prepaid", 50_000_000)

    def test_list_by_cursor_and_search(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "wati")
        first = client.get("/api/v1/workshops?limit=1").json()
        rest = client.get(f"/api/v1/workshops?limit=1&cursor={first['next_cursor']}").json()
        assert [w["code"] for w in (*first["items"], *rest["items"])] == ["W0001", "W0002"]
        assert rest["next_cursor"] == ""
        found = client.get("/api/v1/workshops?search=w0002").json()["items"]
        assert [w["code"] for w in found] == ["W0002"]

    def test_list_in_the_same_statements_however_many(self, depot: Depot, sign_in: SignIn) -> None:
        few, many = _statements(
            sign_in(depot, "wati"),
            "/api/v1/workshops",
            lambda: Workshop.objects.bulk_create(
                Workshop(center=depot.center, code=f"X{n}", name="x", trade="press")
                for n in range(30)
            ),
        )
        assert few == many

    def test_show_a_buyer_their_own_alone(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "sari")
        listed = client.get("/api/v1/workshops").json()["items"]
        assert [w["code"] for w in listed] == ["W0001"]
        assert client.get("/api/v1/workshops/W0001").json()["buyers"][0]["username"] == "sari"
        assert client.get("/api/v1/workshops/W0002").status_code == 404
        Workshop.objects.filter(center=depot.center, code="W0001").update(code="W0777")
        assert sign_in(stranger, "sinta").get("/api/v1/workshops/W0777").status_code == 404

    @pytest.mark.parametrize("name", ["wati", "agus", "sari"])
    def test_are_kept_by_nobody_else(self, depot: Depot, sign_in: SignIn, name: str) -> None:
        client = sign_in(depot, name)
        for answer in (
            _post(client, "/workshops", WORKSHOP),
            _patch(client, "/workshops/W0001", {"name": "x"}),
            _post(client, "/workshops/W0001/buyers", BUDI),
            _post(client, "/workshops/W0001/buyers/sari/remove"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")

    def test_get_buyers_and_lose_them(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        answer = _post(client, "/workshops/W0001/buyers", BUDI, key="b1")
        assert answer.status_code == 201
        assert {b["username"] for b in answer.json()["buyers"]} == {"sari", "budi"}
        answer = _post(client, "/workshops/W0001/buyers/budi/remove")
        assert {b["username"] for b in answer.json()["buyers"]} == {"sari"}

    def test_ask_browsers_for_their_token_against_forgery(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(
            depot.users["putri"], "allauth.account.auth_backends.AuthenticationBackend"
        )
        assert _post(client, "/workshops", WORKSHOP).status_code == 403


class TestSuppliers:
    BODY = {"code": "S09", "name": "PT Baja", "lead_time_days": 14, "lead_time_spread_days": 4}

    def test_are_registered_read_and_changed(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        assert _post(client, "/suppliers", self.BODY).status_code == 201
        assert _patch(client, "/suppliers/S09", {"city": "Tegal"}).json()["city"] == "Tegal"
        assert client.get("/api/v1/suppliers/S09").json()["payment_terms_days"] == 30
        found = client.get("/api/v1/suppliers?search=tegal").json()["items"]
        assert [s["code"] for s in found] == ["S09"]

    def test_are_the_staffs(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        buyer = sign_in(depot, "sari")
        assert buyer.get("/api/v1/suppliers").status_code == 403
        assert buyer.get("/api/v1/suppliers/S01").status_code == 403
        Supplier.objects.filter(center=depot.center, code="S01").update(code="S77")
        assert sign_in(stranger, "sinta").get("/api/v1/suppliers/S77").status_code == 404
        assert _post(sign_in(depot, "wati"), "/suppliers", self.BODY).status_code == 403
        changed = _patch(sign_in(depot, "agus"), "/suppliers/S77", {"name": "x"})
        assert changed.status_code == 403

    def test_list_in_the_same_statements_however_many(self, depot: Depot, sign_in: SignIn) -> None:
        few, many = _statements(
            sign_in(depot, "wati"),
            "/api/v1/suppliers",
            lambda: Supplier.objects.bulk_create(
                Supplier(
                    center=depot.center,
                    code=f"X{n}",
                    name="x",
                    lead_time_days=1,
                    lead_time_spread_days=1,
                )
                for n in range(30)
            ),
        )
        assert few == many


class TestPeople:
    def test_are_invited_and_given_roles(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        answer = _post(client, "/people", {**BUDI, "roles": ["clerk"]}, key="p1")
        assert answer.status_code == 201
        assert answer.json()["has_password"] is False
        roles = _post(client, "/people/budi/roles", {"role": "finance"}).json()["roles"]
        assert roles == ["clerk", "finance"]
        roles = _post(client, "/people/budi/roles/clerk/revoke").json()["roles"]
        assert roles == ["finance"]
        link = _post(client, "/people/budi/sign-in-link").json()["url"]
        assert "/account/password/reset/key/" in link
        assert AuditEntry.objects.filter(action="role.revoked").count() == 1

    def test_who_lose_their_last_role_are_not_there_any_more(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "sinta")
        assert _post(client, "/people/wati/roles/clerk/revoke").json()["roles"] == []
        assert client.get("/api/v1/people/wati").status_code == 404

    def test_are_the_supervisors(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        for name in ("putri", "wati", "fajar", "sari"):
            assert sign_in(depot, name).get("/api/v1/people").status_code == 403
        auditor = sign_in(depot, "agus")
        assert auditor.get("/api/v1/people/wati").status_code == 200
        assert _post(auditor, "/people/wati/roles", {"role": "finance"}).status_code == 403
        outsider = sign_in(stranger, "sinta")
        assert outsider.get("/api/v1/people/wati").status_code == 404
        for path, body in (
            ("/people/wati/roles", {"role": "finance"}),
            ("/people/wati/roles/clerk/revoke", {}),
            ("/people/wati/sign-in-link", {}),
        ):
            assert _post(outsider, path, body).status_code == 404

    def test_list_in_the_same_statements_however_many(self, depot: Depot, sign_in: SignIn) -> None:
        def more() -> None:
            for user in User.objects.bulk_create(User(username=f"p{n}") for n in range(30)):
                user.memberships.create(center=depot.center, role="clerk")

        few, many = _statements(sign_in(depot, "sinta"), "/api/v1/people", more)
        assert few == many


class TestTokens:
    BODY = {"name": "Timbangan", "role": "clerk"}

    def test_show_their_secret_in_the_first_answer_alone(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "sinta")
        first = _post(client, "/tokens", self.BODY, key="t1").json()
        again = _post(client, "/tokens", self.BODY, key="t1")
        assert first["secret"].startswith("mc_")
        assert again.json() == {**first, "secret": ""}
        assert again["Idempotent-Replayed"] == "true"
        assert ApiToken.objects.count() == 1
        assert "secret" not in client.get("/api/v1/tokens").json()["items"][0]

    def test_act_in_their_role_until_they_are_revoked(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        made = _post(client, "/tokens", self.BODY).json()
        machine = Client(headers={"authorization": f"Bearer {made['secret']}"})
        assert machine.get("/api/v1/me").json()["kind"] == "machine"
        assert machine.get("/api/v1/workshops").status_code == 200
        assert _post(machine, "/workshops", WORKSHOP).status_code == 403
        assert _post(client, f"/tokens/{made['id']}/revoke").json()["revoked_at"]
        assert machine.get("/api/v1/me").status_code == 401

    def test_are_the_supervisors(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        made = _post(sign_in(depot, "sinta"), "/tokens", self.BODY).json()
        for name in ("putri", "wati", "fajar", "sari"):
            assert sign_in(depot, name).get("/api/v1/tokens").status_code == 403
            assert _post(sign_in(depot, name), "/tokens", self.BODY).status_code == 403
        assert _post(sign_in(depot, "agus"), "/tokens", self.BODY).status_code == 403
        outsider = sign_in(stranger, "sinta")
        assert outsider.get("/api/v1/tokens").json()["items"] == []
        assert _post(outsider, f"/tokens/{made['id']}/revoke").status_code == 404

    def test_say_what_is_wrong(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        answer = _post(client, "/tokens", {"name": "x", "role": "supervisor"}, key="t2")
        assert (answer.status_code, answer.json()["code"]) == (422, "role_not_for_machines")
        assert _post(client, "/tokens", self.BODY, key="t2").status_code == 201


class TestJobs:
    def _job(self, depot: Depot, **fields: object) -> Job:
        return Job.objects.create(center=depot.center, task="x", due_at=timezone.now(), **fields)

    def test_tell_how_far_they_are(self, depot: Depot, sign_in: SignIn) -> None:
        job = self._job(depot, done=5, total=10)
        answer = sign_in(depot, "wati").get(f"/api/v1/jobs/{job.pk}").json()
        assert (answer["done"], answer["total"], answer["finished_at"]) == (5, 10, None)

    def test_list_by_state_and_try_again(self, depot: Depot, sign_in: SignIn) -> None:
        self._job(depot)
        failed = self._job(depot, failed_at=timezone.now(), error="x")
        client = sign_in(depot, "sinta")
        found = client.get("/api/v1/jobs?state=failed").json()["items"]
        assert [job["id"] for job in found] == [failed.pk]
        assert client.get("/api/v1/jobs?state=odd").status_code == 422
        assert _post(client, f"/jobs/{failed.pk}/retry").json()["failed_at"] is None
        assert _post(client, f"/jobs/{failed.pk}/retry").status_code == 409

    def test_are_the_centers(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        job = self._job(depot, failed_at=timezone.now())
        assert sign_in(depot, "sari").get(f"/api/v1/jobs/{job.pk}").status_code == 403
        outsider = sign_in(stranger, "sinta")
        assert outsider.get(f"/api/v1/jobs/{job.pk}").status_code == 404
        assert _post(outsider, f"/jobs/{job.pk}/retry").status_code == 404
        assert _post(sign_in(depot, "wati"), f"/jobs/{job.pk}/retry").status_code == 403
        assert sign_in(depot, "wati").get("/api/v1/jobs").status_code == 403


class TestAudit:
    def test_lists_what_was_done(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        _post(client, "/people/wati/roles", {"role": "finance"})
        found = client.get("/api/v1/audit?action=role.").json()["items"]
        assert [(e["by"], e["action"], e["data"]) for e in found] == [
            ("sinta", "role.granted", {"role": "finance"})
        ]
        assert sign_in(stranger, "sinta").get("/api/v1/audit").json()["items"] == []
        assert sign_in(depot, "wati").get("/api/v1/audit").status_code == 403

    def test_lists_in_the_same_statements_however_many(self, depot: Depot, sign_in: SignIn) -> None:
        few, many = _statements(
            sign_in(depot, "agus"),
            "/api/v1/audit",
            lambda: AuditEntry.objects.bulk_create(
                AuditEntry(center=depot.center, at=NOW, action="x", user=depot.users["wati"])
                for _ in range(30)
            ),
        )
        assert few == many
