"""The limiter: exact under many at once, believed addresses only, harmless without Valkey."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client, RequestFactory

from materialcenter import limiting
from materialcenter.limiting import RateLimited, address_of, take
from materialcenter.services.minting import mint_token
from tests.cast import NOW, Depot
from tests.web.pages import SignIn


def _taken(name: str, per_minute: int) -> bool:
    try:
        take(name, per_minute=per_minute)
    except RateLimited:
        return False
    return True


class TestTake:
    def test_lets_exactly_so_many_through_at_once(self) -> None:
        with ThreadPoolExecutor(20) as threads:
            results = list(threads.map(lambda _n: _taken("x", 30), range(100)))
        assert sum(results) in {30, 31}

    def test_says_how_long_to_wait(self) -> None:
        for _ in range(2):
            take("x", per_minute=2)
        with pytest.raises(RateLimited) as refusal:
            take("x", per_minute=2)
        assert 1 <= refusal.value.data["retry_after_s"] <= 30

    def test_counts_names_apart_and_nothing_at_zero(self) -> None:
        assert _taken("a", 1)
        assert _taken("b", 1)
        assert not _taken("a", 1)
        assert all(_taken("c", 0) for _ in range(50))

    def test_lets_everything_through_without_valkey(self, settings: Any, tmp_path: Any) -> None:
        limiting._script.cache_clear()
        settings.REDIS_URL = f"unix://{tmp_path}/nothing.sock?db=0"
        try:
            assert all(_taken("x", 1) for _ in range(3))
        finally:
            limiting._script.cache_clear()


class TestAddressOf:
    @pytest.mark.parametrize(
        ("trusted", "forwarded", "address"),
        [
            (0, "9.9.9.9", "127.0.0.1"),
            (1, "9.9.9.9, 8.8.8.8", "8.8.8.8"),
            (2, "9.9.9.9, 8.8.8.8, 10.0.0.1", "8.8.8.8"),
            (1, "", "127.0.0.1"),
            (2, "8.8.8.8", "127.0.0.1"),
        ],
    )
    def test_believes_trusted_proxies_only(
        self, settings: Any, trusted: int, forwarded: str, address: str
    ) -> None:
        settings.TRUSTED_PROXIES = trusted
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        assert address_of(RequestFactory().get("/", headers=headers)) == address


@pytest.mark.django_db
class TestApi:
    @pytest.fixture(autouse=True)
    def _few(self, settings: Any) -> None:
        settings.API_WRITES_PER_MINUTE = 3
        settings.TOKEN_FAILURES_PER_MINUTE = 3

    def test_refuses_guesses_although_the_header_rotates(self, depot: Depot) -> None:
        answers = [
            Client(
                headers={"authorization": f"Bearer mc_{n}", "x-forwarded-for": f"9.9.9.{n}"}
            ).get("/api/v1/me")
            for n in range(5)
        ]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        problem = answers[-1].json()
        assert problem["code"] == "too_many_requests"
        assert answers[-1]["Retry-After"] == str(problem["data"]["retry_after_s"])

    def test_lets_a_right_token_in_beside_guesses(self, depot: Depot) -> None:
        _token, secret = mint_token(name="x", role="clerk", by=depot.person("sinta"), at=NOW)
        for _ in range(5):
            Client(headers={"authorization": "Bearer mc_x"}).get("/api/v1/me")
        right = Client(headers={"authorization": f"Bearer {secret}"})
        assert right.get("/api/v1/me").status_code == 200

    def test_limits_writes_per_person_and_no_reads(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        codes = [
            client.patch(
                "/api/v1/workshops/W0001", {"name": f"n{n}"}, content_type="application/json"
            ).status_code
            for n in range(4)
        ]
        assert codes == [200, 200, 200, 429]
        assert all(client.get("/api/v1/workshops").status_code == 200 for _ in range(6))
        other = sign_in(depot, "fajar")
        answer = other.patch(
            "/api/v1/workshops/W0001", {"name": "x"}, content_type="application/json"
        )
        assert answer.status_code == 200
