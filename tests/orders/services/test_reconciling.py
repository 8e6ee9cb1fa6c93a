"""A supplier's own statement against our books: by page, route and file, changing nothing."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from materialcenter.errors import DomainError
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from materialcenter.services.filing import FileTypeRefused
from orders.models import SupplierInvoice
from orders.reports.statement import PeriodReversed
from orders.services.paying_suppliers import pay_supplier_invoice
from orders.services.reconciling import BadTheirStatement, Compared, TheirFile, compare_statement
from tests.cast import NOW, Depot
from tests.orders.calling import SignIn
from tests.orders.payable_world import TODAY, payable
from tests.web.pages import text_of

pytestmark = pytest.mark.django_db
HEAD = "Nomor;Tanggal;Jumlah (Rp)"
LATER = {"since": date(2026, 9, 2), "until": date(2026, 9, 30)}
URL = "/supplier-statements/S01/reconciliation/"
THEIRS = (
    "inv 1;01/09/2026;1.110.000",
    "INV-2;01/09/2026;1.200.000",
    "TRF 77;01/09/2026;-400.000",
    "INV-9;01/09/2026;50.000",
)


@pytest.fixture
def books(depot: Depot) -> Depot:
    """Owe two invoices of Rp 1 110 000, of which one is paid in part, and a third."""
    first, _second, _third = (payable(depot, f"INV-{n}") for n in (1, 2, 3))
    pay_supplier_invoice(
        supplier_invoice_id=first.pk,
        closes=400_000,
        paid_on=TODAY,
        reference="TRF 77",
        by=depot.person("sinta"),
        at=NOW,
    )
    return depot


def csv(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows)).encode()


def compare(
    depot: Depot, *rows: str, by: str = "fajar", name: str = "kartu.csv", **more: Any
) -> Compared:
    file = TheirFile(name=name, content=csv(*rows), **more)
    return compare_statement(depot.suppliers["S01"], file, by=depot.person(by), at=NOW)


def sent(client: Client, path: str, *rows: str, **fields: str) -> Any:
    file = SimpleUploadedFile("kartu.csv", csv(*rows), "text/csv")
    return client.post(path, {"file": file, **fields})


class TestCompareStatement:
    def test_explains_the_difference_to_the_rupiah_and_changes_nothing(self, books: Depot) -> None:
        told = AuditEntry.objects.count()
        done = compare(books, *THEIRS, opening=7)
        found = done.found
        assert [pair.theirs.number for pair in found.matched] == ["inv 1", "TRF 77"]
        assert [(pair.ours.number, pair.difference) for pair in found.differing] == [
            ("INV-2", 90_000)
        ]
        assert [entry.number for entry in found.not_with_us] == ["INV-9"]
        assert [entry.number for entry in found.not_with_them] == ["INV-3"]
        assert (done.our_closing, done.their_closing) == (2_930_000, 1_960_007)
        assert done.difference == 7 + 90_000 + 50_000 - 1_110_000
        assert done.difference == done.from_opening + found.difference
        assert AuditEntry.objects.count() == told
        assert sum(SupplierInvoice.objects.values_list("paid", flat=True)) == 400_000

    def test_takes_the_days_of_the_file(self, books: Depot) -> None:
        done = compare(books, "INV-8;28/08/2026;1", "INV-9;31/08/2026;2")
        assert (done.period.since, done.period.until) == (date(2026, 8, 28), date(2026, 8, 31))
        assert (done.our_closing, done.their_closing, done.difference) == (0, 3, 3)

    def test_names_every_cell_that_cannot_be_compared(self, books: Depot) -> None:
        wrong: list[tuple[tuple[str, ...], dict[str, Any], list[str]]] = [
            (
                ("INV-1;31/02/2026;1", "--;01/09/2026;1,5"),
                {},
                ["no_such_day", "not_a_document_number", "not_whole"],
            ),
            ((), {}, ["no_rows"]),
            (("INV-1;01/09/2026;1",), LATER, ["outside_period"]),
        ]
        for rows, more, codes in wrong:
            with pytest.raises(BadTheirStatement) as refusal:
                compare(books, *rows, **more)
            assert [fault.code for fault in refusal.value.faults] == codes
        refused: list[tuple[type[DomainError], dict[str, Any]]] = [
            (WrongRole, {"by": "wati"}),
            (WrongRole, {"by": "sari"}),
            (FileTypeRefused, {"name": "kartu.pdf"}),
            (PeriodReversed, {"since": date(2026, 9, 2), "until": date(2026, 9, 1)}),
        ]
        for error, more in refused:
            with pytest.raises(error):
                compare(books, "INV-1;01/09/2026;1", **more)


class TestThePageAndTheRoute:
    def test_show_the_groups_and_give_them_out(
        self, books: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client = sign_in(books, "agus")
        client.cookies["django_language"] = "en"
        assert URL in text_of(client.get("/supplier-statements/S01/"))
        assert client.get(URL).status_code == 200
        with django_assert_num_queries(7):
            page = text_of(sent(client, URL, *THEIRS))
        for word in ("Amount differs (1)", "Not with us (1)", "Not with them (1)", "Agrees (2)"):
            assert word in page
        refused = sent(client, URL, "INV-1;x;1")
        assert (refused.status_code, "CSV!B2" in text_of(refused)) == (422, True)
        book = sent(client, URL, *THEIRS, **{"as": "xlsx"})
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0)
        rows = [row for row in sheet.to_python() if row and row[0] in {"Agrees", "Not with us"}]
        assert [row[0] for row in rows] == ["Not with us", "Agrees", "Agrees"]
        answer = sent(client, f"/api/v1{URL.rstrip('/')}", *THEIRS, opening="5").json()
        assert answer["difference"] == (
            answer["from_opening"]
            + answer["from_differing"]
            + answer["from_not_with_us"]
            - answer["from_not_with_them"]
        )
        assert (answer["from_opening"], len(answer["matched"])) == (5, 2)
