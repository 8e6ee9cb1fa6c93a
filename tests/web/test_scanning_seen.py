"""Scanning in a real browser: a photo, a faked camera, a hand scanner, and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inventory.models import Lot
from inventory.rules.labels import write_rack_label
from inventory.services.scanning import NoCodeFound
from tests.cast import Depot, receive_stock
from tests.harness.seeing import (
    DESK,
    PHONE,
    await_true,
    check,
    check_pages,
    let_in,
    looking,
)
from tests.photos import photo_of
from tests.web.test_scanning import label_of

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [PHONE, DESK])

# A camera whose picture is a canvas, and a reader that finds the code in window.shownCode.
CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code", "code_128"]; }
  async detect() { return window.shownCode ? [{ rawValue: window.shownCode }] : []; }
};
window.tracks = [];
const getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  const stream = canvas.captureStream(5);
  window.tracks.push(...stream.getTracks());
  return stream;
};
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia } });
"""
DENIED = CAMERA.replace("async () => {", "async () => { throw new Error('NotAllowedError');")


def a_lot(depot: Depot) -> Lot:
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=5)
    return Lot.objects.with_names().get(pk=lot.pk)


def photo(*texts: str) -> Any:
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo_of(*texts)}


def key_of(page: Page) -> Any:
    return page.locator("main [data-scan-open]").first


@WIDTHS
class TestScanning:
    def test_by_photo_where_the_browser_reads_no_codes(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, width) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            check(page)
            with page.expect_file_chooser() as chooser:
                key_of(page).click()
            chooser.value.set_files(photo(label_of(lot)))
            page.locator("#found", has_text=lot.number).wait_for()
            check(page)

    def test_by_a_live_camera_that_stops_when_it_has_read(
        self, depot: Depot, live_site: str, browser: Browser, width: int
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, width) as page:
            page.add_init_script(CAMERA)
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/lots/{lot.number}/move/")
            key_of(page).click()
            page.locator("dialog[open] video").wait_for()
            check(page)
            page.evaluate("code => { window.shownCode = code; }", write_rack_label("A-02"))
            page.locator("[data-scan-said]", has_text="A-02").first.wait_for()
            assert page.input_value("#id_to_rack") == "A-02"
            assert page.locator("dialog[open]").count() == 0
            states = page.evaluate("window.tracks.map(track => track.readyState)")
            assert states == ["ended"]
            assert page.evaluate("document.activeElement.id") == "id_to_rack"


class TestCamera:
    def test_stops_by_its_key_and_by_escape(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            page.add_init_script(CAMERA)
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            for stop in ("key", "escape"):
                key_of(page).click()
                page.locator("dialog[open] video").wait_for()
                if stop == "key":
                    page.locator("[data-scan-stop]").click()
                else:
                    page.keyboard.press("Escape")
                expect(page.locator("dialog[open]")).to_have_count(0)
                await_true(page, "window.tracks.every(track => track.readyState === 'ended')")
            assert page.url == f"{live_site}/scan/"

    def test_that_is_denied_leaves_the_photo(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            page.add_init_script(DENIED)
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            key_of(page).click()
            page.locator("#photo-id_code").wait_for()
            assert page.locator("[data-scan-said]").inner_text()
            check(page)

    def test_says_that_a_scanned_rack_is_not_among_the_choices(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, PHONE) as page:
            page.add_init_script(CAMERA)
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/lots/{lot.number}/move/")
            page.evaluate("code => { window.shownCode = code; }", write_rack_label("Z-99"))
            key_of(page).click()
            page.locator("[data-scan-said]", has_text="Z-99").first.wait_for()
            assert page.input_value("#id_to_rack") == ""


class TestPhoto:
    def test_without_a_code_is_answered_with_a_sentence(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            with page.expect_file_chooser() as chooser:
                key_of(page).click()
            chooser.value.set_files(photo())
            said = page.locator("[data-scan-said]", has_text=str(NoCodeFound()))
            said.wait_for()
            assert said.get_attribute("aria-live") == "polite"
            page.complaints.clear()  # type: ignore[attr-defined]  # the route's 422

    def test_fills_the_field_without_scripts(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, PHONE, javascript=False) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            page.set_input_files("#photo-id_code", photo(label_of(lot)))
            with page.expect_navigation(url=f"{live_site}/scan/?code={lot.number}"):
                page.locator(".scan-photo button").click()
            assert page.input_value("#id_code") == lot.number
            assert page.locator("#found").count() == 1


class TestHandScanner:
    def test_types_a_label_and_goes_on_with_enter(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, DESK) as page:
            let_in(page, live_site, "wati")
            page.goto(f"{live_site}/scan/")
            assert page.evaluate("document.activeElement.id") == "id_code"
            page.keyboard.type(label_of(lot))
            with page.expect_navigation():
                page.keyboard.press("Enter")
            page.locator("#found", has_text=lot.number).wait_for()

    def test_jumps_to_the_lot_from_any_page_of_the_yard(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        lot = a_lot(depot)
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            for path in ("places/", "movements/", "lots/", f"lots/{lot.number}/"):
                page.goto(f"{live_site}/{path}")
                page.evaluate("document.documentElement.classList.add('before')")
                page.locator("#id_q").click()
                page.keyboard.type(label_of(lot))
                page.keyboard.press("Enter")
                # Where the list follows what one types, more than one answer may lead there.
                page.locator("html:not(.before) h1").wait_for()
                expect(page).to_have_url(f"{live_site}/lots/{lot.number}/")
                page.wait_for_load_state()


class TestLabelPages:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        lot = a_lot(depot)
        paths = (
            f"/labels/?lot={lot.number}",
            "/labels/?of=racks",
            "/labels/?rack=A-01&material=SPHC-2-4X8",
            f"/lots/{lot.number}/",
            "/lots/",
            "/places/",
            "/",
        )
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "wati")
            check_pages(page, live_site, paths)
            page.goto(f"{live_site}/labels/?lot={lot.number}")
            with page.expect_download() as download:
                page.locator("main form button[type=submit]").first.click()
            assert download.value.suggested_filename == "label.pdf"
