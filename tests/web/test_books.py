"""The accountant's pages and routes of the books: the journal, the accounts, the files."""

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from materialcenter.web import form_token
from orders.models import Account, JournalEntry, JournalLine
from tests.cast import NOW, Depot
from tests.orders.books_world import lived, write
from tests.orders.calling import SignIn, get

pytestmark = pytest.mark.django_db
PERIOD = f"since={NOW:%Y}-01-01&until={NOW:%Y}-12-31"


@pytest.fixture
def fajar(depot: Depot, sign_in: SignIn) -> Client:
    lived(depot)
    write(depot)
    client = sign_in(depot, "fajar")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def counted(client: Client, path: str) -> tuple[str, int]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode(), len(queries)


def stock(depot: Depot) -> Account:
    return Account.objects.get(center=depot.center, role="stock")


class TestPages:
    def test_show_entries_narrowed_and_paged(self, fajar: Client) -> None:
        text, queries = counted(fajar, "/books/")
        assert text.count("<strong>") == JournalEntry.objects.count()
        assert queries <= 9
        narrowed, _queries = counted(fajar, f"/books/?fact=refund&{PERIOD}")
        assert narrowed.count("<strong>") == 1
        assert "Money paid back" in narrowed
        assert "No entry fits" in counted(fajar, "/books/?reference=NOTHING")[0]
        assert fajar.get("/books/?since=2026-02-02&until=2026-01-01").status_code == 422

    def test_show_a_trial_balance_that_balances_and_its_proofs(
        self, depot: Depot, fajar: Client
    ) -> None:
        text, queries = counted(fajar, f"/books/trial-balance/?on={NOW:%Y-%m-%d}")
        assert text.count("badge-ok") == 5
        assert "badge-warn" not in text
        assert queries <= 13
        sums = text.split("<tfoot>")[1].split("</tfoot>")[0]
        amounts = [part.split("<")[0] for part in sums.split('class="num">')[1:]]
        assert amounts[0] == amounts[1] != "Rp0,00"
        assert all(re.search(r"[.,]\d\d$", amount) for amount in re.findall(r"Rp[\d.,]+", text))
        before, _queries = counted(fajar, "/books/trial-balance/?on=2020-01-01")
        assert "Rp0" in before.split("<tfoot>")[1]

    def test_show_an_account_with_its_running_balance(self, depot: Depot, fajar: Client) -> None:
        account = stock(depot)
        text, queries = counted(fajar, f"/books/accounts/{account.pk}/?{PERIOD}")
        lines = JournalLine.objects.filter(account=account).order_by("entry__booked_on", "pk")
        assert text.count("<br>") == lines.count()
        assert queries <= 9
        assert (
            "Nothing was booked"
            in counted(fajar, f"/books/accounts/{account.pk}/?since=2020-01-01&until=2020-02-01")[0]
        )

    @pytest.mark.parametrize("path", ["/books/", "/books/trial-balance/", "/books/accounts/{}/"])
    def test_give_out_files(self, depot: Depot, fajar: Client, path: str) -> None:
        address = path.format(stock(depot).pk) + f"?{PERIOD}&on={NOW:%Y-%m-%d}"
        book = CalamineWorkbook.from_filelike(io.BytesIO(fajar.get(f"{address}&as=xlsx").content))
        rows = book.get_sheet_by_index(0).to_python()
        csv = fajar.get(f"{address}&as=csv").content.decode("utf-8-sig").splitlines()
        assert csv[0].split(",")[-1] == rows[0][-1]
        assert len(csv) > 3
        if path == "/books/":
            debit, credit = (sum(float(str(row[n] or 0)) for row in rows[1:]) for n in (8, 9))
            assert debit == pytest.approx(credit)
            assert len(csv) - 1 == JournalLine.objects.count()
        assert fajar.get(f"{address}&as=exe").status_code == 404

    def test_change_an_account(self, depot: Depot, fajar: Client) -> None:
        path = f"/books/accounts/{stock(depot).pk}/change/"
        assert fajar.get(path).status_code == 200
        taken = fajar.post(path, {"code": "1101", "name": "", "once": form_token()})
        assert taken.status_code == 409
        assert "Account 1101 exists already: Cash in hand." in taken.content.decode()
        done = fajar.post(path, {"code": "1410", "name": "Besi", "once": form_token()})
        assert done.headers["Location"] == "/books/trial-balance/"
        assert str(stock(depot)) == "1410 Besi"

    def test_say_what_to_do_before_anything_is_booked(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "agus")
        for path in ("/books/", "/books/trial-balance/"):
            assert "dibukukan" in client.get(path).content.decode()


class TestRoutes:
    def test_tell_the_same(self, depot: Depot, fajar: Client) -> None:
        first = get(fajar, "/books/journal?limit=4").json()
        assert len(first["items"]) == 4
        sums = [
            sum(float(line["debit"]) - float(line["credit"]) for line in entry["lines"])
            for entry in first["items"]
        ]
        assert sums == [0, 0, 0, 0]
        second = get(fajar, f"/books/journal?limit=200&cursor={first['next_cursor']}").json()
        assert len(second["items"]) == JournalEntry.objects.count() - 4
        trial = get(fajar, f"/books/trial-balance?on={NOW:%Y-%m-%d}").json()
        assert trial["debit"] == trial["credit"]
        assert all(proof["booked"] == proof["proved"] for proof in trial["proofs"])
        account = stock(depot)
        assert [row["code"] for row in get(fajar, "/books/accounts").json()][:2] == ["1101", "1102"]
        self._walk(fajar, account)

    def _walk(self, fajar: Client, account: Account) -> None:
        cursor, balances, running = "", [], 0.0
        while True:
            path = f"/books/accounts/{account.pk}/lines?limit=2&cursor={cursor}"
            found: Any = get(fajar, path).json()
            for line in found["items"]:
                running += float(line["debit"]) - float(line["credit"])
                balances.append(float(line["balance"]) - running)
            cursor = found["next_cursor"]
            if not cursor:
                break
        assert len(balances) == JournalLine.objects.filter(account=account).count()
        assert balances == pytest.approx([0.0] * len(balances), abs=0.001)

    def test_change_an_account(self, depot: Depot, fajar: Client) -> None:
        answer = fajar.patch(
            f"/api/v1/books/accounts/{stock(depot).pk}",
            {"code": "1410"},
            content_type="application/json",
        )
        assert answer.json()["code"] == "1410"

    def test_cost_the_same_with_more_entries(self, depot: Depot, fajar: Client) -> None:
        with CaptureQueriesContext(connection) as few:
            get(fajar, "/books/journal?limit=2")
        with CaptureQueriesContext(connection) as many:
            get(fajar, "/books/journal?limit=20")
        assert len(few) == len(many)
        assert timezone.localdate(NOW) == JournalEntry.objects.latest("pk").booked_on
