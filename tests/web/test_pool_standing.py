"""A pool's page that looks again, its boxes, and what it says to who committed."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from materialcenter.formats import duration
from orders.models import Pool
from orders.reports.pools import current, keeping
from orders.services.committing import commit
from orders.services.opening import set_appetite
from orders.services.standing import watch_pools
from tests.cast import NOW, Depot
from tests.orders.pool_world import both_commit, make_offer, open_a_pool, open_another, wish
from tests.web.pages import SignIn, send, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _patient_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a worker saw count for longer than the slowest machine takes for a test."""
    monkeypatch.setattr(keeping, "WATCHED_S", 600)


BAR, SHEET = "S45C-D25", "SPHC-2-4X8"
HTMX = {"HX-Request": "true"}


def _live_pool(depot: Depot, *materials: str, deposit_percent: int = 0) -> Pool:
    pool = open_a_pool(depot, *materials, deposit_percent=deposit_percent)
    pool.deadline_at = timezone.now() + timedelta(days=3)
    pool.save()
    return pool


def _look(client: Client, page: Any) -> Any:
    """Look again as the page would that is shown."""
    found = re.search(r'hx-get="([^"]*)"', text_of(page))
    assert found is not None
    return client.get(unescape(found[1]), headers=HTMX)


class TestLookingAgain:
    def test_is_answered_with_nothing_while_nothing_changed(
        self, depot: Depot, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool = _live_pool(depot, SHEET, BAR)
        both_commit(depot, pool)
        watch_pools(at=timezone.now())
        monkeypatch.setattr(current, "work_out", None)  # whoever needed it would fail
        sari = sign_in(depot, "sari")
        page = sari.get(f"/pools/{pool.number}/")
        counts = set()
        for _watcher in range(20):
            with CaptureQueriesContext(connection) as asked:
                answer = _look(sari, page)
            assert (answer.status_code, answer.content) == (204, b"")
            counts.add(len(asked))
        assert counts == {5}  # session, user, roles, workshops, pool

    def test_brings_the_parts_that_changed_and_says_what(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot, SHEET, BAR)
        both_commit(depot, pool)
        sari = sign_in(depot, "sari")
        page = sari.get(f"/pools/{pool.number}/")
        more = wish(depot, "W0002", 40)
        commit(pool_id=pool.pk, wish=more, by=depot.person("rudi"), at=timezone.now())
        with translation.override("id"):
            answer = _look(sari, page)
        text = text_of(answer)
        assert answer.status_code == 200
        assert "<html" not in text
        assert (
            text.count("hx-swap-oob") == 5
        )  # what looks, the summary, one price, its totals, sentences
        assert "Rp10.350" in text
        assert "Rp209.965" in text
        assert "W0002" not in text
        assert _look(sari, answer).status_code == 204

    def test_ends_when_the_pool_closes(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        sari = sign_in(depot, "sari")
        page = sari.get(f"/pools/{pool.number}/")
        Pool.objects.update(deadline_at=timezone.now())
        answer = _look(sari, page)
        assert answer.status_code == 200
        assert "hx-get" not in text_of(answer)
        assert "hx-get" not in text_of(sari.get(f"/pools/{pool.number}/"))

    def test_leads_to_the_page_when_opened_by_itself(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        answer = sign_in(depot, "sari").get(f"/pools/{pool.number}/standing/")
        assert (answer.status_code, answer["Location"]) == (302, f"/pools/{pool.number}/")

    def test_finds_nothing_in_another_center(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        client = sign_in(stranger, "sari")
        assert client.get(f"/pools/{pool.number}/standing/", headers=HTMX).status_code == 404


class TestBuyersPage:
    def test_takes_as_many_statements_for_many_materials_as_for_one(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        sari, putri = sign_in(depot, "sari"), depot.person("putri")
        pool = _live_pool(depot)
        both_commit(depot, pool)
        counts: list[int] = []
        for _n in range(2):
            watch_pools(at=timezone.now())
            with CaptureQueriesContext(connection) as asked:
                assert sari.get(f"/pools/{pool.number}/").status_code == 200
            counts.append(len(asked))
            for code in (BAR, "SCRAP-HMS1") if len(counts) == 1 else ():
                make_offer(depot, "S01", code, {0: 12000})
                set_appetite(pool_id=pool.pk, material=code, quantity=0, by=putri, at=NOW)
                both = wish(depot, material=code)
                commit(pool_id=pool.pk, wish=both, by=depot.person("sari"), at=NOW)
        assert counts[0] == counts[1] <= 25

    def test_says_to_who_committed_what_that_did(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot)
        rudi = wish(depot, "W0002", 40)
        commit(pool_id=pool.pk, wish=rudi, by=depot.person("rudi"), at=NOW)
        sari = sign_in(depot, "sari")
        sari.cookies["django_language"] = "en"
        said = []
        for fields in (
            {"quantity": "5"},
            {"quantity": "5", "withdraw": "1"},
        ):
            address = f"/pools/{pool.number}/commit/{SHEET}/"
            answer = send(sari, address, {"workshop": "W0001", **fields})
            assert answer.status_code == 302, text_of(answer)
            found = re.search(r"message-success\">(.*?)</p>", text_of(sari.get(answer["Location"])))
            assert found is not None
            said.append(found[1])
        assert said[0] == (
            "You are in with 5 sheets. Price now Rp10,350/kg, Rp450 less than before;"
            " you save Rp513,249."
        )
        assert said[-1] == (
            "Your commitment is withdrawn. Price now Rp10,800/kg, Rp450 more than before."
        )

    def test_shows_the_deposit_that_is_needed(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _live_pool(depot, deposit_percent=20)
        both_commit(depot, pool)
        Pool.objects.update(deposit_rule=Pool.DepositRule.ALWAYS)
        assert "notice-warn" in text_of(sign_in(depot, "sari").get(f"/pools/{pool.number}/"))


class TestListOfPools:
    def test_shows_the_nearest_price_the_time_left_and_ones_saving(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = _live_pool(depot)
        both_commit(depot, pool)
        text = text_of(sign_in(depot, "sari").get("/pools/"))
        assert "2 hari 23 jam" in text
        for shown in ("Rp10.800", "Rp10.350", "1.353,111 kg", "Rp816.533"):
            assert shown in text

    def test_takes_as_many_statements_for_many_pools_as_for_one(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        counts: list[int] = []
        for _n in range(2):
            pool = _live_pool(depot) if not counts else open_another(Pool.objects.get())
            both_commit(depot, pool)
            watch_pools(at=timezone.now())
            with CaptureQueriesContext(connection) as asked:
                assert sari.get("/pools/").status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestDuration:
    @pytest.mark.parametrize(
        ("seconds", "indonesian", "english"),
        [
            (3 * 86400 + 4 * 3600 + 59, "3 hari 4 jam", "3 days 4 hours"),
            (86400, "1 hari 0 jam", "1 day 0 hours"),
            (3600 + 60, "1 jam 1 menit", "1 hour 1 minute"),
            (20, "20 detik", "20 seconds"),
            (0, "0 detik", "0 seconds"),
            (-5, "0 detik", "0 seconds"),
        ],
    )
    def test_is_written_by_its_two_largest_units(
        self, seconds: int, indonesian: str, english: str
    ) -> None:
        assert duration(seconds) == indonesian
        with translation.override("en"):
            assert duration(seconds) == english
