"""The weighbridge in a real browser, on a phone and a desk, in both languages."""

from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from playwright.sync_api import Browser

from inventory.models import Scale, WeighTicket
from inventory.scales.simulator import Simulator, comma_frame
from inventory.services.keeping_tares import keep_tare
from tests.cast import NOW, Depot
from tests.harness.seeing import (
    PHONE,
    check_both,
    check_pages,
    forgive,
    keep_picture,
    let_in,
    looking,
)
from tests.inventory.bridge import arrive, correct, deduct, make_scale, weigh_truck

pytestmark = pytest.mark.django_db(transaction=True)


class TestWeighbridgePages:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        make_scale(depot)
        make_scale(depot, "TB-LAMA", verified_until=None, address="tcp://192.168.1.20:4001")
        issued = weigh_truck(depot, reference="PO-TGL-2026-00007", driver="Pak Slamet")
        keep_tare(number=issued.number, by=depot.person("wati"), at=NOW)
        correct(depot, issued.number)
        deduct(depot, arrive(depot, scale="TB-LAMA", vehicle="G 9 A").number, "3", "2", "additive")
        ready = weigh_truck(depot, vehicle="G 8 B", issue=False).number
        weigh_truck(depot, scale="TB-LAMA", vehicle="G 7 C")
        tickets = WeighTicket.objects.values_list("number", flat=True)
        paths = [
            "/weigh-tickets/",
            "/weigh-tickets/?q=tidakada",
            "/weigh-tickets/new/",
            *(f"/weigh-tickets/{number}/" for number in tickets),
            *(f"/weigh-tickets/{ready}/{act}/" for act in ("weigh", "deductions", "cancel")),
            f"/weigh-tickets/{issued.number}/correct/",
            "/scales/",
            "/scales/new/",
            "/scales/TB-LAMA/",
            "/tare-book/",
            "/tare-book/new/",
        ]
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, paths)

    def test_read_the_scale_for_the_clerk(
        self, depot: Depot, live_site: str, browser: Browser, settings: Any
    ) -> None:
        settings.SCALE_NETWORKS = [ip_network("127.0.0.0/8")]
        with (
            Simulator(lambda: comma_frame(Decimal(12460))) as played,
            looking(browser, PHONE) as page,
        ):
            make_scale(depot, address=played.address)
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/weigh-tickets/new/")
            page.fill("[name=vehicle]", "G 1234 AB")
            with page.expect_navigation():
                page.locator("button[name=read]").click()
            page.locator(".stat-ok").wait_for()
            check_both(page)
            keep_picture(page, "read")
            with page.expect_navigation(url="**/weigh-tickets/TT-*/"):
                page.locator("main form[method=post] button.btn-primary").click()
            assert WeighTicket.objects.get().first_source == "scale"
            Scale.objects.update(address="tcp://8.8.8.8:4001")
            page.goto(f"{page.url}weigh/")
            with page.expect_navigation():
                page.locator("button[name=read]").click()
            page.locator(".wrong").wait_for()
            check_both(page)
            forgive(page)
