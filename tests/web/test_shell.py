"""The shell around every page: navigation, sign-in, language, center, refusals, health."""

from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from config.navigation import GROUPS, MAIN
from materialcenter.models import AuditEntry, Membership, Role
from tests.cast import PASSWORD, Depot
from tests.orders.purchases import draft

SignIn = Callable[[Depot, str], Client]
STAFF = ("wati", "putri", "fajar", "sinta", "agus")


def links(page: str) -> set[str]:
    """Return the names of the navigation's items that a page shows."""
    found = set()
    for group in GROUPS:
        for item in group.items:
            if f'<a href="{reverse(item.name)}"' in page:
                found.add(item.name)
    return found


class TestNavigation:
    @pytest.mark.parametrize("name", [*STAFF, "sari"])
    def test_shows_a_person_what_their_role_may_see(
        self, depot: Depot, sign_in: SignIn, name: str
    ) -> None:
        role = Membership.objects.get(user=depot.users[name]).role
        may = set()
        for group in GROUPS:
            may |= {item.name for item in group.items if role in item.roles}
        shown = links(sign_in(depot, name).get("/").content.decode())
        assert shown == may

    def test_leads_everywhere_and_only_where_the_role_is_let_in(self) -> None:
        for group in GROUPS:
            for item in group.items:
                page = resolve(reverse(item.name)).func
                assert item.roles == page.allowed_roles, item.name  # type: ignore[attr-defined]

    def test_gives_every_role_four_items_under_the_thumb(self) -> None:
        roles = {item.name: item.roles for group in GROUPS for item in group.items}
        for role in Role.values:
            assert len(MAIN[role]) == 4
            assert all(role in roles[name] for name in MAIN[role])

    def test_marks_where_the_person_is(self, depot: Depot, sign_in: SignIn) -> None:
        page = sign_in(depot, "sari").get("/pools/").content.decode()
        assert '<a href="/pools/" aria-current="page">' in page
        assert '<a href="/" aria-current="page">' not in page

    def test_costs_one_statement_more_than_the_guard(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(depot, "wati")
        with django_assert_num_queries(4):  # session, user, memberships, centers
            client.get("/account/logout/")


class TestSignIn:
    def test_is_where_a_stranger_is_sent(self, client: Client, db: None) -> None:
        answer = client.get("/pools/?cursor=7")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/account/login/?next=/pools/%3Fcursor%3D7"

    @pytest.mark.parametrize("login", ["wati", "wati.tgl@example.id"])
    def test_takes_name_or_email(self, client: Client, depot: Depot, login: str) -> None:
        answer = client.post("/account/login/", {"login": login, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert client.get("/").status_code == 200

    def test_refuses_a_wrong_password_without_saying_which_was_wrong(
        self, client: Client, depot: Depot
    ) -> None:
        said = [
            client.post("/account/login/", {"login": login, "password": "salah-semua"})
            for login in ("wati", "nobody")
        ]
        assert [answer.status_code for answer in said] == [200, 200]
        assert said[0].context["form"].non_field_errors() == (
            said[1].context["form"].non_field_errors()
        )

    def test_stops_somebody_who_guesses(self, client: Client, depot: Depot) -> None:
        for _try in range(10):
            client.post("/account/login/", {"login": "wati", "password": "salah-semua"})
        client.post("/account/login/", {"login": "wati", "password": PASSWORD})
        assert client.get("/").status_code == 302

    def test_is_not_for_signing_up(self, client: Client, depot: Depot) -> None:
        before = len(depot.users)
        answer = client.post(
            "/account/signup/",
            {"username": "baru", "password1": "panjang-sekali-1", "password2": "panjang-sekali-1"},
        )
        assert "_auth_user_id" not in client.session
        assert type(depot.users["wati"]).objects.count() == before
        assert answer.status_code == 200

    def test_shows_the_demo_sign_ins_in_the_demo_alone(
        self, client: Client, db: None, settings: Any
    ) -> None:
        settings.DEMO = False
        page = client.get("/account/login/").content.decode()
        assert settings.DEMO_PASSWORD not in page
        settings.DEMO = True
        page = client.get("/account/login/").content.decode()
        assert settings.DEMO_PASSWORD in page
        for row in settings.DEMO_SIGN_INS:
            assert f'name="login" value="{row["username"]}"' in page

    def test_to_the_set_up_is_the_same_one(self, client: Client, depot: Depot) -> None:
        answer = client.get("/admin/", follow=True)
        assert answer.redirect_chain[-1][0].startswith("/account/login/?next=")

    def test_out_takes_a_post(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "wati")
        client.get("/account/logout/")
        assert client.get("/").status_code == 200
        client.post("/account/logout/")
        assert client.get("/").status_code == 302

    @pytest.mark.parametrize(
        "path",
        [
            "login/",
            "logout/",
            "inactive/",
            "signup/",
            "reauthenticate/",
            "email/",
            "confirm-email/",
            "password/change/",
            "password/reset/",
            "password/reset/done/",
            "password/reset/key/done/",
            "password/reset/key/1-x-y/",
            "2fa/",
            "2fa/totp/activate/",
        ],
    )
    def test_pages_are_in_the_shell(self, depot: Depot, sign_in: SignIn, path: str) -> None:
        for client in (sign_in(depot, "wati"), Client()):
            answer = client.get(f"/account/{path}", follow=True)
            page = answer.content.decode()
            assert answer.status_code == 200
            assert 'class="topbar"' in page
            assert "Menu:" not in page


class TestLanguage:
    def test_is_indonesian_first(self, client: Client, db: None) -> None:
        answer = client.get("/account/login/", headers={"Accept-Language": "en"})
        assert '<html lang="id">' in answer.content.decode()

    def test_is_remembered_in_the_browser_and_with_the_person(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "wati")
        answer = client.post("/language/", {"language": "en", "next": "/pools/"})
        assert answer.headers["Location"] == "/pools/"
        assert '<html lang="en">' in client.get("/").content.decode()
        depot.users["wati"].refresh_from_db()
        assert depot.users["wati"].language == "en"
        assert AuditEntry.objects.filter(action="user.language_chosen").count() == 1

    def test_follows_the_person_to_another_browser(self, depot: Depot, sign_in: SignIn) -> None:
        depot.users["wati"].language = "en"
        depot.users["wati"].save()
        assert '<html lang="en">' in sign_in(depot, "wati").get("/").content.decode()

    def test_can_be_chosen_before_signing_in(self, client: Client, db: None) -> None:
        client.post("/language/", {"language": "en", "next": "/account/login/"})
        assert '<html lang="en">' in client.get("/account/login/").content.decode()

    def test_never_leads_to_another_site(self, client: Client, db: None) -> None:
        answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
        assert answer.headers["Location"] == "/"

    def test_that_the_site_does_not_speak_is_refused(self, client: Client, db: None) -> None:
        answer = client.post("/language/", {"language": "xx"})
        assert answer.status_code == 422
        assert "django_language" not in answer.cookies


class TestCenter:
    def test_can_be_changed_by_somebody_of_several(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        Membership.objects.create(
            center=stranger.center, user=depot.users["wati"], role=Role.AUDITOR
        )
        client = sign_in(depot, "wati")
        assert "brand-center" in client.get("/").content.decode()
        client.post("/center/", {"center": str(stranger.center.pk)})
        page = client.get("/").content.decode()
        assert f'<span class="brand-center">{stranger.center.name}</span>' in page
        assert client.get("/").context["person"].roles == {Role.AUDITOR}

    def test_of_others_is_not_there(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "wati")
        for wrong in (str(stranger.center.pk), "", "x", "9" * 30):
            assert client.post("/center/", {"center": wrong}).status_code == 404
        assert client.get("/").status_code == 200

    def test_that_was_lost_can_be_left(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        there = Membership.objects.create(
            center=stranger.center, user=depot.users["wati"], role=Role.CLERK
        )
        client = sign_in(depot, "wati")
        client.post("/center/", {"center": str(stranger.center.pk)})
        there.delete()
        page = client.get("/")
        assert page.status_code == 404
        assert 'action="/center/"' in page.content.decode()
        client.post("/center/", {"center": str(depot.center.pk)})
        assert client.get("/").status_code == 200

    def test_none_is_a_kind_page(self, depot: Depot, sign_in: SignIn) -> None:
        Membership.objects.filter(user=depot.users["wati"]).delete()
        page = sign_in(depot, "wati").get("/")
        assert page.status_code == 404
        assert 'action="/account/logout/"' in page.content.decode()


class TestRefusals:
    def test_refuses_a_length_in_other_digits(self, depot: Depot) -> None:
        answer = Client().post("/accounts/login/", CONTENT_LENGTH="\u00b2")
        assert answer.status_code in {400, 413}

    def test_are_pages_with_their_status(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sari")
        assert client.get("/pools/new/").status_code == 403
        assert client.get("/pools/PB-0000/").status_code == 404
        for path in ("/pools/new/", "/pools/PB-0000/", "/nothing/"):
            assert 'class="topbar"' in client.get(path).content.decode()

    def test_come_without_the_shell_to_htmx(self, depot: Depot, sign_in: SignIn) -> None:
        answer = sign_in(depot, "sari").get("/pools/PB-0000/", headers={"HX-Request": "true"})
        assert answer.status_code == 404
        assert "<html" not in answer.content.decode()

    def test_stand_where_only_forms_are_taken(self, depot: Depot, sign_in: SignIn) -> None:
        answer = sign_in(depot, "putri").get("/center/")
        assert answer.status_code == 405
        assert 'class="topbar"' in answer.content.decode()

    def test_of_a_form_without_its_token_say_what_to_do(self, depot: Depot) -> None:
        client = Client(enforce_csrf_checks=True)
        answer = client.post("/account/login/", {"login": "wati", "password": PASSWORD})
        assert answer.status_code == 403
        assert 'class="topbar"' in answer.content.decode()

    def test_that_nobody_expected_are_our_page(self, depot: Depot, monkeypatch: Any) -> None:
        monkeypatch.setattr("config.home.day_of", lambda *_a, **_k: 1 / 0)
        client = Client(raise_request_exception=False)
        client.force_login(depot.users["wati"], django_settings.AUTHENTICATION_BACKENDS[0])
        answer = client.get("/")
        assert answer.status_code == 500
        assert "materialcenter/built/app.css" in answer.content.decode()


class TestHealth:
    def test_says_that_the_process_answers(self, client: Client) -> None:
        assert client.get("/healthz/").content == b"ok\n"

    def test_says_what_is_ready(self, client: Client, db: None) -> None:
        answer = client.get("/readyz/")
        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True,
            "database": True,
            "migrated": True,
            "valkey": True,
            "beat_age_s": None,
        }

    def test_is_not_ready_without_valkey(self, client: Client, db: None, monkeypatch: Any) -> None:
        def away(_url: str) -> None:
            raise redis.ConnectionError

        monkeypatch.setattr("materialcenter.views.health.pulse_age_s", away)
        answer = client.get("/readyz/")
        assert answer.status_code == 503
        assert answer.json()["valkey"] is False

    def test_asks_no_sign_in_and_no_https(self, client: Client, db: None, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        assert client.get("/healthz/").status_code == 200
        assert client.get("/readyz/").status_code == 200
        assert client.get("/").status_code == 301


class TestHome:
    @pytest.mark.parametrize("name", [*STAFF, "sari"])
    def test_is_there_for_every_role(self, depot: Depot, sign_in: SignIn, name: str) -> None:
        answer = sign_in(depot, name).get("/")
        assert answer.status_code == 200
        assert answer.content.decode().count("<h1>") == 1

    def test_shows_parts_that_two_roles_share_once(self, depot: Depot, sign_in: SignIn) -> None:
        for role in (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR):
            Membership.objects.create(center=depot.center, user=depot.users["wati"], role=role)
        day = sign_in(depot, "wati").get("/").context["day"]
        titles = [block.title for block in day.blocks]
        assert len(titles) == len(set(titles))

    @pytest.mark.parametrize("name", ["sinta", "putri"])
    def test_asks_as_much_for_four_rows_as_for_one(
        self, depot: Depot, sign_in: SignIn, name: str
    ) -> None:
        client = sign_in(depot, name)
        draft(depot)
        client.get("/")
        with CaptureQueriesContext(connection) as one:
            client.get("/")
        for _more in range(3):
            draft(depot)
        with CaptureQueriesContext(connection) as four:
            page = client.get("/").content.decode()
        assert page.count("/purchase-orders/PO-TGL-") == 4
        assert len(four) == len(one)
