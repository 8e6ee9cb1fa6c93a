"""A clerk's day on a phone of 360 pixels: a truck, a saw, a pick list, a count, a question.

Jobs are done in this process where a worker would have done them meanwhile.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from inventory.models import CutJob, Lot, Material, Scale, StockCount
from inventory.rules.labels import Label, write_label
from inventory.tasks import seal_all_ledgers
from materialcenter import jobs
from materialcenter.models import User
from orders.models import DeliveryNote, Order
from tests.cast import NOW, Depot, receive_stock
from tests.harness.seeing import PHONE, check, looking
from tests.orders.calling import SignIn
from tests.orders.counter import SCRAP, SHEET, ask, place

pytestmark = pytest.mark.django_db(transaction=True)
Phone = Callable[[str], Page]


@pytest.fixture
def yard(depot: Depot) -> Depot:
    """Twenty sheets of an old heat, a scale with a valid tera, scrap at its fixed value."""
    User.objects.update(language="en")
    receive_stock(depot, SHEET, pieces=20, mass_kg=Decimal("930.000"), heat="OLD1")
    Material.objects.filter(code=SCRAP).update(fixed_value_per_kg=Decimal(4000))
    Scale.objects.create(
        center=depot.center,
        code="TB-1",
        name="Weighbridge",
        capacity_kg=Decimal(40_000),
        division_kg=Decimal(10),
        verified_until=NOW.date() + timedelta(days=4000),
    )
    return depot


@pytest.fixture
def phone(browser: Browser, live_site: str, yard: Depot, sign_in: SignIn) -> Iterator[Phone]:
    """Return a function that gives the browser's page to a cast member."""
    with looking(browser, PHONE) as page:

        def given(name: str) -> Page:
            session = sign_in(yard, name).cookies["sessionid"].value
            page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site}])
            return page

        page.goto(live_site)
        yield given


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def send(page: Page) -> None:
    """Send the form in the middle of the page."""
    with page.expect_navigation():
        page.locator("main form .btn-primary[type=submit]").last.click()


def go_on(page: Page) -> None:
    """Press Enter, as a hand scanner does after a label."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, name: str) -> None:
    """Follow a link to its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_a_clerks_day_on_the_phone(live_site: str, phone: Phone, yard: Depot) -> None:
    """Tell the whole day; each step leaves what the next one needs."""
    weigh_a_truck(live_site, phone("wati"))
    lot = take_goods_in(live_site, phone("wati"))
    move_it(live_site, phone("wati"), lot)
    job = cut_a_sheet(live_site, phone("wati"), lot)
    find_the_remnant(live_site, phone("wati"), job)
    note = pick_and_hand_over(live_site, phone("wati"), yard, lot)
    number = count_a_rack(live_site, phone("wati"), lot)
    approve_the_count(live_site, phone("sinta"), number)
    ask_where_the_heat_went(live_site, phone("wati"), note)
    jobs.run_due()
    seal_all_ledgers()
    call_command("check_ledger", "--seal")


def weigh_a_truck(site: str, page: Page) -> None:
    """Weigh a truck of scrap full and empty, and issue its ticket."""
    page.goto(f"{site}/weigh-tickets/new/")
    page.get_by_label("Vehicle").first.fill("G 1234 AB")
    page.get_by_label("Read by eye (kg)").fill("12.460")
    send(page)
    page.wait_for_url("**/weigh-tickets/TT-*/")
    follow(page, "Second weighing")
    page.get_by_label("Read by eye (kg)").fill("5.120")
    send(page)
    follow(page, "Deductions")
    page.get_by_label("Dirt (%)").fill("3")
    page.get_by_label("Moisture (%)").fill("2")
    send(page)
    press(page, "Issue ticket")
    page.get_by_text("6,973 kg").first.wait_for()
    check(page)


def take_goods_in(site: str, page: Page) -> Lot:
    """Take five sheets of a new heat in without a purchase order."""
    page.goto(f"{site}/lots/receive/")
    page.get_by_label("Supplier").select_option("S01")
    page.get_by_label("Material").first.select_option(SHEET)
    page.get_by_label("Rack").first.select_option("A-02")
    page.get_by_label("Heat number").first.fill("NEW7")
    page.get_by_label("Pieces").first.fill("5")
    page.get_by_label("Weighed (kg)").first.fill("233")
    page.get_by_label("Cost (Rp/kg)").first.fill("11.000")
    press(page, "Receive")
    page.get_by_text("NEW7").first.wait_for()
    return Lot.objects.get(heat="NEW7")


def move_it(site: str, page: Page, lot: Lot) -> None:
    """Find the lot by typing its label as a hand scanner does, and move two sheets."""
    label = Label(lot.number, lot.heat, SHEET, 5, lot.received_kg)
    page.goto(f"{site}/scan/")
    page.locator("#id_code").fill(write_label(label))
    go_on(page)
    page.get_by_text(lot.number).first.wait_for()
    page.goto(f"{site}/lots/{lot.number}/move/")
    page.get_by_label("To rack").select_option("B-01")
    page.get_by_label("Pieces").fill("2")
    send(page)
    page.wait_for_url(f"**/lots/{lot.number}/")
    check(page)


def cut_a_sheet(site: str, page: Page, lot: Lot) -> CutJob:
    """Cut a sheet into six pieces, a remnant and scrap."""
    page.goto(f"{site}/lots/{lot.number}/cut/")
    page.get_by_label("From rack").select_option("A-02")
    page.locator("[name=pieces]").fill("1")
    page.locator("[name=cut0-kind]").select_option("piece")
    page.locator("[name=cut0-pieces]").fill("6")
    page.locator("[name=cut0-length_mm]").fill("600")
    page.locator("[name=cut0-width_mm]").fill("500")
    page.locator("[name=cut0-rack]").select_option("A-01")
    page.locator("[name=cut1-kind]").select_option("remnant")
    page.locator("[name=cut1-pieces]").fill("1")
    page.locator("[name=cut1-length_mm]").fill("900")
    page.locator("[name=cut1-width_mm]").fill("1200")
    page.locator("[name=cut1-rack]").select_option("A-01")
    page.locator("[name=cut2-kind]").select_option("scrap")
    page.locator("[name=cut2-rack]").select_option("B-01")
    page.locator("[name=cut2-material]").select_option(SCRAP)
    send(page)
    page.wait_for_url("**/cuts/*/")
    check(page)
    return CutJob.objects.get()


def find_the_remnant(site: str, page: Page, job: CutJob) -> None:
    """Search it by the size that would do, lying the other way."""
    page.goto(f"{site}/remnants/?length_mm=1100&width_mm=800")
    remnant = job.outputs.get(kind="remnant").lot
    page.get_by_role("link", name=remnant.number).first.wait_for()
    check(page)


def pick_and_hand_over(site: str, page: Page, yard: Depot, lot: Lot) -> DeliveryNote:
    """Pick from another lot than the oldest by scanning it, and hand over in part."""
    order: Order = place(yard, ask(SHEET, 3))
    page.goto(f"{site}/orders/{order.number}/hand-over/")
    page.locator("#id_scanned").fill(lot.number)
    go_on(page)
    page.get_by_text("Confirmed: 2 of 2").wait_for()
    check(page)
    page.get_by_label("Hand over of lot").first.fill("1")
    page.fill("[name=receiver_name]", "Sari")
    page.get_by_label("Stays held; it is picked up later").check()
    press(page, "Hand over and write the invoice")
    page.wait_for_url("**/deliveries/SJ-*/")
    page.goto(f"{site}/orders/{order.number}/")
    page.get_by_text("Handed over in part").wait_for()
    check(page)
    return DeliveryNote.objects.get()


def count_a_rack(site: str, page: Page, lot: Lot) -> str:
    """Open a count of the rack, and count the sheet that is left there, blind."""
    page.goto(f"{site}/counts/new/")
    page.locator("[name=racks][value='A-02']").check()
    send(page)
    page.wait_for_url("**/counts/OPN*/")
    number = page.locator("h1").inner_text()
    follow(page, "A-02 0 of 1")
    page.get_by_label("Scan or type the lot").fill(lot.number)
    go_on(page)
    page.wait_for_url("**/lines/*/")
    check(page)
    page.locator("[name=pieces]").fill("1")
    send(page)
    page.wait_for_url("**/racks/A-02/")
    page.goto(f"{site}/counts/{number}/")
    page.get_by_text("1 of 1 counted").first.wait_for()
    return number


def approve_the_count(site: str, page: Page, number: str) -> None:
    """Let the supervisor, who counted nothing, approve what was found."""
    page.goto(f"{site}/counts/{number}/")
    check(page)
    follow(page, "Approve")
    send(page)
    page.wait_for_url(f"**/counts/{number}/")
    assert StockCount.objects.get().status == "approved"


def ask_where_the_heat_went(site: str, page: Page, note: DeliveryNote) -> None:
    """Answer a car maker: who has any of the heat, and where a delivered sheet came from."""
    page.goto(f"{site}/traces/heats/NEW7/")
    page.get_by_role("link", name=note.number).first.wait_for()
    check(page)
    page.goto(f"{site}/traces/deliveries/{note.number}/1/")
    page.get_by_text("NEW7").first.wait_for()
    check(page)
