"""Credit notes, statements, what is due before pick-up and a pool's cost, in a real browser."""

import pytest
from playwright.sync_api import Browser

from materialcenter import jobs
from materialcenter.models import Workshop
from orders.models import CreditNote, Invoice, Pool
from orders.rules.credit import Back
from orders.services.crediting_back import credit_invoice, refund_credit_note
from orders.services.opening import cancel_pool
from orders.services.paying import record_deposit
from tests.cast import Depot, receive_stock
from tests.harness.seeing import PHONE, check_pages, let_in, looking
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, open_another, shared_pool
from tests.orders.rules.test_qris import static_payload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(depot: Depot) -> dict[str, list[str]]:
    """Return the pages to look at, by who looks: sari's workshop has lived a little."""
    fajar, workshop = depot.person("fajar"), depot.workshops["W0001"]
    depot.center.qris_payload = static_payload()
    depot.center.bank_account = "BRI 0123 a.n. Koperasi Tegal Manufaktur"
    depot.center.save()
    receive_stock(depot, SHEET, pieces=20)
    invoice = Invoice.objects.get(pk=hand_over(depot, place(depot, ask(SHEET, 3))).billed().pk)
    pool = shared_pool(depot)
    gone = open_another(pool)
    Pool.objects.filter(pk=gone.pk).update(status=Pool.Status.OPEN)
    for number, amount in ((pool.pk, 1_000_000), (gone.pk, 750_000)):
        record_deposit(
            pool_id=number,
            workshop_id=workshop.pk,
            amount=amount,
            method="cash",
            by=fajar,
            at=LATER,
        )
    cancel_pool(pool_id=gone.pk, reason="No offer", by=depot.person("putri"), at=LATER)
    jobs.run_due()
    left = CreditNote.objects.get()
    refund_credit_note(credit_note_id=left.pk, amount=250_000, method="cash", by=fajar, at=LATER)
    given = credit_invoice(
        invoice_id=invoice.pk,
        backs=[Back(1, pieces=1)],
        reason="returned",
        note="Satu lembar bengkok.",
        by=fajar,
        at=LATER,
    )
    workshop.payment_terms = Workshop.Terms.PREPAID
    workshop.save()
    days = "since=2026-08-01&until=2027-12-31"
    return {
        "sari": [
            f"/pools/{pool.number}/",
            f"/statements/W0001/?{days}",
            f"/credit-notes/{given.number}/",
            "/credit-notes/",
            "/workshops/W0001/",
        ],
        "fajar": [
            f"/credit-notes/{left.number}/",
            f"/invoices/{invoice.number}/",
            f"/invoices/{invoice.number}/credit/",
            "/statements/",
            f"/pools/{pool.number}/cost/",
            "/workshops/W0001/edit/",
        ],
        "wati": [f"/pools/{pool.number}/hand-over/W0001/"],
    }


def test_every_page_of_money_fits_and_is_accessible(
    browser: Browser,
    live_site: str,
    pages: dict[str, list[str]],
) -> None:
    for name, paths in pages.items():
        with looking(browser, PHONE) as page:
            let_in(page, live_site, name)
            check_pages(page, live_site, paths)
