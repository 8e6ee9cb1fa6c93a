"""The paper of a supplier's invoice: kept once, with its hash, by page, act and API."""

import hashlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import Attachment
from materialcenter.services.filing import FileTypeDisagrees, FileTypeRefused
from orders.models import SupplierInvoice
from orders.services.keeping_papers import PaperKept, keep_invoice_paper
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.purchases import bill, pieces, receive, sent
from tests.web.pages import send, text_of

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = b"%PDF-1.7 contoh"


@pytest.fixture
def invoice(depot: Depot) -> SupplierInvoice:
    """An invoice without its paper, matched."""
    order = sent(depot)
    receive(depot, order, pieces(40))
    entered = bill(depot, order, (1, "46.5", 10_000))
    return match_invoice(supplier_invoice_id=entered.pk, at=NOW)


def _keep(depot: Depot, invoice: SupplierInvoice, by: str = "fajar", **changes: object) -> None:
    sent_file = {"name": "faktur.pdf", "content": PAPER, **changes}
    keep_invoice_paper(
        supplier_invoice_id=invoice.pk,
        name=str(sent_file["name"]),
        content=bytes(sent_file["content"]),  # type: ignore[call-overload]
        by=depot.person(by),
        at=NOW,
    )


class TestKeepInvoicePaper:
    def test_keeps_it_once_by_its_hash(self, depot: Depot, invoice: SupplierInvoice) -> None:
        _keep(depot, invoice)
        with pytest.raises(PaperKept):
            _keep(depot, invoice, content=PAPER + b"x")
        invoice.refresh_from_db()
        assert invoice.document is not None
        assert invoice.document.content_id == hashlib.sha256(PAPER).hexdigest()
        assert Attachment.objects.filter(subject="SupplierInvoice").count() == 1

    def test_refuses_other_files_and_other_people(
        self, depot: Depot, stranger: Depot, invoice: SupplierInvoice
    ) -> None:
        with pytest.raises(FileTypeRefused):
            _keep(depot, invoice, name="faktur.xlsx")
        with pytest.raises(FileTypeDisagrees):
            _keep(depot, invoice, content=b"<html>")
        with pytest.raises(WrongRole):
            _keep(depot, invoice, by="putri")
        with pytest.raises(Missing):
            _keep(stranger, invoice)
        invoice.refresh_from_db()
        assert invoice.document is None

    def test_is_shown_on_the_invoices_page(
        self, depot: Depot, invoice: SupplierInvoice, sign_in: Callable[[Depot, str], Client]
    ) -> None:
        fajar = sign_in(depot, "fajar")
        here = f"/supplier-invoices/{invoice.pk}/"
        assert f"{here}paper/" in text_of(fajar.get(here))
        refused = send(
            fajar, f"{here}paper/", {"file": SimpleUploadedFile("faktur.pdf", b"<html>")}
        )
        assert refused.status_code == 422
        send(fajar, f"{here}paper/", {"file": SimpleUploadedFile("faktur.pdf", PAPER)})
        page = text_of(fajar.get(here))
        assert "faktur.pdf" in page
        assert hashlib.sha256(PAPER).hexdigest()[:16] in page
        assert f"{here}paper/" not in page


class TestEnteringWithItsPaper:
    def test_keeps_the_file_over_a_refusal(
        self, depot: Depot, sign_in: Callable[[Depot, str], Client]
    ) -> None:
        order = sent(depot)
        receive(depot, order, pieces(40))
        fajar = sign_in(depot, "fajar")
        here = f"/supplier-invoices/new/?order={order.number}"
        typed = {
            "supplier": "S01",
            "number": "INV-9",
            "invoiced_on": f"{NOW:%d/%m/%Y}",
            "total": "516.000",
            "tax": "51.150",
            "rows": "1",
            "r0-order_line": "1",
            "r0-mass_kg": "46,5",
            "r0-price_per_kg": "10.000",
        }
        file = SimpleUploadedFile("faktur.pdf", PAPER)
        refused = send(fajar, here, {**typed, "paper": file})
        assert refused.status_code == 422
        held = Attachment.objects.get()
        assert f'name="paper_held" value="{held.pk}"' in text_of(refused)
        send(fajar, here, {**typed, "total": "516.150", "paper_held": str(held.pk)})
        assert SupplierInvoice.objects.get().document_id == held.pk
