"""The accountant's pages: every report, its chart, its files, late costs and open months."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pypdf
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from inventory import stock
from inventory.models import LandedCost, Lot, Place
from tests.cast import Depot, entry, receive_stock
from tests.inventory.yard import issue, send

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"
REPORTS = (
    "/reports/value/",
    "/reports/value/?by=lot",
    f"/reports/card/?material={SHEET}&since=2026-08-01",
    "/reports/ageing/",
    "/reports/slow/",
    "/reports/losses/",
)


def furnish(depot: Depot) -> Lot:
    lot = receive_stock(depot, SHEET, pieces=20)
    receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(1500), rack="B-01", heat="", key="scrap")
    issue(depot, lot, 3, key="out")
    with transaction.atomic():
        target = stock.outside(depot.center.pk, Place.Kind.WRITE_OFF)
        move = stock.Move(lot.pk, depot.racks["A-01"].pk, target, 2)
        stock.post(entry(depot, "lost", reason="write_off"), [move])
    return lot


def page(client: Client, path: str, status: int = 200) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def again(path: str, **more: str) -> str:
    joined = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{path}{'&' if '?' in path else '?'}{joined}"


class TestEveryReport:
    @pytest.mark.parametrize("path", REPORTS)
    def test_shows_its_chart_with_words_and_its_table(
        self, depot: Depot, sign_in: SignIn, path: str
    ) -> None:
        furnish(depot)
        shown = page(sign_in(depot, "agus"), path)
        assert 'role="img"' in shown
        assert "<desc id=" in shown
        assert "The numbers as a table" in shown
        for ending in ("XLSX", "CSV", "PDF"):
            assert f">{ending}</a>" in shown.replace("</svg>", ">") or ending in shown

    @pytest.mark.parametrize("path", REPORTS)
    def test_is_a_workbook_and_a_pdf_too(self, depot: Depot, sign_in: SignIn, path: str) -> None:
        lot = furnish(depot)
        fajar = sign_in(depot, "fajar")
        fajar.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        workbook = fajar.get(again(path, **{"as": "xlsx"}))
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
        head, *rows = book.get_sheet_by_index(0).to_python()
        assert len(rows) >= 2 or "card" in path
        assert all(len(row) == len(head) for row in rows)
        assert workbook["Content-Disposition"].startswith('attachment; filename="')
        about = {row[0]: row[1] for row in book.get_sheet_by_index(1).to_python()}
        assert "Period" in about
        text = "".join(
            one.extract_text()
            for one in pypdf.PdfReader(
                io.BytesIO(fajar.get(again(path, **{"as": "pdf"})).content)
            ).pages
        )
        assert "Material Center TGL" in text
        if "by=lot" in path:
            assert lot.number in text
        csv = fajar.get(again(path, **{"as": "csv"})).content
        assert csv.startswith(b"\xef\xbb\xbf")
        assert csv.count(b"\r\n") >= len(rows) - 1

    @pytest.mark.parametrize("path", REPORTS)
    def test_asks_no_more_of_more_lots(self, depot: Depot, sign_in: SignIn, path: str) -> None:
        furnish(depot)
        client, counts = sign_in(depot, "sinta"), []
        for n in range(2):
            page(client, path)
            with CaptureQueriesContext(connection) as queries:
                page(client, path)
            counts.append(len(queries))
            for k in range(6):
                receive_stock(depot, "S45C-D25", pieces=2, heat=f"H{n}{k}")
        assert counts[0] == counts[1]
        assert counts[0] <= 11

    @pytest.mark.parametrize("path", REPORTS)
    def test_says_so_when_there_is_nothing(self, depot: Depot, sign_in: SignIn, path: str) -> None:
        shown = page(sign_in(depot, "putri"), path)
        assert "Nothing to show" in shown or "losses" in path

    @pytest.mark.parametrize("path", REPORTS)
    @pytest.mark.parametrize("name", ["wati", "sari"])
    def test_is_for_who_reckons(self, depot: Depot, sign_in: SignIn, path: str, name: str) -> None:
        furnish(depot)
        expected = 200 if name == "wati" and "card" in path else 403
        page(sign_in(depot, name), path, status=expected)

    def test_refuses_a_day_ahead_and_a_period_turned_round(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        furnish(depot)
        client = sign_in(depot, "fajar")
        ahead = (timezone.localdate() + timedelta(days=400)).isoformat()
        assert "still to come" in page(client, f"/reports/value/?until={ahead}", status=422)
        turned = f"/reports/card/?material={SHEET}&since=2026-09-01&until=2026-08-01"
        assert "before the first" in page(client, turned, status=422)
        page(client, "/reports/value/?until=31-02-2026", status=422)
        page(client, "/reports/slow/?days=9999", status=422)
        page(client, "/reports/value/?as=exe", status=404)
        page(client, "/reports/card/?material=NONE", status=404)
        page(client, "/reports/value/?by=lot&cursor=x", status=422)


class TestStockCardPage:
    def test_asks_whose_card_it_is(self, depot: Depot, sign_in: SignIn) -> None:
        assert "Whose card?" in page(sign_in(depot, "wati"), "/reports/card/")

    def test_adds_up_on_paper(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        shown = page(sign_in(depot, "wati"), f"/reports/card/?lot={lot.number}&since=2026-08-01")
        for number in ("933.18 kg", "233.295 kg", "699.885 kg"):
            assert number in shown, number

    def test_is_found_from_the_lot(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        assert f"/reports/card/?lot={lot.number}" in page(
            sign_in(depot, "wati"), f"/lots/{lot.number}/"
        )


class TestLateCostPage:
    def test_shares_a_bill_and_shows_it_on_the_lot(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        fajar = sign_in(depot, "fajar")
        sent = {
            "supplier": "S02",
            "bill_number": "EKS-9",
            "amount": "1.000.000",
            "receipts": "",
            "lots": lot.number.lower(),
            "on": timezone.localdate().isoformat(),
            "note": "Truk",
        }
        answer = send(fajar, "/late-costs/new/", **sent)
        cost = LandedCost.objects.get()
        assert answer["Location"] == f"/late-costs/{cost.pk}/"
        assert (cost.on_stock, cost.on_gone) == (Decimal(750_000), Decimal(250_000))
        assert "Rp750,000" in page(fajar, f"/late-costs/{cost.pk}/")
        assert "EKS-9" in page(fajar, "/late-costs/")
        assert "Rp1,000,000" in page(sign_in(depot, "wati"), f"/lots/{lot.number}/")
        movements = page(fajar, "/movements/")
        assert "value only" in movements
        assert "Late cost" in page(fajar, f"/reports/card/?lot={lot.number}&since=2026-08-01")
        refused = send(fajar, "/late-costs/new/", **{**sent, "bill_number": "eks 9"})
        assert refused.status_code == 409
        assert "is entered already" in refused.content.decode()

    def test_names_what_it_does_not_know(self, depot: Depot, sign_in: SignIn) -> None:
        fajar = sign_in(depot, "fajar")
        fajar.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = send(
            fajar,
            "/late-costs/new/",
            supplier="S02",
            bill_number="EKS-9",
            amount="5",
            receipts="GR-1\nGR-2",
            lots="",
            on=timezone.localdate().isoformat(),
        )
        assert answer.status_code == 422
        assert "No own lot came with receipt GR-2." in answer.content.decode()

    def test_lists_with_the_same_queries(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "fajar")
        assert "No late cost yet" in page(client, "/late-costs/")


class TestPeriods:
    def test_show_what_each_open_month_holds(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        depot.center.books_closed_through = date(2026, 8, 31)
        depot.center.save()
        shown = page(sign_in(depot, "fajar"), "/periods/")
        assert "1 September 2026 to 30 September 2026" in shown
        for words in ("Opening", "Receipt", "Issue", "Write-off", "Closing"):
            assert words in shown

    def test_say_what_is_unfinished(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        Lot.objects.filter(pk=lot.pk).update(quality=Lot.Quality.QUARANTINED)
        assert "1 lot is in quarantine." in page(sign_in(depot, "fajar"), "/periods/")
