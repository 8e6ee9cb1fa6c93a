"""What workshops owe by age: the report, its page, its files and its routes."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from materialcenter.formats import rupiah
from materialcenter.models import Workshop
from materialcenter.paging import BadCursor
from orders.models import Invoice
from orders.reports.receivables import Credit, receivables_page, workshops_owing
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, get
from tests.orders.counter import SHEET, ask, hand_over, place

pytestmark = pytest.mark.django_db
DAYS_LATE = (-30, 0, 1, 30, 31, 60, 61, 90, 91, 400)


def owe(depot: Depot, days_late: int, *, total: int, paid: int = 0, by: str = "W0001") -> Invoice:
    return Invoice.objects.create(
        center=depot.center,
        number=f"INV-{Invoice.objects.count()}",
        workshop=depot.workshops[by],
        issued_at=NOW,
        due_on=timezone.localdate() - timedelta(days=days_late),
        net=total,
        total=total,
        paid=paid,
    )


@pytest.fixture
def owing(depot: Depot) -> Depot:
    """Return a depot where sari's workshop owes at every age, rudi's a little, of it none late."""
    for days in DAYS_LATE:
        owe(depot, days, total=1_000_000 + days, paid=days if days > 0 else 0)
    owe(depot, 10, total=500, paid=500)
    owe(depot, -1, total=70_000, by="W0002")
    return depot


class TestReceivables:
    def test_puts_every_open_rupiah_into_one_age(self, owing: Depot) -> None:
        today = timezone.localdate()
        found = workshops_owing(owing.person("fajar"), on=today, limit=10)
        sari, rudi = found.items
        assert (sari.workshop.code, sari.count, rudi.amounts) == ("W0001", 10, (70_000, 0, 0, 0, 0))
        assert sari.amounts == (1_999_970, 2_000_000, 2_000_000, 2_000_000, 2_000_000)
        assert (sari.late, sari.credit.used, found.next_cursor) == (8_000_000, 9_999_970, "")

    def test_says_what_credit_is_left(self) -> None:
        assert (Credit(100, 30).left, Credit(100, 30).over) == (70, 0)
        assert (Credit(100, 130).left, Credit(100, 130).over) == (0, 30)

    def test_pages_workshops_and_invoices_without_losing_any(self, owing: Depot) -> None:
        person, today = owing.person("agus"), timezone.localdate()
        first = workshops_owing(person, on=today, limit=1)
        second = workshops_owing(person, on=today, limit=1, cursor=first.next_cursor)
        codes = [row.workshop.code for row in (*first.items, *second.items)]
        assert (codes, second.next_cursor) == (["W0001", "W0002"], "")
        seen, cursor = [], ""
        while True:
            rows, cursor = receivables_page(person, on=today, limit=4, cursor=cursor)
            seen += rows
            if not cursor:
                break
        assert [row.invoice.due_on for row in seen] == sorted(row.invoice.due_on for row in seen)
        assert len({row.invoice.pk for row in seen}) == 11
        for wrong in ("x", "2026-02-31_1", "1_1"):
            with pytest.raises(BadCursor):
                receivables_page(person, on=today, limit=4, cursor=wrong)
        with pytest.raises(BadCursor):
            workshops_owing(person, on=today, limit=4, cursor="2026-02-31_1")

    def test_lists_who_took_goods_and_was_billed_for_nothing_yet(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        Workshop.objects.update(billing=Workshop.Billing.MONTHLY)
        receive_stock(depot, SHEET, pieces=20)
        note = hand_over(depot, place(depot, ask(SHEET, 4)))
        found = workshops_owing(depot.person("fajar"), on=timezone.localdate(), limit=9)
        (row,) = found.items
        assert (row.workshop.code, row.count, row.total) == ("W0001", 0, 0)
        assert (row.unbilled, row.credit.used) == (note.total, note.total)
        fajar = sign_in(depot, "fajar")
        assert rupiah(note.total) in fajar.get(reverse("receivables")).content.decode()
        (shown,) = get(fajar, "/receivables/workshops").json()["items"]
        assert (shown["unbilled"], shown["total"]) == (note.total, 0)

    def test_stays_in_the_center(self, owing: Depot, stranger: Depot) -> None:
        person, today = stranger.person("fajar"), timezone.localdate()
        assert not workshops_owing(person, on=today, limit=9).items
        assert receivables_page(person, on=today, limit=9) == ([], "")


class TestThePage:
    def test_shows_all_at_a_constant_cost(
        self, owing: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(owing, "fajar")
        with django_assert_num_queries(7):
            page = client.get(reverse("receivables")).content.decode()
        assert "W0001" in page
        assert "<svg" in page
        assert page.index("W0001") < page.index("W0002")

    def test_says_what_to_do_where_nothing_is_owed(self, depot: Depot, sign_in: SignIn) -> None:
        page = sign_in(depot, "sinta").get(reverse("receivables")).content.decode()
        assert reverse("invoices") in page

    def test_gives_out_files(self, owing: Depot, sign_in: SignIn) -> None:
        client, url = sign_in(owing, "agus"), reverse("receivables")
        lines = client.get(url, {"as": "csv"}).content.decode().strip().splitlines()
        assert len(lines) == 12
        one = client.get(url, {"as": "csv", "workshop": "W0002"}).content.decode()
        assert len(one.strip().splitlines()) == 2
        assert client.get(url, {"as": "xlsx"}).content.startswith(b"PK")
        assert client.get(url, {"as": "exe"}).status_code == 404

    def test_is_shown_with_the_credit_used_on_the_statement(
        self, owing: Depot, sign_in: SignIn
    ) -> None:
        for name in ("fajar", "sari"):
            page = sign_in(owing, name).get(reverse("statement", args=["W0001"]))
            assert 'max="' in page.content.decode()

    def test_lists_by_machine(self, owing: Depot, sign_in: SignIn) -> None:
        client = sign_in(owing, "fajar")
        rows = get(client, "/receivables?workshop=W0002").json()["items"]
        assert [(row["open"], row["days_from"], row["days_until"]) for row in rows] == [
            (70_000, None, 0)
        ]
        (sari, _rudi) = get(client, "/receivables/workshops").json()["items"]
        assert sum(age["amount"] for age in sari["ages"]) == sari["total"]
