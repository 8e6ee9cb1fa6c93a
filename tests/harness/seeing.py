"""Looking at a page as a person with a cheap phone, a screen reader or a strict browser would."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PHONE, DESK = 360, 1280
_HEIGHT = 740
# Chromium's advice, not a fault of the page.
_ADVICE = ("[DOM]",)


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
        assert complaints == []
    finally:
        context.close()


def forgive(page: Page) -> None:
    """Drop the complaint that a page answered 4xx, as it was to."""
    complaints: list[str] = page.complaints  # type: ignore[attr-defined]
    complaints[:] = [text for text in complaints if "Failed to load resource" not in text]


def check(page: Page) -> None:
    """Assert that the page fits its width, breaks no rule of axe's, and suits a thumb on a phone."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} is {needed} px wide on a screen of {width}"
    found = Axe().run(page).response["violations"]
    told = [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
    assert told == [], "\n".join(told)
    small = page.evaluate(_SMALL) if width == PHONE else []
    assert small == [], f"{page.url} has targets smaller than 44 px: {small}"


# Links inside sentences may be as tall as their line, as WCAG 2.5.8 has it.
_SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
  .filter(one => one.checkVisibility() && !one.closest("p, .skip, .errorlist"))
  .filter(one => !(one.matches(".skip")))
  .map(one => one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one)
  .filter(one => one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 120))
"""
