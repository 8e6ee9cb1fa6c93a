"""The page and route of what a pool came to."""

from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from orders.models import Pool, PurchaseOrder
from orders.reports.pools.spread import large_members
from tests.cast import Depot
from tests.orders.calling import SignIn, get
from tests.orders.pool_world import both_commit, open_a_pool, shared_pool

pytestmark = pytest.mark.django_db

STAFF_ONLY = ("PT Baja Contoh", "Rp816,533", "More than a quarter", "PO-TGL")


@pytest.fixture
def pool(depot: Depot) -> Pool:
    """Return a pool of 15 sheets that came three days late and is shared out."""
    made = shared_pool(depot)
    PurchaseOrder.objects.filter(pool=made).update(expected_on=date(2026, 9, 28))
    return made


class TestPage:
    def test_shows_the_staff_everything(self, depot: Depot, pool: Pool, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/pools/{pool.number}/report/")

        text = answer.content.decode()
        assert answer.status_code == 200
        for words in (*STAFF_ONLY, "Rp1,224,799", "3 days late", "<svg", "Bengkel Contoh W0001"):
            assert words in text, words
        assert len(queries) <= 22

    def test_shows_a_buyer_sums_and_its_own_wishes(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "rudi")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

        answer = client.get(f"/pools/{pool.number}/report/")

        text = answer.content.decode()
        assert "Rp1,224,799" in text
        assert "Rp408,266" in text
        assert "The whole packs left less than wanted" in text
        for words in (*STAFF_ONLY, "W0001"):
            assert words not in text, words

    @pytest.mark.parametrize(("name", "sheets"), [("putri", 8), ("rudi", 4)])
    def test_is_a_workbook_and_a_paper_too(
        self, depot: Depot, pool: Pool, sign_in: SignIn, name: str, sheets: int
    ) -> None:
        client = sign_in(depot, name)

        workbook = client.get(f"/pools/{pool.number}/report/?as=xlsx")
        paper = client.get(f"/pools/{pool.number}/report/?as=pdf")

        names = CalamineWorkbook.from_filelike(BytesIO(workbook.content)).sheet_names
        assert len(names) == sheets, names
        assert paper.content.startswith(b"%PDF")
        assert paper["Content-Disposition"] == f'attachment; filename="{pool.number}.pdf"'

    def test_has_no_other_files_or_materials(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "putri")

        assert client.get(f"/pools/{pool.number}/report/?as=csv").status_code == 404
        assert client.get(f"/pools/{pool.number}/report/?material=NONE").status_code == 404

    def test_is_refused_before_there_is_a_price(self, depot: Depot, sign_in: SignIn) -> None:
        found = open_a_pool(depot)

        assert sign_in(depot, "putri").get(f"/pools/{found.number}/report/").status_code == 409


class TestOpenPool:
    def test_points_out_to_the_purchaser_who_wants_most(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = open_a_pool(depot)
        assert large_members(pool) == ()
        both_commit(depot, pool)

        assert [(one.code, str(one.percent)) for one in large_members(pool)] == [
            ("W0001", "62.5"),
            ("W0002", "37.5"),
        ]
        shown = sign_in(depot, "putri").get(f"/pools/{pool.number}/").content.decode()
        assert "62,5 %" in shown
        hidden = sign_in(depot, "rudi").get(f"/pools/{pool.number}/").content.decode()
        assert "62,5 %" not in hidden


class TestRoute:
    def test_tells_the_staff_everything(self, depot: Depot, pool: Pool, sign_in: SignIn) -> None:
        found = get(sign_in(depot, "putri"), f"/pools/{pool.number}/report").json()

        assert found["sums"]["planned_saving"] == 1_224_799
        assert found["fill_percent"] == "93.8"
        assert found["suppliers"][0]["days_late"] == 3
        assert found["large_members"] == ["W0001", "W0002"]
        assert [
            (t["supplier"][-3:], t["price_per_kg"]) for t in found["materials"][0]["tiers"]
        ] == [
            ("S01", "11200.00"),
            ("S01", "10800.00"),
            ("S01", "10350.00"),
            ("S02", "11350.00"),
            ("S02", "10950.00"),
        ]
        (wish,) = found["workshops"][1]["wishes"]
        assert (wish["served"], wish["why"], wish["got"]) == ("partly", "few_packs", "5")

    def test_tells_a_buyer_the_own_part(self, depot: Depot, pool: Pool, sign_in: SignIn) -> None:
        found = get(sign_in(depot, "rudi"), f"/pools/{pool.number}/report").json()

        assert [one["workshop"] for one in found["workshops"]] == ["W0002"]
        assert found["sums"]["planned_saving"] == 1_224_799
        assert (found["suppliers"], found["clusters"], found["large_members"]) == ([], [], [])
        assert {tier["supplier"] for tier in found["materials"][0]["tiers"]} == {""}

    def test_gives_files_and_refuses_what_has_no_price(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "putri")

        assert get(client, f"/pools/{pool.number}/report/file?ending=xlsx").content[:2] == b"PK"
        Pool.objects.filter(pk=pool.pk).update(status=Pool.Status.CANCELLED)
        refused = get(client, f"/pools/{pool.number}/report")
        assert (refused.status_code, refused.json()["code"]) == (409, "pool_not_priced")
