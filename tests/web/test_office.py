"""The office's page, its files and its target; finance's workbook."""

import io

import pypdf
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from orders.models import YearTarget
from orders.services.setting_targets import set_year_target
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, get
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.payable_world import payable

pytestmark = pytest.mark.django_db
YEAR = f"/office/{NOW.year}/"


@pytest.fixture
def agus(depot: Depot, sign_in: SignIn) -> Client:
    """Return the auditor's browser, in English, of a depot that sold four sheets."""
    receive_stock(depot, SHEET, pieces=4)
    depot.workshops["W0001"].cluster = "LIK Takaru"
    depot.workshops["W0001"].save()
    hand_over(depot, place(depot, ask(SHEET, 4)))
    client = sign_in(depot, "agus")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


class TestOfficePage:
    def test_shows_the_year_with_charts_tables_and_how_it_counts(self, agus: Client) -> None:
        page = agus.get(YEAR).content.decode()
        assert page.count("<svg") >= 4
        for words in ("LIK Takaru", "1 of 2", "Service margin", "no target is set", SHEET):
            assert words in page
        assert "Set the target" not in page

    def test_is_kind_about_a_year_without_anything(self, agus: Client) -> None:
        page = agus.get("/office/2003/").content.decode()
        assert "Nothing is known of this year" in page
        assert agus.get("/office/2003/?as=pdf").status_code == 404
        assert agus.get("/office/1000/").status_code == 404

    def test_gives_the_paper_in_indonesian_and_the_workbook_by_sheets(self, agus: Client) -> None:
        paper = agus.get(f"{YEAR}?as=pdf").content
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
        for words in ("Laporan untuk dinas perindustrian", "LIK Takaru", "Margin jasa", SHEET):
            assert words in text
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(agus.get(f"{YEAR}?as=xlsx").content))
        rows = sheets.get_sheet_by_name("By cluster").to_python()
        assert rows[1][0] == "LIK Takaru"
        assert rows[-1][8] == rows[1][8] == sheets.get_sheet_by_name("By trade").to_python()[-1][8]
        assert sheets.get_sheet_by_name("Cluster, trade, material").to_python()[1][3] == SHEET

    def test_asks_as_much_for_more(self, agus: Client, depot: Depot) -> None:
        agus.get(YEAR)
        with CaptureQueriesContext(connection) as one:
            agus.get(YEAR)
        receive_stock(depot, SHEET, pieces=4, key="more")
        hand_over(depot, place(depot, ask(SHEET, 4), by="rudi", workshop="W0002"))
        with CaptureQueriesContext(connection) as two:
            agus.get(YEAR)
        assert len(two) == len(one) < 25

    def test_gives_the_same_by_the_api(self, agus: Client) -> None:
        found = get(agus, f"/office/{NOW.year}").json()
        assert found["sums"]["served"] == 1
        assert [row["name"] for row in found["clusters"]] == ["LIK Takaru", ""]
        assert found["clusters"][0]["sums"]["turnover"] == found["sums"]["turnover"] > 0
        assert found["revenues"][-1]["turnover"] == found["sums"]["turnover"]
        assert get(agus, f"/office/{NOW.year}/file?ending=pdf").content.startswith(b"%PDF")

    def test_takes_a_target_of_a_supervisor(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sinta")
        answer = client.post(
            "/office/2024/target/", {"revenue": "600.000.000", "reported": "", "once": "a"}
        )
        assert (answer.status_code, answer["Location"]) == (302, "/office/2024/")
        assert YearTarget.objects.get().revenue == 600_000_000
        assert (
            client.post("/office/2024/target/", {"revenue": "-1", "once": "b"}).status_code == 422
        )
        answer = client.put(
            "/api/v1/office/2023/target", {"reported": 550_000_000}, "application/json"
        )
        assert answer.json()["reached"] == 550_000_000


class TestFinancePage:
    def test_gives_its_numbers_as_a_workbook(self, depot: Depot, sign_in: SignIn) -> None:
        payable(depot, "A", due=-3)
        set_year_target(year=2024, revenue=1, reported=None, by=depot.person("sinta"), at=NOW)
        client = sign_in(depot, "fajar")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert client.get("/finance/").content.decode().count("<svg") >= 3
        assert client.get("/finance/?material=NONE").status_code == 404
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/finance/?as=xlsx").content))
        assert sheets.sheet_names[:3] == ["Due by week", "Spend by supplier", "Prices over time"]
        assert get(client, "/finance/due-weeks").json()["late_payable"] > 0
        assert get(client, f"/finance/prices/{SHEET}").json()["paid"]
        assert get(client, "/finance/spend").json()["months"]
