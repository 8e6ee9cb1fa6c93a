"""Taking goods in and mill certificates in a real browser: phone and desk, both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from inventory.models import Lot
from materialcenter.models import Attachment
from orders.models import Receipt
from tests.cast import Depot
from tests.harness.seeing import PHONE, check, check_pages, forgive, let_in, looking
from tests.inventory.certified import bars, certify, measured
from tests.orders.counter import PNG
from tests.orders.purchases import BARS, SHEETS, sent

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "main form button[type=submit]:not([name])"


class TestPages:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, ("/certificates/", "/grades/"))
            lot = bars(depot)
            paper = certify(depot, measured(C="0.52"), lot_number=lot.number)
            order = sent(depot, SHEETS, BARS)
            paths = (
                "/certificates/",
                f"/certificates/{paper.pk}/",
                f"/certificates/new/?lot={lot.number}",
                f"/certificates/{paper.pk}/file/",
                f"/certificates/{paper.pk}/withdraw/",
                "/grades/",
                "/grades/S45C/",
                f"/lots/{lot.number}/",
                "/lots/receive/",
                f"/purchase-orders/{order.number}/receive/",
            )
            check_pages(page, live_site, paths)


class TestReceiveOnAPhone:
    def test_keeps_photos_and_papers_over_a_further_heat_without_scripts(
        self, depot: Depot, live_site: str, browser: Browser, tmp_path: Path
    ) -> None:
        photo, order = tmp_path / "truk.png", sent(depot, SHEETS)
        photo.write_bytes(PNG)
        with looking(browser, PHONE, javascript=False) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/purchase-orders/{order.number}/receive/")
            for name, value in {"heat": "C1", "pieces": "60", "mass_kg": "3.200"}.items():
                page.fill(f"[name=r0-{name}]", value)
            page.locator("[name=r0-rack]").select_option("A-01")
            for summary in page.locator("main details > summary").all():
                summary.click()
            page.set_input_files("[name=r0-certificate_file]", photo)
            page.set_input_files("[name=photos]", photo)
            with page.expect_navigation():
                page.click("button[name=more]")
            assert page.input_value("[name=r0-mass_kg]") == "3.200"
            assert page.locator("[name=photos_held]").count() == 1
            assert page.locator("[name=r0-certificate_file_held]").count() == 1
            assert page.locator(".weighed-bad").count() == 1
            page.set_input_files("[name=photos]", photo)
            page.fill("[name=r0-mass_kg]", "2.793")
            with page.expect_navigation():
                page.click("button[name=keep]")
            assert page.locator("[name=photos_held]").count() == 2
            assert page.locator(".weighed-ok").count() == 1
            with page.expect_navigation(url=f"{live_site}/receipts/**"):
                page.locator(SEND).last.click()
        receipt = Receipt.objects.get()
        kept = Attachment.objects.filter(subject="Receipt", subject_id=receipt.pk)
        assert kept.count() == 3
        assert Lot.objects.get().certificate_id in set(kept.values_list("pk", flat=True))

    def test_says_at_once_what_the_scale_says_beside_the_table(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        order = sent(depot, SHEETS)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/purchase-orders/{order.number}/receive/")
            page.fill("[name=r0-pieces]", "60")
            page.fill("[name=r0-mass_kg]", "2.793")
            page.locator("[name=r0-mass_kg]").press("Tab")
            page.locator(".weighed-ok").wait_for()
            page.fill("[name=r0-mass_kg]", "3.200")
            page.locator("[name=r0-mass_kg]").press("Tab")
            page.locator(".weighed-bad").wait_for()
            check(page)

    def test_takes_goods_in_without_an_order(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/lots/receive/")
            page.locator("[name=r0-material]").select_option("SPHC-2-4X8")
            for name, value in {"heat": "C1", "pieces": "6", "mass_kg": "279,3"}.items():
                page.fill(f"[name=r0-{name}]", value)
            page.locator("[name=r0-mass_kg]").press("Tab")
            page.locator(".weighed-ok").wait_for()
            page.locator("[name=r0-rack]").select_option("A-01")
            page.fill("[name=r0-cost_per_kg]", "10.950")
            with page.expect_navigation(url=f"{live_site}/lots/LOT-**"):
                page.locator(SEND).last.click()
            check(page)
            forgive(page)
        assert Lot.objects.get().received_pieces == 6
