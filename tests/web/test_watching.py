"""The page and routes that watch the stock: what they say, their files, whom they let in."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from inventory.models import Material, MonthForecast, UnmetDemand
from inventory.services.reporting.watching import PARTS
from tests.cast import Depot, receive_stock
from tests.inventory.demand import SHEET, issued

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]
BAR = "S45C-D25"
DAYS = "since=2025-09-01&until=2026-08-31"


def furnish(depot: Depot) -> None:
    """Ask for steel through a year, refuse some, and have the last month forecast."""
    for month in range(12):
        issued(depot, 10 + 30 * month, 400)
    issued(depot, 40, 30, code=BAR)
    for code, workshop, kg in ((SHEET, "W0001", 100), (SHEET, "W0002", 50), (BAR, "W0002", 20)):
        UnmetDemand.objects.create(
            center=depot.center,
            material=depot.materials[code],
            workshop=depot.workshops[workshop],
            day=date(2026, 8, 3),
            asked_kg=kg,
            had_kg=0,
        )
    MonthForecast.objects.create(
        center=depot.center,
        month=date(2026, 8, 1),
        material=depot.materials[SHEET],
        daily_mean_kg=15,
        demand_class="smooth",
    )
    receive_stock(depot, SHEET, pieces=10)


def page(client: Client, path: str, status: int = 200) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/reports/reordering{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


class TestPage:
    def test_shows_every_section_with_its_chart(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        shown = page(sign_in(depot, "putri"), f"/reordering/?{DAYS}")
        for words in (
            "Service level",
            "96.6 %",
            "target 95 %",
            "Stock-outs",
            "W0001, W0002",
            "Order often and little",
            "Forecast against what came",
            "The ten forecasts most off",
            "The books here begin after these days.",
            "Dead stock",
            "/reports/slow/?days=180",
            "/alerts/?over=1",
            "/reordering/materials/?cell=AX&amp;since=2025-09-01",
        ):
            assert words in shown, words
        assert shown.count('role="img"') >= 10

    def test_says_what_to_do_before_any_demand(self, depot: Depot, sign_in: SignIn) -> None:
        shown = page(sign_in(depot, "agus"), "/reordering/")
        assert "Nothing was asked for yet" in shown
        for ending in ("xlsx", "pdf"):
            assert sign_in(depot, "agus").get(f"/reordering/?as={ending}").status_code == 200

    def test_says_what_is_not_known_of_a_short_period(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        today = timezone.localdate()
        shown = page(sign_in(depot, "sinta"), f"/reordering/?since={today}&until={today}")
        assert "evenness is judged by whole months" in shown
        assert "Nothing was refused in these days." in shown
        assert "No forecast was kept" in shown

    def test_says_how_many_it_shows_of_a_long_list(
        self, depot: Depot, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        furnish(depot)
        monkeypatch.setattr("inventory.views.watching.LINES_SHOWN", 1)
        shown = page(sign_in(depot, "putri"), f"/reordering/?{DAYS}")
        assert "Stock-outs, the costliest 1 of 2 materials" in shown

    @pytest.mark.parametrize("name", ["fajar", "wati", "sari"])
    def test_is_for_who_orders_and_who_watches(
        self, depot: Depot, sign_in: SignIn, name: str
    ) -> None:
        page(sign_in(depot, name), "/reordering/", status=403)
        page(sign_in(depot, name), "/reordering/materials/", status=403)

    def test_refuses_days_that_it_cannot_watch(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        ahead = (timezone.localdate() + timedelta(days=400)).isoformat()
        assert "still to come" in page(putri, f"/reordering/?until={ahead}", status=422)
        assert "three years" in page(putri, "/reordering/?since=2001-01-01", status=422)
        assert "three years" in page(putri, "/reordering/?until=1900-01-01", status=422)
        page(putri, "/reordering/?since=2026-08-02&until=2026-08-01", status=422)
        page(putri, "/reordering/?since=31-02-2026", status=422)
        page(putri, "/reordering/?as=exe", status=404)
        page(putri, "/reordering/?as=csv", status=404)
        page(putri, "/reordering/?as=csv&part=nothing", status=404)
        page(putri, "/reordering/?cursor=x", status=422)

    def test_asks_no_more_of_more_materials(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        putri, counts = sign_in(depot, "putri"), []
        for turn in range(2):
            page(putri, f"/reordering/?{DAYS}")
            with CaptureQueriesContext(connection) as queries:
                page(putri, f"/reordering/?{DAYS}")
            counts.append(len(queries))
            for n in range(4):
                material = Material.objects.get(code=SHEET)
                material.pk, material.code = None, f"COPY-{turn}-{n}"
                material.save()
                depot.materials[material.code] = material
                issued(depot, 50, 90, code=material.code)
        assert counts[0] == counts[1]
        assert counts[0] <= 16


class TestFiles:
    def test_are_a_workbook_and_a_paper_of_all_of_it(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        putri = sign_in(depot, "putri")
        putri.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        workbook = putri.get(f"/reordering/?{DAYS}&as=xlsx")
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
        assert len(book.sheet_names) == len(PARTS) + 1
        assert workbook["Content-Disposition"] == (
            'attachment; filename="stock-control-2025-09-01-2026-08-31.xlsx"'
        )
        matrix = book.get_sheet_by_name("Cells of the ABC–XYZ matrix").to_python()
        assert matrix[1][:2] == ["AX", 1]
        assert matrix[10][0] == "All"
        paper = putri.get(f"/reordering/?{DAYS}&as=pdf").content
        text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(paper)).pages)
        for words in ("Material Center TGL", "Stock control", "Stock-outs by material", "Dead"):
            assert words in text, words

    @pytest.mark.parametrize("part", PARTS)
    def test_are_there_for_each_part(self, depot: Depot, sign_in: SignIn, part: str) -> None:
        furnish(depot)
        putri = sign_in(depot, "putri")
        csv = putri.get(f"/reordering/?{DAYS}&part={part}&as=csv")
        assert csv.content.startswith(b"\xef\xbb\xbf")
        workbook = get_file(putri, f"?part={part}&{DAYS}")
        assert workbook.content[:2] == b"PK"


def get_file(client: Client, query: str) -> Any:
    return client.get(f"/api/v1/reports/reordering/file{query}")


class TestMaterialsOfACell:
    def test_are_listed_with_a_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        putri = sign_in(depot, "putri")
        shown = page(putri, f"/reordering/materials/?cell=CZ&{DAYS}")
        assert f"/stock/{BAR}/why/" in shown
        assert BAR not in page(putri, f"/reordering/materials/?cell=CZ&{DAYS}&cursor=2")
        assert "No material is in this cell" in page(
            putri, f"/reordering/materials/?cell=BX&{DAYS}"
        )
        page(putri, "/reordering/materials/?cell=QQ", status=422)


class TestRoutes:
    def test_say_how_well_the_rack_serves(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        found = get(sign_in(depot, "agus"), f"/service?{DAYS}")
        assert found["whole"]["asked_kg"] == "5000.000"
        assert (found["whole"]["level_percent"], found["whole"]["target_percent"]) == (
            "96.60",
            "95.00",
        )
        assert sum(float(one["met_kg"]) for one in found["by_month"]) == 4830
        assert [one["demand_class"] for one in found["by_class"]] == ["none"]

    def test_list_stock_outs_by_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        agus = sign_in(depot, "agus")
        first = get(agus, f"/stock-outs?{DAYS}&limit=1")
        assert (first["materials"], first["refused_kg"], first["unknown"]) == (2, "170.000", 2)
        rest = get(agus, f"/stock-outs?{DAYS}&limit=1&cursor={first['next_cursor']}")
        assert [one["material"] for one in first["items"] + rest["items"]] == [SHEET, BAR]
        assert rest["next_cursor"] == ""
        get(agus, "/stock-outs?cursor=x", status=422)

    def test_answer_the_rest(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        agus = sign_in(depot, "agus")
        cells = get(agus, f"/matrix?{DAYS}")["cells"]
        assert sum(one["materials"] for one in cells) == 3
        assert cells[0]["asked_kg"] == "4950.000"
        (mine,) = get(agus, f"/matrix/materials?cell=AX&{DAYS}")["items"]
        assert mine["material"] == SHEET
        assert get(agus, "/matrix/materials?cell=QQ", status=422)["code"] == "cell_unknown"
        forecasts = get(agus, f"/forecasts?{DAYS}")
        assert forecasts["whole"]["forecast_kg"] == "465.000"
        assert [one["month"] for one in forecasts["by_month"]] == ["2026-08-01"]
        assert get(agus, f"/turns?{DAYS}")["period"] is None
        assert get(agus, "/turns")["whole"]["turns"] == "0.00"
        (sheet,) = get(agus, "/dead-stock")
        assert sheet["stock"]["materials"] == 1
        assert get(agus, "/service?since=2001-01-01", status=422)["code"] == "period_too_long"

    def test_give_files(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        agus = sign_in(depot, "agus")
        assert get_file(agus, "?ending=pdf").content.startswith(b"%PDF")
        assert get_file(agus, "?ending=csv").status_code == 404
        assert get_file(agus, "?ending=exe").status_code == 422
