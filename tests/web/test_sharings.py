"""How a delivery was shared, as members and staff read it on pages, on paper and through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from orders.models import Pool
from orders.reports.pools.sharing import own_shares, sharing_view
from orders.services.printing_sharings import sharing_pdf
from tests.cast import Depot
from tests.orders.calling import get
from tests.orders.sharing_world import (
    SCRAP,
    SHEET,
    add_workshops,
    bought,
    close,
    deliver,
    share,
    take,
)

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
WISHES = {"W0003": 2, "W0002": 5, "W0004": 8, "W0001": 12, "W0005": 3}


def a_pool(depot: Depot, came: int = 24, **least: int) -> Pool:
    """Share so many of 30 sheets of which sari asked 12 and rudi 5; still arriving."""
    add_workshops(depot, "W0003", "W0004", "W0005")
    pool, order = bought(depot, {code: (n, least.get(code, 1), n) for code, n in WISHES.items()})
    deliver(depot, order, came, "H1")
    share(depot, pool)
    return pool


def page(client: Client, pool: Pool, more: str = "") -> str:
    client.cookies["django_language"] = "en"
    answer = client.get(f"/pools/{pool.number}/{more}")
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestTheMembersPage:
    def test_reckons_the_own_share_and_names_nobody_else(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = a_pool(depot)
        take(depot, pool, "W0001", 4)
        found = page(sign_in(depot, "sari"), pool, f"sharings/{SHEET}/")
        assert "You asked 12 of 30; 24 came." in found
        assert "12/30 of 24 is 9.6; you get 10." in found
        assert "Divide each claim by 1.25 and round" in found
        assert "<dt>Picked up of it</dt><dd>4</dd>" in found
        assert not any(code in found for code in ("W0002", "W0003", "W0004", "W0005"))
        assert found.count('<td data-label="Members"') == 5
        assert "More is still to come" in page(sign_in(depot, "sari"), pool, "sharings/")
        assert "How it was shared, and why" in page(sign_in(depot, "sari"), pool)

    def test_tells_how_to_check_where_proportion_alone_does_not(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = a_pool(depot, came=20)
        found = page(sign_in(depot, "sari"), pool, f"sharings/{SHEET}/")
        assert "12/30 of 20 is 8; you get 8." in found
        assert "everybody&#x27;s claim is divided by 1.43. Yours gives 8.39." in found

    def test_says_that_less_came_than_the_least_and_what_follows(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = a_pool(depot, came=20, W0001=12)
        found = page(sign_in(depot, "sari"), pool, f"sharings/{SHEET}/")
        assert "Your share would have been 8, less than the 12 that you accept." in found
        assert "When more comes, everything is shared anew." in found
        assert "less arrived so far than the least" in page(sign_in(depot, "sari"), pool)
        rudi = page(sign_in(depot, "rudi"), pool, f"sharings/{SHEET}/")
        assert "1 member would have got less than it accepts" in rudi

    def test_shows_a_stranger_to_the_material_no_member(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, order = bought(depot, {"W0002": (15, 1, 15)})
        deliver(depot, order, 5, "H1")
        share(depot, pool)
        found = page(sign_in(depot, "sari"), pool, f"sharings/{SHEET}/")
        assert "Divide each claim" in found or "enough for everybody" in found
        assert "What everybody asked" not in found

    def test_weighs_what_has_no_pieces(self, depot: Depot, sign_in: SignIn) -> None:
        pool, order = bought(
            depot, {"W0001": (1000, 1, 1000), "W0002": (500, 1, 500)}, material=SCRAP
        )
        deliver(depot, order, 700, "H1")
        share(depot, pool)
        found = page(sign_in(depot, "sari"), pool, f"sharings/{SCRAP}/")
        assert "1,000 kg/1,500 kg of 700 kg is 466.66667 kg; you get 466.667 kg." in found


class TestTheStaffsPage:
    def test_names_everybody_and_leads_through_the_rounds(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        add_workshops(depot, "W0003")
        pool, order = bought(depot, {"W0001": (10, 1, 10), "W0003": (5, 1, 5)})
        putri = sign_in(depot, "putri")
        assert "Nothing is shared out yet" in page(putri, pool, "sharings/")
        deliver(depot, order, 6, "H1")
        share(depot, pool)
        deliver(depot, order, 9, "H2")
        share(depot, pool)
        with CaptureQueriesContext(connection) as queries:
            found = page(putri, pool, f"sharings/{SHEET}/")
        assert len(queries) <= 12
        assert "Bengkel Contoh W0003" in found
        assert "There was enough for everybody." in found
        first = page(putri, pool, f"sharings/{SHEET}/?round=1")
        assert "10/15" not in first
        assert "Divide each claim by 2.5" in first
        assert putri.get(f"/pools/{pool.number}/sharings/{SHEET}/?round=3").status_code == 404
        assert putri.get(f"/pools/{pool.number}/sharings/{SHEET}/?round=x").status_code == 404
        assert page(putri, pool, "shares/").count("<tr>") == 3

    def test_lists_with_as_many_statements_however_many_members(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool, client = a_pool(depot), sign_in(depot, "agus")
        page(client, pool, "sharings/")
        for more, most in (("sharings/", 10), (f"sharings/{SHEET}/", 12), ("shares/", 11)):
            with CaptureQueriesContext(connection) as queries:
                page(client, pool, more)
            assert len(queries) <= most, more


class TestThePaper:
    @pytest.mark.parametrize("language", ["en", "id"])
    @pytest.mark.parametrize("name", ["sari", "putri"])
    def test_is_written_for_members_and_staff(self, depot: Depot, language: str, name: str) -> None:
        pool = a_pool(depot, W0001=12)
        with translation.override(language):
            view = sharing_view(pool, material=SHEET, person=depot.person(name))
            paper = sharing_pdf(view, by=depot.person(name))
        assert paper.startswith(b"%PDF")
        assert own_shares(pool, depot.person("putri")) == []

    def test_is_given_out_as_a_file(self, depot: Depot, sign_in: SignIn) -> None:
        pool = a_pool(depot)
        answer = sign_in(depot, "sari").get(f"/pools/{pool.number}/sharings/{SHEET}/document/")
        assert answer["Content-Type"] == "application/pdf"
        assert "attachment" in answer["Content-Disposition"]


class TestTheRoutes:
    def test_tell_a_member_its_numbers_and_the_others_without_names(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = a_pool(depot)
        sari = sign_in(depot, "sari")
        (line,) = get(sari, f"/pools/{pool.number}/sharings").json()["items"]
        assert (line["material"], line["round"], float(line["came"])) == (SHEET, 1, 24)
        found: dict[str, Any] = get(sari, f"/pools/{pool.number}/sharings/{SHEET}").json()
        (own,) = found["members"]
        assert (own["workshop"], float(own["share"]), own["reason"]) == ("W0001", 10, "nearest")
        assert found["firm"]["divisor_numerator"] / found["firm"]["divisor_denominator"] == 1.25
        assert sum(float(row["share"]) * row["members"] for row in found["others"]) == 24
        assert "W0002" not in str(found)
        assert get(sari, f"/pools/{pool.number}/sharings/NONE").status_code == 404
        assert get(sari, f"/pools/{pool.number}/sharings/{SHEET}?round_no=2").status_code == 404

    def test_tell_staff_everybody(self, depot: Depot, sign_in: SignIn) -> None:
        pool = a_pool(depot)
        found = get(sign_in(depot, "putri"), f"/pools/{pool.number}/sharings/{SHEET}").json()
        assert {row["workshop"]: float(row["share"]) for row in found["members"]} == {
            "W0003": 2, "W0002": 4, "W0004": 6, "W0001": 10, "W0005": 2,
        }  # fmt: skip
        assert found["is_last"] is False

    def test_list_the_newest_round_alone(self, depot: Depot, sign_in: SignIn) -> None:
        pool, order = bought(depot, {"W0001": (10, 1, 10), "W0002": (5, 1, 5)})
        for n, came in enumerate((6, 3)):
            deliver(depot, order, came, f"H{n}")
            share(depot, pool)
        close(depot, order)
        client = sign_in(depot, "putri")
        shown = get(client, f"/pools/{pool.number}/shares").json()["items"]
        assert sorted((x["workshop"], x["pieces"]) for x in shown) == [("W0001", 6), ("W0002", 3)]
