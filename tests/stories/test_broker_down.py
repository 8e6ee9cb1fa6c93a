"""The broker goes away in the middle of the day: orders are taken, and nothing is forgotten."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from materialcenter.embedded import addresses
from materialcenter.embedded.valkey import ValkeyServer
from materialcenter.models import Job
from materialcenter.supervision import parts
from orders.models import Order
from tests.cast import build_depot, receive_stock
from tests.harness.servers import database_url
from tests.stories.hands import BACKEND

SHEET = "SPHC-2-4X8"
PATIENCE_S = 90.0


@pytest.fixture
def broker(settings: Any) -> Iterator[ValkeyServer]:
    """A Valkey of this test's own, which it may stop; the site's cache is on it too."""
    folder = Path(tempfile.mkdtemp(prefix="mc-broker-", dir="/tmp"))
    server = ValkeyServer(folder)
    server.start()
    settings.CACHES = {
        "default": {
            **django_settings.CACHES["default"],
            "LOCATION": addresses(folder).redis_url,
        }
    }
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def beat_and_worker(transactional_db: None, broker: ValkeyServer, tmp_path: Path) -> Iterator[None]:
    """Beat and a worker as `up` runs them, on this test's database and broker."""
    environment = {
        "DATABASE_URL": database_url(str(connection.settings_dict["NAME"])),
        "REDIS_URL": addresses(broker.data_dir).redis_url,
        "EMAIL_HOST": "",
    }
    running = [
        parts.worker(tmp_path, processes=1, environment=environment),
        parts.beat(tmp_path, redis_url=environment["REDIS_URL"], environment=environment),
    ]
    for part in running:
        part.start()
    yield
    for part in reversed(running):
        part.stop()


def test_an_order_is_taken_and_its_job_runs_when_the_broker_is_back(
    broker: ValkeyServer, beat_and_worker: None
) -> None:
    """Order on the page with the broker there, gone, and there again."""
    depot = build_depot()
    receive_stock(depot, SHEET, pieces=20)
    client = Client()
    client.force_login(depot.users["sari"], BACKEND)

    before = order_on_the_page(client, 3)
    wait_for(job_of(before))

    broker.stop()
    without = order_on_the_page(client, 4)
    assert without.status == Order.Status.PLACED
    assert client.get(f"/orders/{without.number}/").status_code == 200
    time.sleep(3)
    assert job_of(without).finished_at is None

    broker.start()
    wait_for(job_of(without))
    for job in Job.objects.filter(finished_at=None):  # The mail that the job asked for.
        wait_for(job)


def order_on_the_page(client: Client, pieces: int) -> Order:
    """Order sheets as the form sends them; the answer leads to the order."""
    page = client.get("/orders/new/")
    assert page.status_code == 200
    once = re.search(r'name="once" value="(\w+)"', page.content.decode())
    assert once is not None
    typed = {"once": once.group(1), f"quantity-{SHEET}": str(pieces), "note": ""}
    answer = client.post("/orders/new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Order.objects.get(number=answer["Location"].strip("/").rpartition("/")[2])


def job_of(order: Order) -> Job:
    """Return the job that tells the buyers of an order."""
    return Job.objects.get(task="orders.tasks.tell_order_placed", arguments={"order_id": order.pk})


def wait_for(job: Job) -> None:
    """Return when a job is done; fail with what is known of it when it is not."""
    deadline = time.monotonic() + PATIENCE_S
    while job.finished_at is None:
        assert time.monotonic() < deadline, (job.task, job.sent_at, job.attempts, job.error)
        time.sleep(0.2)
        job.refresh_from_db()
