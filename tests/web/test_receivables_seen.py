"""Receivables, write-offs and a reminded invoice, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from orders.models import BankLine, Invoice, Reminder
from orders.services.writing_off import ask_write_off
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_pages, let_in, looking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(depot: Depot) -> dict[str, list[str]]:
    """Return the pages to look at, by who looks: some is late, one write-off waits."""
    workshop = depot.workshops["W0001"]
    workshop.credit_limit = 10_000_000
    workshop.save()
    made = [
        Invoice.objects.create(
            center=depot.center,
            number=f"INV-TGL-2026-{n:05d}",
            workshop=workshop,
            issued_at=NOW,
            due_on=timezone.localdate() - timedelta(days=days),
            net=total,
            total=total,
        )
        for n, (days, total) in enumerate(((-9, 4_250_000), (12, 1_900_000), (140, 650_000)), 1)
    ]
    for level in (1, 2):
        Reminder.objects.create(invoice=made[1], level=level, open_amount=1_900_000, sent_at=NOW)
    ask_write_off(
        invoice_id=made[2].pk,
        amount=650_000,
        reason="Bengkel pindah dan tidak bisa dihubungi lagi.",
        by=depot.person("fajar"),
        at=NOW,
    )
    for amount, text in ((650_000, "SETOR TUNAI"), (1_900_000, f"TRSF {made[1].number}")):
        BankLine.objects.create(
            center=depot.center, booked_on=NOW, amount=amount, text=text, fingerprint=text
        )
    late = f"/invoices/{made[1].number}/"
    return {
        "sinta": ["/receivables/", "/write-offs/", "/bank-lines/", late, f"{late}write-off/"],
        "sari": ["/statements/W0001/", late],
    }


def test_receivables_fit_and_are_accessible(
    browser: Browser,
    live_site: str,
    pages: dict[str, list[str]],
) -> None:
    for name, paths in pages.items():
        with looking(browser, PHONE) as page:
            let_in(page, live_site, name)
            check_pages(page, live_site, paths)
