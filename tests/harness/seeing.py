"""Looking at a page as a person with a cheap phone, a screen reader or a strict browser would."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from materialcenter.models import User

PHONE, DESK = 360, 1280
_HEIGHT = 740
_PATIENCE_S = 30
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Chromium's advice, and a request that was given up since the page went on: no faults. A request
# that failed is told of by Chromium as well, in its own words.
_ADVICE = ("[DOM]", "htmx:sendAbort", "htmx:afterRequest")


@contextmanager
def looking(browser: Browser, width: int, *, javascript: bool = True) -> Iterator[Page]:
    """Open a page of so many pixels; whatever the browser complains of fails at the end.

    Complaints are scripts, styles or requests that the content policy refused, errors of
    scripts, and files that are not there. A page that answers 4xx on purpose is visited with
    `javascript` and its own complaint is dropped by `forgive`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT}, java_script_enabled=javascript, locale="id-ID"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type in {"error", "warning"} and not said.text.startswith(_ADVICE)
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints  # type: ignore[attr-defined]
    try:
        yield page
        assert complaints == [], complaints
    finally:
        context.close()


def forgive(page: Page) -> None:
    """Drop the complaint that a page answered 4xx, as it was to."""
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    complaints[:] = [text for text in complaints if "Failed to load resource" not in text]


def let_in(page: Page, site: str, name: str, language: str = "") -> None:
    """Give the browser a session of a cast member's, as after signing in; it opens no page yet.

    language: what the pages speak from now on; else the person's own.
    """
    client = Client()
    client.force_login(User.objects.get(username=name), _BACKEND)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}]
    )
    if language:
        speak(page, site, language)


def speak(page: Page, site: str, language: str) -> None:
    """Let the pages speak a language from the next one on."""
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
    )


def open_all(page: Page) -> None:
    """Open everything in the page that can be opened."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")


def check(page: Page) -> None:
    """Assert that the page fits its width, breaks no rule of axe's, and suits a thumb on a phone."""
    page.wait_for_load_state()
    check_fit(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    told = page.evaluate(_BROKEN)
    assert told == [], "\n".join([page.url, *told])


def check_both(page: Page) -> None:
    """Check the page on a phone, then laid out anew on a desk; leave it on the phone."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        check(page)
    page.set_viewport_size({"width": PHONE, "height": _HEIGHT})


def check_fit(page: Page) -> None:
    """Assert that the page fits its width, and suits a thumb on a phone: that its words are short."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} is {needed} px wide on a screen of {width}"
    small = page.evaluate(_SMALL) if width == PHONE else []
    assert small == [], f"{page.url} has targets smaller than 44 px: {small}"


def check_pages(page: Page, site: str, paths: Iterable[str]) -> None:
    """Check every page on a phone and a desk with all of it open, and that its English fits both.

    Axe reads the structure and the colours, which are the same in both languages. paths: each
    with its first slash.
    """
    paths = list(paths)
    for path in paths:
        _go(page, site, path)
        check_both(page)
        keep_picture(page, f"id-{path}")
    speak(page, site, "en")
    for path in paths:
        _go(page, site, path)
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": _HEIGHT})
            check_fit(page)
        keep_picture(page, f"en-{path}")
    speak(page, site, "id")


def _go(page: Page, site: str, path: str) -> None:
    answer = page.goto(f"{site}{path}")
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"
    assert page.locator("h1").count() == 1, path
    open_all(page)


def await_true(page: Page, question: str) -> None:
    """Ask the page until it says yes; the content policy forbids what Playwright has for this."""
    last = time.monotonic() + _PATIENCE_S
    while not page.evaluate(question):
        assert time.monotonic() < last, f"{page.url} never came to {question}"
        page.wait_for_timeout(50)


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture where SCREENSHOTS says, for whoever wants to look."""
    if folder := os.environ.get("SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        safe = "".join(c if c.isalnum() or c in "-." else "_" for c in name)
        page.screenshot(path=Path(folder) / f"{safe}-{width}.png", full_page=True)


_AXE = Axe().axe_script
_BROKEN = """
() => axe.run({ resultTypes: ["violations"] }).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)))
"""
# Links inside sentences may be as tall as their line, as WCAG 2.5.8 has it.
_SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
  .filter(one => one.checkVisibility() && !one.closest("p, .skip, .errorlist"))
  .filter(one => !(one.matches(".skip")))
  .map(one => one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one)
  .filter(one => one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 120))
"""
