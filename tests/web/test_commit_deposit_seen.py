"""What a buyer sees where a wish needs a deposit: how much, and how to pay it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from materialcenter.web import form_token
from orders.demo.people import QRIS
from orders.models import Commitment, Pool
from orders.services.paying import record_deposit
from tests.cast import Depot
from tests.harness.seeing import PHONE, check_both, forgive, keep_picture, let_in, looking
from tests.orders.pool_world import open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
# 8 sheets of 46.659 kg at Rp 12 550 over a limit of a million, half of it
MISSING = 1_842_282


@pytest.fixture
def pool(depot: Depot) -> Pool:
    """Open a pool that asks half of what goes over sari's million."""
    depot.center.bank_account, depot.center.qris_payload = "Bank Contoh 123-456-7890", QRIS
    depot.center.save()
    workshop = depot.workshops["W0001"]
    workshop.credit_limit = 1_000_000
    workshop.save()
    made = open_a_pool(depot, deposit_percent=50)
    made.deadline_at = timezone.now() + timedelta(days=3)
    made.save()
    return made


def _address(pool: Pool) -> str:
    return f"/pools/{pool.number}/commit/SPHC-2-4X8/"


class TestCommitPage:
    def test_says_what_to_pay_first_and_how_on_any_screen(
        self, depot: Depot, pool: Pool, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sari")
            page.goto(live_site + _address(pool))
            expect(page.locator(".notice")).to_contain_text("50 %")
            page.fill("[name=quantity]", "8")
            with page.expect_navigation():
                page.locator("form.form button.btn-primary").click()
            expect(page.locator("section[aria-labelledby=deposit]")).to_contain_text("Rp1.842.282")
            expect(page.locator("[role=alert]")).to_contain_text("Rp1.842.282")
            forgive(page)
            check_both(page)
            keep_picture(page, "deposit-needed")
            assert page.locator("[name=quantity]").input_value() == "8"
            self._pay(depot, pool)
            with page.expect_navigation(url=f"**/pools/{pool.number}/"):
                page.locator("form.form button.btn-primary").click()
        assert Commitment.objects.get().quantity == 8

    @staticmethod
    def _pay(depot: Depot, pool: Pool) -> None:
        record_deposit(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            amount=MISSING,
            method="transfer",
            by=depot.person("fajar"),
            at=timezone.now(),
        )

    def test_leads_staff_to_booking_the_deposit(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        typed = {"once": form_token(), "workshop": "W0001", "quantity": "8"}
        answer = sign_in(depot, "putri").post(_address(pool), typed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f"?pool={pool.number}&amp;workshop=W0001&amp;amount={MISSING}" in page
        assert f"{pool.number}/W0001" in page

    def test_says_in_english_too_that_all_is_asked_for(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        Pool.objects.update(deposit_rule="always")
        client = sign_in(depot, "sari")
        client.cookies["django_language"] = "en"
        assert (
            "a deposit of 50 % of all that you want" in client.get(_address(pool)).content.decode()
        )
        typed = {"once": form_token(), "workshop": "W0001", "quantity": "8"}
        page = client.post(_address(pool), typed).content.decode()
        assert "Pay the deposit first" in page
        assert "Used by bills" not in page
