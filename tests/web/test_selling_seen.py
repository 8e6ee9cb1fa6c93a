"""The pages of selling in a real browser: on a phone, without scripts, and signed by finger."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from orders.models import DeliveryNote, Order
from tests.cast import Depot, receive_stock
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.counter import BAR, SCRAP, SHEET, ask, hand_over, place
from tests.orders.rules.test_qris import static_payload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stocked(depot: Depot) -> Depot:
    depot.center.qris_payload = static_payload()
    depot.center.bank_account = "BRI 0123 a.n. Koperasi Tegal Manufaktur"
    depot.center.save()
    receive_stock(depot, SHEET, pieces=20, mass_kg=Decimal(920))
    receive_stock(depot, SCRAP, mass_kg=Decimal(500), rack="B-01")
    return depot


class TestOnAPhone:
    def test_every_page_fits_and_is_accessible(
        self, browser: Browser, live_site: str, stocked: Depot
    ) -> None:
        waiting = place(stocked, ask(SHEET, 2), ask(SCRAP, "100.5"))
        note = hand_over(stocked, place(stocked, ask(SHEET, 3)))
        pages = {
            "sari": [
                "/orders/",
                "/orders/new/",
                f"/orders/{waiting.number}/",
                f"/deliveries/{note.number}/",
                "/invoices/",
                f"/invoices/{note.billed().number}/",
                "/payments/",
            ],
            "wati": [
                "/pick-ups/",
                f"/orders/{waiting.number}/hand-over/",
                "/deliveries/",
                "/orders/new/",
            ],
            "fajar": [
                "/invoices/",
                f"/invoices/{note.billed().number}/pay/",
                "/payments/",
                "/payments/deposit/",
            ],
        }
        for name, paths in pages.items():
            with looking(browser, PHONE) as page:
                let_in(page, live_site, name)
                check_pages(page, live_site, paths)


class TestThreeTaps:
    @pytest.mark.parametrize("javascript", [True, False])
    def test_order_a_material(
        self, browser: Browser, live_site: str, stocked: Depot, javascript: bool
    ) -> None:
        with looking(browser, PHONE, javascript=javascript) as page:
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/orders/new/?material={SHEET}")
            page.locator(f'[name="quantity-{SHEET}"]').fill("2")
            with page.expect_navigation(url=f"{live_site}/orders/SO-*/"):
                page.locator("main form button.btn-primary").click()
        assert Order.objects.get().lines.get().pieces == 2

    def test_keep_the_quantities_while_the_list_is_narrowed(
        self, browser: Browser, live_site: str, stocked: Depot
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            page.goto(f"{live_site}/orders/new/")
            page.locator(f'[name="quantity-{SHEET}"]').fill("2")
            page.locator("#find").press_sequentially("s45c")
            page.locator(f'[name="quantity-{SCRAP}"]').wait_for(state="detached")
            assert page.locator(f'[name="quantity-{SHEET}"]').input_value() == "2"
            assert page.locator(f'[name="quantity-{BAR}"]').count() == 1


class TestSigning:
    def test_keeps_what_was_drawn(self, browser: Browser, live_site: str, stocked: Depot) -> None:
        order = place(stocked, ask(SHEET, 2))
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/orders/{order.number}/hand-over/")
            canvas = page.locator("canvas")
            canvas.scroll_into_view_if_needed()
            box = canvas.bounding_box()
            assert box is not None
            page.mouse.move(box["x"] + 20, box["y"] + 30)
            page.mouse.down()
            page.mouse.move(box["x"] + 150, box["y"] + 60, steps=8)
            page.mouse.up()
            page.locator('[name="receiver_name"]').fill("Pak Slamet")
            with page.expect_navigation(url=f"{live_site}/deliveries/SJ-*/"):
                page.locator("main form button.btn-primary").click()
        note = DeliveryNote.objects.get()
        assert note.signature is not None
        assert note.signature.size_bytes > 300
