"""Guessing a password is slowed down, whatever address the guesser claims to come from."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import PASSWORD, Depot

pytestmark = pytest.mark.django_db
TRIES = 15


def sign_in(name: str, password: str, claimed: str) -> Any:
    """Sign in from an address that the header claims, behind one proxy that tells the truth."""
    client = Client(headers={"X-Forwarded-For": f"{claimed}, 203.0.113.7"})
    return client.post("/account/login/", {"login": name, "password": password})


@pytest.fixture(params=[0, 1], ids=["without a proxy", "behind a proxy"])
def _proxies(request: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = request.param


@pytest.mark.usefixtures("_proxies")
class TestGuessing:
    def test_at_one_account_is_stopped(self, depot: Depot) -> None:
        for number in range(TRIES):
            sign_in("wati", f"tebakan-{number}", f"10.0.{number}.1")
        assert sign_in("wati", PASSWORD, "10.1.1.1").status_code != 302

    def test_at_many_accounts_is_stopped(self, depot: Depot) -> None:
        for number in range(TRIES):
            sign_in(f"orang-{number}", f"tebakan-{number}", f"10.0.{number}.1")
        assert sign_in("wati", PASSWORD, "10.1.1.1").status_code != 302

    def test_does_not_stop_who_types_it_right(self, depot: Depot) -> None:
        for number in range(3):
            sign_in("wati", f"tebakan-{number}", "10.1.1.1")
        assert sign_in("wati", PASSWORD, "10.1.1.1").status_code == 302
