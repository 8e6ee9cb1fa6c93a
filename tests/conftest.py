"""The test run: its servers, and the fixtures that any test may ask for.

Servers, environment and Django come first, before any test module is imported.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import django
import pytest
import redis
from django.conf import settings as django_settings

from tests.harness import servers

if django_settings.configured:
    raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests set it themselves.")
_FOLDER = servers.prepare_environment()
django.setup()

import hypothesis  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from materialcenter import jobs  # noqa: E402
from tests.cast import Depot, build_depot  # noqa: E402
from tests.harness.browser import launch_arguments  # noqa: E402
from tests.harness.emptying import empty_tables, let_tables_be_emptied  # noqa: E402
from tests.harness.mail import Postbox  # noqa: E402
from tests.harness.template import copy_test_databases  # noqa: E402
from tests.harness.worker import Worker  # noqa: E402
from tests.world import World, build_world  # noqa: E402

# How long an example takes says nothing on a machine that others use too.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")

_SERVERS = pytest.StashKey[servers.Servers]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers and build styles and translations once, in the process that was started."""
    let_tables_be_emptied()
    copy_test_databases()
    if hasattr(config, "workerinput") or config.option.help or config.option.version:
        return
    config.stash[_SERVERS] = servers.Servers(_FOLDER)
    config.stash[_SERVERS].start()
    call_command("build_css", verbosity=0)
    call_command("messages", "--compile", verbosity=0)
    # xdist's workers inherit the environment and must reach the lines above with Django not set up.
    os.environ.pop("DJANGO_SETTINGS_MODULE")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers, however the run ended."""
    if _SERVERS in config.stash:
        config.stash[_SERVERS].stop()


@pytest.fixture(scope="session")
def _valkey() -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(django_settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    """Start each test in Indonesian, whatever language the one before left active."""
    with translation.override("id"):
        yield


@pytest.fixture(autouse=True)
def _empty_valkey(_valkey: "redis.Redis") -> None:
    """Give each test an empty broker, cache and limiter."""
    _valkey.flushdb()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start this machine's Chromium; see harness/browser.py."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture
def live_site(live_server: Any, settings: Any) -> str:
    """Serve the real site to a browser; return its address, without a slash at the end."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server; whatever the application mails arrives there."""
    box = Postbox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = False
    yield box
    box.stop()


@pytest.fixture
def celery_now(db: None) -> Callable[..., int]:
    """Do every due job in this process, and those they bring; returns how many ran."""
    return jobs.run_due


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    """A running Celery worker on this test's database; see Worker.finish_jobs."""
    process = Worker()
    process.start()
    yield process
    process.stop()


@pytest.fixture
def depot(db: None) -> "Depot":
    """Build the center and its cast; see tests/cast.py."""
    return build_depot()


@pytest.fixture
def stranger(db: None) -> "Depot":
    """Build another center, whose people must find nothing of the first."""
    return build_depot("BDG")


@pytest.fixture
def sign_in() -> "Callable[[Depot, str], Client]":
    """Return a function that gives a browser-like client, signed in as a cast member."""

    def signed_in(depot: Depot, name: str) -> Client:
        client = Client()
        client.force_login(depot.users[name], "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> "Iterator[World]":
    """Make the world of tests/world.py, once for a module; each test's own changes are undone."""
    with django_db_blocker.unblock():
        made = build_world()
    yield made
    with django_db_blocker.unblock():
        empty_tables()
