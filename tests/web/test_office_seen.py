"""Partners, people, tokens, jobs, audit and imports in a real browser, on a phone and a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from materialcenter import jobs
from materialcenter.models import ImportRun, Job, Supplier, Workshop
from materialcenter.services.importing import confirm_import, send_file
from tests.cast import NOW, Depot
from tests.harness.seeing import PHONE, check_both, check_pages, forgive, let_in, looking
from tests.harness.worker import Worker
from tests.tegal import TEGAL, WRONG_STOCK, bring, bring_first_day

pytestmark = pytest.mark.django_db(transaction=True)


class TestOfficePages:
    def test_are_sound(self, depot: Depot, live_site: str, browser: Browser) -> None:
        bring_first_day(depot, "catalogue", "suppliers", "workshops")
        bring(depot, "opening_stock", WRONG_STOCK)
        Job.objects.create(
            center=depot.center,
            task="orders.tasks.mail_purchase_order",
            due_at=timezone.now(),
            failed_at=timezone.now() - timedelta(minutes=3),
            error="Traceback (most recent call last):\n  File x\nValueError: tidak ada",
            attempts=8,
        )
        runs = ImportRun.objects.values_list("pk", flat=True)
        paths = [
            "workshops/",
            "workshops/?search=tidakada",
            "workshops/W0001/",
            "workshops/new/",
            "workshops/W0001/edit/",
            "workshops/W0001/buyers/new/",
            "suppliers/",
            "suppliers/S01/",
            "suppliers/new/",
            "people/",
            "people/wati/",
            "people/new/",
            "tokens/",
            "tokens/new/",
            "jobs/",
            "jobs/?state=waiting",
            "audit/",
            "imports/",
            *(f"imports/{pk}/" for pk in runs),
        ]
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            check_pages(page, live_site, [f"/{path}" for path in paths])

    def test_show_what_is_wrong_with_a_form(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            page.goto(f"{live_site}/workshops/new/")
            page.fill("[name=code]", "W0001")
            page.fill("[name=name]", "CV Contoh")
            page.fill("[name=npwp]", "12")
            _submit(page)
            page.locator(".field-wrong [name=npwp]").wait_for()
            check_both(page)
            forgive(page)

    def test_show_a_token_and_a_link_once(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "sinta")
            page.goto(f"{live_site}/tokens/new/")
            page.fill("[name=name]", "Timbangan")
            page.select_option("[name=role]", "clerk")
            _submit(page)
            page.locator("#secret").wait_for()
            assert page.input_value("#secret").startswith("mc_")
            check_both(page)
            page.goto(f"{live_site}/people/wati/")
            with page.expect_navigation():
                page.locator("form[action$='/sign-in-link/'] button").click()
            page.locator("#link").wait_for()
            check_both(page)


def _submit(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()


class TestImportPages:
    def test_move_on_by_themselves_while_a_job_is_at_the_file(
        self, depot: Depot, live_site: str, browser: Browser
    ) -> None:
        with looking(browser, PHONE) as page:
            let_in(page, live_site, "putri")
            page.goto(f"{live_site}/imports/")
            page.select_option("[name=kind]", "suppliers")
            page.set_input_files("[name=file]", TEGAL / "02-pemasok.xlsx")
            _submit(page)
            page.locator("#import-run[hx-get]").wait_for()
            check_both(page)
            jobs.run_due()
            page.locator("text=PT Baja Lembar Contoh").wait_for()
            check_both(page)
            with page.expect_navigation():
                page.locator("form[action$='/confirm/'] button").click()
            page.locator("#import-run[hx-get]").wait_for()
            jobs.run_due()
            page.locator(".badge-ok").wait_for()
            check_both(page)
        assert Supplier.objects.filter(code="S06").exists()


class TestWithAWorker:
    def test_a_file_is_read_and_written_by_it(self, depot: Depot, worker: Worker) -> None:
        run = send_file(
            kind="workshops",
            name="04-ikm.xlsx",
            content=(TEGAL / "04-ikm.xlsx").read_bytes(),
            options={},
            by=depot.person("sinta"),
            at=NOW,
        )
        worker.finish_jobs()
        confirm_import(run_id=run.pk, by=depot.person("sinta"), at=NOW)
        worker.finish_jobs()
        run.refresh_from_db()
        assert run.status == ImportRun.Status.APPLIED
        assert run.job is not None
        assert (run.job.done, run.job.total) == (645, 645)
        assert Workshop.objects.count() == 645
