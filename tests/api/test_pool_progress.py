"""Watching a pool over the API: asked every few seconds, told only what is new."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orders.reports.pools import current, keeping
from orders.services.committing import commit
from orders.services.standing import watch_pools
from tests.cast import NOW, Depot
from tests.orders.pool_world import both_commit, open_a_pool, wish
from tests.web.pages import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


class TestProgress:
    def test_is_not_told_again_until_something_changed(
        self, depot: Depot, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        monkeypatch.setattr(keeping, "WATCHED_S", 600)  # whatever this machine takes
        watch_pools(at=timezone.now())
        address = f"/api/v1/pools/{pool.number}/progress"
        sari, rudi = sign_in(depot, "sari"), sign_in(depot, "rudi")
        first = sari.get(address)
        tag = first["ETag"]
        with monkeypatch.context() as nobody_clears:
            nobody_clears.setattr(current, "work_out", None)
            for _watcher in range(5):
                with CaptureQueriesContext(connection) as asked:
                    again = sari.get(address, headers={"If-None-Match": f'"x", {tag}'})
                assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
                assert len(asked) == 5  # session, user, roles, workshops, pool
        assert rudi.get(address, headers={"If-None-Match": tag}).status_code == 200
        more = wish(depot, "W0002", 40)
        commit(pool_id=pool.pk, wish=more, by=depot.person("rudi"), at=NOW)
        watch_pools(at=timezone.now())
        changed = sari.get(address, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed["ETag"] != tag
        assert changed.json()["materials"][0]["price_per_kg"] == "10350.00"

    def test_gives_each_buyer_the_own_part_alone(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        for name, own, other in (("sari", "W0001", "W0002"), ("rudi", "W0002", "W0001")):
            answer: Any = sign_in(depot, name).get(f"/api/v1/pools/{pool.number}/progress")
            told = json.dumps(answer.json())
            assert own in told
            assert other not in told
            assert "PT Baja Contoh" not in told
            assert "private" in answer["Cache-Control"]
