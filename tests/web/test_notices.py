"""The pages and routes of what a person was told, and the bell that counts it."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils.translation import get_language

from materialcenter.models import Delivery, Notice
from tests.cast import NOW, Depot
from tests.told import given_up, told

SignIn = Callable[[Depot, str], Client]
ONCE = {"once": "a"}


def bell(client: Client) -> str:
    """Return what the bell shows, "" for nothing."""
    page = client.get("/account/logout/").content.decode()
    _before, found, after = page.partition('<span class="bell-count">')
    return after.partition("<")[0] if found else ""


class TestBell:
    def test_counts_the_unread_of_the_center_without_a_statement_of_its_own(
        self, depot: Depot, stranger: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(depot, "sari")
        assert bell(client) == ""
        told(depot, "sari", "rudi")
        told(depot, "sari", key="2")
        told(stranger, "sari")
        with django_assert_num_queries(5):  # session, user, memberships, workshops, centers
            assert bell(client) == "2"
        client.post("/notices/read/", ONCE)
        assert bell(client) == ""

    def test_counts_no_further_than_it_shows(self, depot: Depot, sign_in: SignIn) -> None:
        (one,) = told(depot, "sari")
        rows = [
            Notice(
                center=depot.center,
                user=depot.users["sari"],
                kind=one.kind,
                key=f"n{number}",
                texts=one.texts,
                path="/",
                created_at=NOW,
            )
            for number in range(99)
        ]
        Notice.objects.bulk_create(rows[:98])
        client = sign_in(depot, "sari")
        assert bell(client) == "99"
        Notice.objects.bulk_create(rows[98:])
        assert bell(client) == "99+"


class TestNoticesPage:
    def test_shows_what_is_unread_and_on_request_all(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(depot, "sari")
        assert "Tidak ada yang belum dibaca" in client.get("/notices/").content.decode()
        assert "Belum ada" in client.get("/notices/?state=all").content.decode()
        for key in ("satu", "dua", "tiga"):
            told(depot, "sari", key=key)
        notice = Notice.objects.get(key="satu")
        answer = client.post(f"/notices/{notice.pk}/read/", ONCE)
        assert (answer.status_code, answer["Location"]) == (302, "/notices/")
        with django_assert_num_queries(7):  # the shell's five, the list, what failed
            page = client.get("/notices/").content.decode()
        assert "Kabar dua" in page
        assert "Kabar satu" not in page
        with django_assert_num_queries(7):
            assert "Kabar satu" in client.get("/notices/?state=all").content.decode()

    def test_opens_what_it_is_about_and_marks_it(self, depot: Depot, sign_in: SignIn) -> None:
        (notice,) = told(depot, "sari", path="/orders/")
        client = sign_in(depot, "sari")
        assert client.get(f"/notices/{notice.pk}/open/").status_code == 405
        answer = client.post(f"/notices/{notice.pk}/open/", ONCE)
        assert (answer.status_code, answer["Location"]) == (302, "/orders/")
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_speaks_the_persons_language_of_now(self, depot: Depot, sign_in: SignIn) -> None:
        told(depot, "sari", said=lambda: (f"In {get_language()}", ""))
        client = sign_in(depot, "sari")
        assert "In id" in client.get("/notices/").content.decode()
        client.post("/language/", {"language": "en"})
        assert "In en" in client.get("/notices/").content.decode()


class TestFailedDeliveries:
    def test_shows_why_and_tries_again(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(depot, "sari")
        assert "Semuanya terkirim" in client.get("/notices/failed/").content.decode()
        failed = [given_up(depot, "sari", key=key) for key in ("satu", "dua")]
        assert "/notices/failed/" in client.get("/notices/").content.decode()
        with django_assert_num_queries(6):
            page = client.get("/notices/failed/").content.decode()
        assert "Kabar satu" in page
        assert "Kotak suratnya penuh" in page
        assert "550 mailbox full" in page
        for _again in range(2):
            answer = client.post(f"/notices/failed/{failed[0].pk}/retry/", ONCE)
            assert (answer.status_code, answer["Location"]) == (302, "/notices/failed/")
        assert Delivery.objects.failed().count() == 1


class TestNoticesApi:
    def test_lists_reads_and_tries_again(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(depot, "sari")
        failed = given_up(depot, "sari", key="gagal")
        told(depot, "sari", key="dua", path="/pools/")
        with django_assert_num_queries(5):
            rows = client.get("/api/v1/notices").json()["items"]
        assert rows[0] | {"id": 0, "created_at": ""} == {
            "id": 0,
            "kind": "telling.given_up",
            "subject": "Kabar dua",
            "text": "Isi kabar.",
            "path": "/pools/",
            "created_at": "",
            "read_at": None,
        }
        (row,) = client.get("/api/v1/notices/failed").json()["items"]
        assert (row["id"], row["error"], row["channel_id"]) == (failed.pk, "550 mailbox full", None)
        assert row["reason"].startswith("Kotak suratnya penuh")
        assert self.post(client, "/read", {"ids": [rows[0]["id"]]}) == {"read": 1}
        left = client.get("/api/v1/notices?state=unread").json()["items"]
        assert len(left) == len(rows) - 1
        assert self.post(client, "/read", {}) == {"read": len(left)}
        tried = self.post(client, f"/failed/{failed.pk}/retry", None)
        assert (tried["tries"], tried["gave_up_at"]) == (0, None)
        answer = client.post(
            f"/api/v1/notices/failed/{failed.pk}/retry", headers={"Idempotency-Key": "other"}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "delivery_not_given_up")

    def post(self, client: Client, path: str, body: dict[str, Any] | None) -> Any:
        answer = client.post(
            f"/api/v1/notices{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": f"{path} {body}"},
        )
        assert answer.status_code == 200, answer.content
        return answer.json()
