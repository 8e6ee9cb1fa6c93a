"""The pages of people, tokens, jobs and the audit."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from materialcenter.models import ApiToken, AuditEntry, Job, KeptAnswer, Membership, User
from tests.cast import Depot
from tests.web.pages import SignIn, send, text_of

pytestmark = pytest.mark.django_db


class TestPeoplePages:
    def test_list_and_search(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        page = text_of(client.get("/people/"))
        assert "/people/wati/" in page
        assert "wati-bdg" not in page
        assert "/people/wati/" not in text_of(client.get("/people/?role=buyer"))
        assert "/people/sari/" in text_of(client.get("/people/?role=buyer&search=sar"))

    def test_take_the_same_statements_for_few_and_for_many(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "sinta")
        client.get("/people/")
        with CaptureQueriesContext(connection) as few:
            client.get("/people/")
        users = User.objects.bulk_create(User(username=f"p{n}") for n in range(30))
        Membership.objects.bulk_create(
            Membership(center=depot.center, user=user, role="clerk") for user in users
        )
        with CaptureQueriesContext(connection) as many:
            client.get("/people/")
        assert len(few) == len(many)

    def test_invite_somebody_and_change_roles(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        fields = {"name": "Dewi", "username": "Dewi", "email": "d@example.id", "whatsapp": ""}
        assert send(client, "/people/new/", fields).status_code == 422
        answer = send(client, "/people/new/", {**fields, "roles": ["clerk", "purchaser"]})
        assert answer["Location"] == "/people/dewi/"
        send(client, "/people/dewi/roles/", {"role": "finance"})
        send(client, "/people/dewi/roles/clerk/revoke/")
        held = Membership.objects.filter(user__username="dewi").values_list("role", flat=True)
        assert set(held) == {"purchaser", "finance"}

    def test_show_a_link_once_that_chooses_a_password(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        send(
            client,
            "/people/new/",
            {"name": "Dewi", "username": "dewi", "email": "", "whatsapp": "", "roles": ["clerk"]},
        )
        answer = client.post("/people/dewi/sign-in-link/")
        assert answer["Cache-Control"] == "no-store"
        found = re.search(
            r"http://testserver(/account/password/reset/key/[^\"<]+)", text_of(answer)
        )
        assert found is not None
        fresh = Client()
        form = fresh.get(found[1], follow=True)
        address = form.redirect_chain[-1][0]
        password = "pelat-12mm-kuat"
        fresh.post(address, {"password1": password, "password2": password})
        assert User.objects.get(username="dewi").check_password(password)
        again = Client().get(found[1], follow=True)
        assert 'name="password1"' not in text_of(again)

    def test_say_that_the_center_needs_a_supervisor(self, depot: Depot, sign_in: SignIn) -> None:
        answer = send(sign_in(depot, "sinta"), "/people/sinta/roles/supervisor/revoke/")
        assert answer.status_code == 409
        assert Membership.objects.filter(role="supervisor").exists()

    @pytest.mark.parametrize(
        ("name", "reads"),
        [("agus", 200), ("putri", 403), ("wati", 403), ("fajar", 403), ("sari", 403)],
    )
    def test_are_the_supervisors(
        self, depot: Depot, sign_in: SignIn, name: str, reads: int
    ) -> None:
        client = sign_in(depot, name)
        for address in ("/people/", "/people/wati/", "/tokens/", "/jobs/", "/audit/"):
            assert client.get(address).status_code == reads, address
        for address in ("/people/new/", "/tokens/new/"):
            assert client.get(address).status_code == 403
        for address in (
            "/people/wati/roles/",
            "/people/wati/roles/clerk/revoke/",
            "/tokens/1/revoke/",
            "/jobs/1/retry/",
        ):
            assert send(client, address, {"role": "auditor"}).status_code == 403

    def test_are_not_there_for_strangers(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(stranger, "sinta")
        assert client.get("/people/wati/").status_code == 404
        assert send(client, "/people/wati/roles/", {"role": "finance"}).status_code == 404
        assert send(client, "/people/wati/roles/clerk/revoke/").status_code == 404
        assert client.post("/people/wati/sign-in-link/").status_code == 404


class TestTokenPages:
    FIELDS = {"name": "Timbangan", "role": "clerk", "workshop": ""}

    def test_show_the_secret_once_and_keep_it_nowhere(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        fields = {**self.FIELDS, "once": "a" * 32}
        answer = client.post("/tokens/new/", fields)
        secret = answer.context["secret"]
        assert secret.startswith("mc_")
        assert answer["Cache-Control"] == "no-store"
        assert client.post("/tokens/new/", fields)["Location"] == "/tokens/"
        assert ApiToken.objects.count() == 1
        assert secret.encode() not in b"".join(
            bytes(kept.body) for kept in KeptAnswer.objects.all()
        )
        machine = Client(headers={"authorization": f"Bearer {secret}"})
        assert machine.get("/api/v1/me").json()["name"] == "Timbangan"
        assert secret[8:] not in text_of(client.get("/tokens/"))

    def test_revoke_one_at_once(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        secret = send(client, "/tokens/new/", self.FIELDS).context["secret"]
        token = ApiToken.objects.get()
        send(client, f"/tokens/{token.pk}/revoke/")
        machine = Client(headers={"authorization": f"Bearer {secret}"})
        assert machine.get("/api/v1/me").status_code == 401

    def test_ask_a_buyers_token_for_a_workshop(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        for fields in (
            {"role": "buyer"},
            {"workshop": "W0001"},
            {"role": "buyer", "workshop": "W9"},
        ):
            answer = send(client, "/tokens/new/", {**self.FIELDS, **fields})
            assert answer.status_code == 422
            assert "workshop" in answer.context["form"].errors
        assert (
            send(
                client, "/tokens/new/", {**self.FIELDS, "role": "buyer", "workshop": "w0001"}
            ).status_code
            == 200
        )


class TestJobPages:
    def _job(self, depot: Depot, **fields: object) -> Job:
        return Job.objects.create(
            center=depot.center,
            task="tests.harness.chores.do_nothing",
            due_at=timezone.now(),
            **fields,
        )

    def test_show_what_waits_and_what_failed(self, depot: Depot, sign_in: SignIn) -> None:
        self._job(depot)
        failed = self._job(depot, failed_at=timezone.now(), error="ValueError: tidak ada")
        client = sign_in(depot, "sinta")
        page = text_of(client.get("/jobs/?state=failed"))
        assert "tidak ada" in page
        assert f"/jobs/{failed.pk}/retry/" in page
        assert "tidak ada" not in text_of(client.get("/jobs/?state=waiting"))

    def test_try_again_what_gave_up(self, depot: Depot, sign_in: SignIn) -> None:
        failed = self._job(depot, failed_at=timezone.now(), attempts=8)
        client = sign_in(depot, "sinta")
        assert send(client, f"/jobs/{failed.pk}/retry/").status_code == 302
        failed.refresh_from_db()
        assert (failed.failed_at, failed.attempts) == (None, 0)
        assert send(client, f"/jobs/{failed.pk}/retry/").status_code == 409

    def test_hide_another_centers(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        failed = self._job(depot, failed_at=timezone.now())
        client = sign_in(stranger, "sinta")
        assert f"/jobs/{failed.pk}/" not in text_of(client.get("/jobs/"))
        assert send(client, f"/jobs/{failed.pk}/retry/").status_code == 404


class TestAuditPage:
    def test_says_who_did_what(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        send(client, "/people/wati/roles/", {"role": "finance"})
        page = text_of(client.get("/audit/?search=role."))
        assert "role.granted" in page
        assert "Sinta" in page
        assert "role.granted" not in text_of(client.get("/audit/?search=pool."))
        assert "role.granted" not in text_of(sign_in(stranger, "sinta").get("/audit/"))

    def test_leads_on_by_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        start = timezone.now()
        AuditEntry.objects.bulk_create(
            AuditEntry(center=depot.center, at=start + timedelta(seconds=n), action=f"act.{n}")
            for n in range(60)
        )
        client = sign_in(depot, "agus")
        first = client.get("/audit/")
        rest = text_of(client.get(f"/audit/?cursor={first.context['page'].next_cursor}"))
        assert "act.9<" in rest
        assert "act.59<" not in rest
