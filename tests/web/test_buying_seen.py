"""The pages of buying in a real browser, on a phone and on a desk, with and without scripts."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from orders.models import Receipt
from orders.services.debiting import draft_debit_note
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_pages, forgive, let_in, looking
from tests.orders.pool_world import make_offer
from tests.orders.purchases import BARS, SCRAP, SHEETS, bill, draft, pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


def _world(depot: Depot) -> list[str]:
    """Make one of everything; return the addresses of all pages of it."""
    make_offer(depot, "S01", "SPHC-2-4X8", {0: 11_200, 500: 10_800, 2000: 10_350}, pack=5)
    make_offer(depot, "S02", "SPHC-2-4X8", {0: 11_350, 500: 10_950}, minimum_kg=500)
    open_order = draft(depot, SHEETS, BARS, SCRAP, freight=250_000)
    order = sent(depot, SHEETS, BARS, SCRAP, freight=250_000)
    rejected = pieces(60, rejected_pieces=2, rejected_kg=Decimal(93), reject_reason="Karat tebal")
    receipt = receive(depot, order, rejected, pieces(20, heat="D2", rack="A-02"))
    invoice = bill(depot, order, (1, "4665.9", 10_100), (2, "100", 14_500), freight=300_000)
    match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
    draft_debit_note(supplier_invoice_id=invoice.pk, by=depot.person("fajar"), at=NOW)
    return [
        "/offers/",
        "/offers/SPHC-2-4X8/",
        "/offers/SPHC-2-4X8/enter/",
        "/purchase-orders/",
        f"/purchase-orders/{open_order.number}/",
        f"/purchase-orders/{order.number}/",
        "/purchase-orders/new/",
        f"/purchase-orders/{order.number}/receive/",
        "/receipts/",
        f"/receipts/{receipt.number}/",
        "/supplier-invoices/",
        "/supplier-invoices/new/",
        f"/supplier-invoices/new/?order={order.number}",
        f"/supplier-invoices/{invoice.pk}/",
        f"/supplier-invoices/{invoice.pk}/credit-note/",
    ]


class TestPagesOfBuying:
    def test_are_sound_full_and_empty(self, depot: Depot, live_site: str, browser: Browser) -> None:
        lists = ("/offers/", "/purchase-orders/", "/receipts/", "/supplier-invoices/")
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, lists)
            check_pages(page, live_site, _world(depot))


class TestReceiveOnAPhone:
    def test_takes_two_heats_in_without_scripts(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        order = sent(depot)
        with looking(browser, PHONE, javascript=False) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/purchase-orders/{order.number}/receive/")
            _type_heat(page, 0, "C90085", "60", "2.790,5", "A-01")
            with page.expect_navigation():
                page.locator("button[name=more]").first.click()
            assert page.input_value("[name=r0-mass_kg]") == "2.790,5"
            _type_heat(page, 1, "D2", "40", "1.860", "")
            with page.expect_navigation():
                page.locator("button[type=submit]:not([name])").last.click()
            page.locator("[name=r1-rack]").select_option("A-02")
            with page.expect_navigation(url=f"{live_site}/receipts/**"):
                page.locator("button[type=submit]:not([name])").last.click()
            forgive(page)  # the first answer was 422; its complaint may come late
        receipt = Receipt.objects.get()
        assert [line.heat for line in receipt.lines.order_by("line_no")] == ["C90085", "D2"]


def _type_heat(page: Page, row: int, heat: str, count: str, kg: str, rack: str) -> None:
    fields: dict[str, Any] = {"heat": heat, "pieces": count, "mass_kg": kg}
    for name, value in fields.items():
        page.fill(f"[name=r{row}-{name}]", value)
    if rack:
        page.locator(f"[name=r{row}-rack]").select_option(rack)
