"""What the other tests rest on: own servers, an emptied Valkey, a worker, a mail server."""

from collections.abc import Callable

import pytest
import redis
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from playwright.sync_api import Page

from materialcenter.jobs import later
from materialcenter.models import Job
from tests.harness.mail import Postbox
from tests.harness.worker import Worker


@pytest.mark.django_db
class TestServers:
    def test_are_this_runs_own_postgresql_18(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            assert cursor.fetchone() == (18,)
        assert "/mc-tests-" in connection.settings_dict["HOST"]

    def test_give_the_application_no_superuser(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)

    @pytest.mark.parametrize("turn", [1, 2])
    def test_empty_valkey_before_each_test(self, turn: int) -> None:
        with redis.Redis.from_url(settings.REDIS_URL) as valkey:
            assert valkey.incr("turn") == 1


class TestPostbox:
    def test_receives_what_the_application_mails(self, postbox: Postbox) -> None:
        send_mail("Surat jalan", "Barang siap.", "depot@example.id", ["sari@example.id"])

        (message,) = postbox.to("sari@example.id")
        assert message["Subject"] == "Surat jalan"


@pytest.mark.django_db(transaction=True)
class TestWorker:
    def test_finishes_a_job_of_this_tests_database(self, worker: Worker) -> None:
        with transaction.atomic():
            job_id = later("tests.harness.chores.do_nothing")

        worker.finish_jobs()

        assert Job.objects.get(pk=job_id).error == ""

    def test_goes_on_after_the_database_dropped_its_connections(self, worker: Worker) -> None:
        for _turn in range(2):
            with transaction.atomic():
                later("tests.harness.chores.do_nothing")
            worker.finish_jobs()
            _drop_other_connections()

        assert list(Job.objects.values_list("attempts", flat=True)) == [1, 1]


class TestBrowser:
    def test_reaches_the_live_site(self, live_site: str, page: Page) -> None:
        answer = page.goto(f"{live_site}/readyz/")

        assert answer is not None
        assert answer.json()["migrated"]


@pytest.mark.django_db
class TestCeleryNow:
    def test_does_what_is_due(self, celery_now: Callable[..., int]) -> None:
        with transaction.atomic():
            later("tests.harness.chores.do_nothing")

        assert celery_now() == 1


def _drop_other_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
