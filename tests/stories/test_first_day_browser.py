"""A depot's first day on a phone of 360 pixels: the people click through their pages.

Jobs are done in this process where a worker would have done them meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page

from materialcenter import jobs
from materialcenter.models import Center, Job, User
from tests.cast import PASSWORD, Depot, found_center
from tests.harness.mail import Postbox
from tests.harness.seeing import PHONE, check, looking
from tests.tegal import FILES, TEGAL

pytestmark = pytest.mark.django_db(transaction=True)
SHEET, SARIS = "SPHC-2-4X8", "W0407"


@dataclass
class Day:
    """Where the story happens, and the numbers of its papers so far."""

    depot: Depot
    site: str
    browser: Browser
    postbox: Postbox
    pool: str = ""
    order: str = ""

    @contextmanager
    def phone_of(self, name: str) -> Iterator[Page]:
        """Let somebody sign in on their phone; the browser must have nothing to complain of."""
        with looking(self.browser, PHONE) as page:
            page.goto(f"{self.site}/account/login/")
            page.fill("[name=login]", name)
            page.fill("main form [type=password]", PASSWORD)
            with page.expect_navigation(url=f"{self.site}/"):
                page.locator("main form button[type=submit]").first.click()
            yield page

    def open(self, page: Page, path: str) -> None:
        """Go to an address of the site."""
        answer = page.goto(f"{self.site}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow a link to its page; name: all of its words, or their beginning."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def test_a_depots_first_day_on_the_phone(
    live_site: str, browser: Browser, postbox: Postbox
) -> None:
    """Tell the whole story; each step leaves what the next one needs."""
    depot = found_center()
    Center.objects.filter(pk=depot.center.pk).update(is_vat_registered=True)
    User.objects.update(language="en")
    day = Day(depot, live_site, browser, postbox)
    import_the_spreadsheets(day)
    open_a_pool(day)
    join_it(day)
    close_order_and_mail(day)
    receive_in_two_parts(day)
    hand_over_the_share(day)
    bill_hold_and_release(day)
    sell_from_stock(day)
    look_at_the_books(day)


def import_the_spreadsheets(day: Day) -> None:
    """Let sinta send five files, look at each and confirm it, and invite sari."""
    with day.phone_of("sinta") as page:
        for kind in ("suppliers", "workshops", "catalogue", "offers", "opening_stock"):
            day.open(page, "/imports/")
            page.select_option("[name=kind]", kind)
            page.set_input_files("[name=file]", TEGAL / FILES[kind])
            press(page, "Send")
            jobs.run_due()
            press(page, "Import all of it")
            jobs.run_due()
            page.get_by_text("Imported", exact=True).wait_for()
            check(page)
        day.open(page, f"/workshops/{SARIS}/")
        follow(page, "Invite a buyer")
        page.fill("[name=name]", "Sari")
        page.fill("[name=username]", "sari")
        page.fill("[name=email]", day.depot.users["sari"].email)
        press(page, "Invite")
        page.get_by_text("Sari").first.wait_for()
        day.open(page, "/suppliers/S01/edit/")
        page.fill("[name=email]", "s01@supplier.example.id")
        press(page, "Save")
        page.get_by_text("s01@supplier.example.id").wait_for()


def open_a_pool(day: Day) -> None:
    """Let putri open a pool for sheets that closes in two hours."""
    with day.phone_of("putri") as page:
        day.open(page, "/pools/")
        follow(page, "New pool")
        page.fill("[name=title]", "Pengadaan bersama hari ini")
        closes = timezone.localtime() + timedelta(hours=2)
        page.fill("[name=deadline_at]", f"{closes:%Y-%m-%dT%H:%M}")
        page.locator(f"[name=materials][value='{SHEET}']").check()
        press(page, "Make the draft")
        page.wait_for_url("**/pools/PB-*/")
        day.pool = page.url.rstrip("/").rpartition("/")[2]
        press(page, "Open for commitments")
        page.get_by_text("The pool is open.").wait_for()
        check(page)
    jobs.run_due()
    (mail,) = day.postbox.to(day.depot.users["sari"].email)[-1:]
    assert day.pool in mail["Subject"]


def join_it(day: Day) -> None:
    """Let sari join from her first page, and see how far the next price is."""
    with day.phone_of("sari") as page:
        check(page)
        follow(page, "Pengadaan bersama hari ini")
        card = page.locator("article", has_text=SHEET)
        card.locator("summary", has_text="Join").click()
        card.get_by_label("How many sheets?").fill("25")
        card.locator("summary", has_text="More choices").click()
        card.locator("[name=minimum]").fill("10")
        press(page, f"Confirm {SHEET}")
        page.get_by_text("You are in with 25 sheets").wait_for()
        page.get_by_text("you want 25 sheet").wait_for()
        page.get_by_text("more brings").wait_for()
        check(page)


def close_order_and_mail(day: Day) -> None:
    """Let putri close the pool, order, approve and send; the PDF goes out by mail."""
    with day.phone_of("putri") as page:
        day.open(page, f"/pools/{day.pool}/")
        press(page, "Close now")
        page.get_by_text("The pool is closed.").wait_for()
        jobs.run_due()
        day.open(page, f"/pools/{day.pool}/")
        press(page, "Draft the purchase orders")
        follow(page, "PO-TGL")
        day.order = page.locator("h1").inner_text()
        press(page, "Approve")
        press(page, "Send to the supplier")
        page.get_by_text("is being mailed to").wait_for()
        jobs.run_due()
        page.get_by_role("link", name="PDF as sent").wait_for()
        check(page)
    (mail,) = day.postbox.to("s01@supplier.example.id")
    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == f"{day.order}.pdf"


def receive_in_two_parts(day: Day) -> None:
    """Let wati take two trucks in, the second one short; putri closes and shares out."""
    with day.phone_of("wati") as page:
        take_in(day, page, heat="K81001", pieces=15, kg="702,5")
        page.get_by_text("702.5 kg").first.wait_for()
        check(page)
        take_in(day, page, heat="K81002", pieces=8, kg="374")
    with day.phone_of("putri") as page:
        day.open(page, f"/purchase-orders/{day.order}/")
        page.get_by_text("Close the order: the rest does not come").click()
        page.get_by_label("Reason").fill("Two sheets were damaged")
        press(page, "Close the order")
        page.get_by_text("Two sheets were damaged").wait_for()
        day.open(page, f"/pools/{day.pool}/")
        press(page, "Share out what arrived")
        page.get_by_text("What arrived is shared out.").wait_for()
        follow(page, "All shares")
        check(page)
    jobs.run_due()


def take_in(day: Day, page: Page, *, heat: str, pieces: int, kg: str) -> None:
    """Fill in the form at the gate: heat, pieces, the scale's kg and the rack."""
    day.open(page, f"/purchase-orders/{day.order}/")
    follow(page, "Take a delivery in")
    page.get_by_label("Vehicle").fill("B 9321 UX")
    page.get_by_label("Heat number").fill(heat)
    page.get_by_label("Pieces", exact=True).fill(str(pieces))
    page.get_by_label("Weight on the scale (kg)").fill(kg)
    page.get_by_label("Rack").select_option("A-01")
    press(page, "Take in")
    page.wait_for_url("**/receipts/GR-*/")


def hand_over_the_share(day: Day) -> None:
    """Let wati hand sari's sheets over, signed on the screen; sari finds her invoice."""
    with day.phone_of("wati") as page:
        day.open(page, "/pick-ups/")
        follow(page, f"Hand over {day.pool} {SARIS}")
        page.fill("[name=receiver_name]", "Sari")
        sign(page)
        press(page, "Hand over and write the invoice")
        page.wait_for_url("**/deliveries/SJ-*/")
        check(page)
    jobs.run_due()
    with day.phone_of("sari") as page:
        day.open(page, f"/pools/{day.pool}/")
        page.get_by_text("Your share of what arrived").wait_for()
        day.open(page, "/invoices/")
        follow(page, "INV-TGL")
        check(page)


def sign(page: Page) -> None:
    """Draw a stroke on the pad."""
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 40, steps=5)
    page.mouse.up()


def bill_hold_and_release(day: Day) -> None:
    """Let fajar enter an invoice that is too dear; it is held, and sinta releases it."""
    with day.phone_of("fajar") as page:
        day.open(page, "/supplier-invoices/new/")
        follow(page, day.order)
        page.fill("[name=number]", "F-1181")
        page.fill("[name=invoiced_on]", f"{timezone.localdate():%Y-%m-%d}")
        # 23 sheets by the table at Rp 11.500 instead of 11.200.
        page.fill("[name$=mass_kg]", "1.073,157")
        page.fill("[name$=price_per_kg]", "11.500")
        page.fill("[name$=amount]", "12.341.306")
        page.fill("[name=tax]", "1.357.544")
        page.fill("[name=total]", "13.698.850")
        press(page, "Enter the invoice")
        page.get_by_text("The invoice is being matched").wait_for()
        jobs.run_due()
        page.get_by_text("holds it").first.wait_for()
        page.get_by_text("somebody else decides on it").wait_for()
        check(page)
        held = page.url
    with day.phone_of("sinta") as page:
        check(page)
        page.goto(held)
        page.fill("[name=reason]", "Agreed on the telephone")
        press(page, "Release to pay")
        page.get_by_text("Agreed on the telephone").wait_for()


def sell_from_stock(day: Day) -> None:
    """Let sari order in three taps, wati hand over, fajar take the money."""
    with day.phone_of("sari") as page:
        day.open(page, "/orders/new/")
        page.get_by_label("Find a material").press_sequentially("SPHC-1.6-4X8")
        page.get_by_label("Quantity of SPHC-1.6-4X8").fill("4")
        check(page)
        press(page, "Place the order")
        page.wait_for_url("**/orders/SO-*/")
        page.get_by_text("Held until").wait_for()
        order = page.locator("h1").inner_text()
        check(page)
    with day.phone_of("wati") as page:
        day.open(page, f"/orders/{order}/")
        press(page, "Start picking")
        page.fill("[name=receiver_name]", "Sari")
        press(page, "Hand over and write the invoice")
        page.wait_for_url("**/deliveries/SJ-*/")
    with day.phone_of("fajar") as page:
        day.open(page, "/invoices/")
        follow(page, "INV-TGL")
        follow(page, "Take a payment")
        check(page)
        press(page, "Book the payment")
        page.get_by_text("PAY-TGL").first.wait_for()
    jobs.run_due()


def look_at_the_books(day: Day) -> None:
    """Let agus read the movements and the audit; the ledger is right and no job failed."""
    with day.phone_of("agus") as page:
        for path in ("/movements/", "/audit/", "/stock/"):
            day.open(page, path)
            check(page)
    call_command("check_ledger")
    assert not Job.objects.filter(finished_at=None).exists()
