"""How pools stand: kept for everybody, seen by each, and worked out once for each change."""

import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from orders.models import Offer, Pool
from orders.reports.pools import (
    boxes_of,
    current,
    current_version,
    effect_of,
    keeping,
    news_since,
    progress_of,
    seen_in,
)
from orders.rules import clearing as rule
from orders.rules.errors import RuleError
from orders.services.clearing import clear_pool
from orders.services.committing import commit
from orders.services.freezing import freeze_pool
from orders.services.opening import set_appetite
from orders.services.standing import watch_pools
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.pool_world import both_commit, make_offer, open_a_pool, open_another, wish

pytestmark = pytest.mark.django_db
NOWHERE = "unix:///nowhere/valkey.sock"
BAR, SHEET = "S45C-D25", "SPHC-2-4X8"
TODAY = NOW.date()
Clearings = list[float]


@pytest.fixture(autouse=True)
def _patient_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a worker saw count for longer than the slowest machine takes for a test."""
    monkeypatch.setattr(keeping, "WATCHED_S", 600)


@pytest.fixture
def clearings(monkeypatch: pytest.MonkeyPatch) -> Clearings:
    """The start of every clearing that is run."""
    seen: Clearings = []
    clear = rule.clear

    def counted(*terms: Any, **more: Any) -> rule.Clearing:
        seen.append(time.monotonic())
        return clear(*terms, **more)

    monkeypatch.setattr(rule, "clear", counted)
    return seen


def _commits(depot: Depot, pool: Pool, name: str, quantity: int, **more: Any) -> None:
    code = {"sari": "W0001", "rudi": "W0002"}[name]
    commit(pool_id=pool.pk, wish=wish(depot, code, quantity, **more), by=depot.person(name), at=NOW)


class TestWatchPools:
    def test_works_out_what_changed_once_however_many_changes_there_were(
        self, depot: Depot, clearings: Clearings
    ) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        assert watch_pools(at=NOW) == 1
        assert len(clearings) == 2  # each material once
        for quantity in (3, 5, 10):
            _commits(depot, pool, "sari", quantity)
        _commits(depot, pool, "rudi", 6)
        watch_pools(at=NOW)
        watch_pools(at=NOW)
        assert len(clearings) == 3  # the sheets alone
        assert progress_of(pool, by=depot.person("sari"), on=TODAY).materials[0].wanted == 16

    def test_notices_the_depots_appetite_offers_and_counter_prices(
        self, depot: Depot, clearings: Clearings
    ) -> None:
        pool = open_a_pool(depot)
        putri = depot.person("putri")
        watch_pools(at=NOW)
        set_appetite(pool_id=pool.pk, material=SHEET, quantity=20, by=putri, at=NOW)
        watch_pools(at=NOW)
        Offer.objects.filter(supplier=depot.suppliers["S02"]).update(replaced_at=NOW)
        make_offer(depot, "S02", SHEET, {0: 9000})
        watch_pools(at=NOW)
        depot.materials[SHEET].counter_price_per_kg += 500
        depot.materials[SHEET].save()
        watch_pools(at=NOW)
        assert len(clearings) == 4
        _commits(depot, pool, "sari", 10)
        watch_pools(at=NOW)
        (line,) = progress_of(pool, by=putri, on=TODAY).materials
        assert (line.price_per_kg, line.appetite) == (Decimal(9000), 20)

    def test_costs_as_many_statements_for_many_pools_as_for_one(self, depot: Depot) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        watch_pools(at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as one:
            watch_pools(at=NOW)
        open_another(pool)
        watch_pools(at=NOW)
        with CaptureQueriesContext(connection) as two:
            watch_pools(at=NOW)
        assert len(one) == len(two) == 4

    def test_leaves_a_pool_that_cannot_be_worked_out_to_those_who_look(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        pool = open_a_pool(depot)

        def refuse(*_terms: Any, **_more: Any) -> None:
            raise RuleError("nonsense", "The rule was given nonsense.")

        monkeypatch.setattr(rule, "clear", refuse)
        assert watch_pools(at=NOW) == 0
        assert pool.number in caplog.text
        with pytest.raises(RuleError):
            progress_of(pool, by=depot.person("sari"), on=TODAY)

    def test_watches_nothing_without_valkey(self, depot: Depot, settings: Any) -> None:
        open_a_pool(depot)
        settings.REDIS_URL = NOWHERE
        assert watch_pools(at=NOW) == 0


class TestProgressOf:
    def test_asks_the_database_for_no_clearing_while_a_worker_watches(
        self, depot: Depot, clearings: Clearings
    ) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        both_commit(depot, pool)
        watch_pools(at=NOW)
        del clearings[:]
        with CaptureQueriesContext(connection) as asked:
            for _watcher in range(100):
                progress_of(pool, by=depot.person("sari"), on=TODAY)
        assert clearings == []
        said = [query["sql"] for query in asked]
        assert not [sql for sql in said if "orders_commitment" in sql or "orders_offer" in sql]

    def test_shows_what_is_new_at_once_where_nobody_watches(
        self, depot: Depot, clearings: Clearings
    ) -> None:
        pool = open_a_pool(depot)
        sari = depot.person("sari")
        for quantity in (10, 40):
            _commits(depot, pool, "sari", quantity)
            for _again in range(3):
                assert progress_of(pool, by=sari, on=TODAY).materials[0].wanted == quantity
        assert len(clearings) == 2

    def test_is_the_same_with_valkey_gone(self, depot: Depot, settings: Any) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        both_commit(depot, pool)
        watch_pools(at=NOW)
        people = [depot.person(name) for name in ("sari", "rudi", "putri", "agus")]
        kept = [progress_of(pool, by=person, on=TODAY) for person in people]
        settings.REDIS_URL = NOWHERE
        assert [progress_of(pool, by=person, on=TODAY) for person in people] == kept

    def test_gives_nobody_anothers_name_or_quantity(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        watch_pools(at=NOW)
        for name, code in (("sari", "W0001"), ("rudi", "W0002"), ("putri", "")):
            progress = progress_of(pool, by=depot.person(name), on=TODAY)
            own = [part.workshop_code for line in progress.materials for part in line.own]
            assert own == ([code] if code else [])
        sari = depot.person("sari")
        (row,) = current.rows_of([pool])[pool]
        found = keeping.read({pool: [row]}, sari.workshop_ids).standings[row.pk]
        assert set(found.parts) == sari.workshop_ids

    def test_follows_a_pool_that_is_priced_although_it_was_just_watched(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        watch_pools(at=NOW)
        putri = depot.person("putri")
        freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        pool = clear_pool(pool_id=pool.pk, by=putri, at=NOW)
        assert progress_of(pool, by=depot.person("sari"), on=TODAY).is_final

    def test_takes_as_many_statements_for_many_materials_as_for_one(self, depot: Depot) -> None:
        counts: list[int] = []
        for codes in ((SHEET,), (SHEET, BAR)):
            pool = open_a_pool(depot, *codes) if not counts else _with_bar(depot)
            both_commit(depot, pool)
            watch_pools(at=NOW)
            sari = depot.person("sari")
            with CaptureQueriesContext(connection) as asked:
                progress_of(pool, by=sari, on=TODAY)
            counts.append(len(asked))
        assert counts == [3, 3]


def _with_bar(depot: Depot) -> Pool:
    make_offer(depot, "S01", BAR, {0: 15000})
    pool = Pool.objects.get()
    set_appetite(pool_id=pool.pk, material=BAR, quantity=0, by=depot.person("putri"), at=NOW)
    return pool


class TestVersion:
    def test_changes_with_all_that_is_shown_and_with_nothing_else(self, depot: Depot) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        sari, rudi = depot.person("sari"), depot.person("rudi")
        seen = [current_version(pool, on=TODAY)]
        watch_pools(at=NOW)
        assert current_version(pool, on=TODAY) == seen[0]
        assert progress_of(pool, by=sari, on=TODAY).version == seen[0]
        _commits(depot, pool, "rudi", 6)
        watch_pools(at=NOW)
        seen.append(current_version(pool, on=TODAY))
        pool.deadline_at += timedelta(days=1)
        seen.append(current_version(pool, on=TODAY))
        assert len(set(seen)) == 3
        for person in (sari, rudi):
            assert progress_of(pool, by=person, on=TODAY).version == seen[-1]

    def test_costs_no_statement_while_a_worker_watches_and_two_without(
        self, depot: Depot, django_assert_num_queries: Any
    ) -> None:
        pool = open_a_pool(depot, SHEET, BAR)
        with django_assert_num_queries(2):
            current_version(pool, on=TODAY)
        watch_pools(at=NOW)
        with django_assert_num_queries(0):
            current_version(pool, on=TODAY)


class TestEffectOf:
    def test_says_what_the_last_word_did_to_the_price(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        _commits(depot, pool, "rudi", 40)
        _commits(depot, pool, "sari", 5)
        mine = _effect(depot, pool)
        assert (mine.price_before, mine.fell_by) == (Decimal("10800.00"), Decimal("450.00"))
        assert mine.part is not None
        assert mine.part.planned == 5
        _commits(depot, pool, "sari", 10)
        assert _effect(depot, pool).fell_by == 0
        _commits(depot, pool, "sari", 0)
        gone = _effect(depot, pool)
        assert (gone.part, gone.fell_by) == (None, Decimal("-450.00"))

    def test_is_kept_for_who_looks_next(self, depot: Depot, clearings: Clearings) -> None:
        pool = open_a_pool(depot)
        watch_pools(at=NOW)
        _commits(depot, pool, "sari", 10)
        _effect(depot, pool)
        del clearings[:]
        progress = progress_of(pool, by=depot.person("sari"), on=TODAY)
        assert progress.materials[0].wanted == 10
        watch_pools(at=NOW)
        assert clearings == []


def _effect(depot: Depot, pool: Pool) -> Any:
    workshop = depot.workshops["W0001"].pk
    return effect_of(pool, depot.materials[SHEET].pk, workshop, on=TODAY)


class TestNews:
    def test_says_in_short_sentences_what_changed_since(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        sari = depot.person("sari")
        progress = progress_of(pool, by=sari, on=TODAY)
        said = []
        with translation.override("en"):
            for name, quantity in (("sari", 10), ("rudi", 40), ("rudi", 45), ("rudi", 5)):
                _commits(depot, pool, name, quantity)
                seen, progress = seen_in(progress), progress_of(pool, by=sari, on=TODAY)
                news = news_since(seen, progress)
                assert news.changed == {progress.materials[0].row_id}
                said.append(news.sentences)
        assert said == [
            ("The minimum of SPHC-2-4X8 is reached: Rp11,200/kg.", "Rp629,897 more saved for you."),
            ("Price of SPHC-2-4X8 fell to Rp10,350/kg.", "Rp396,601 more saved for you."),
            ("2,566.245 kg wanted together now.",),
            ("Price of SPHC-2-4X8 rose to Rp10,800/kg.", "Rp209,965 less saved for you."),
        ]
        assert news_since(seen_in(progress), progress).sentences == ()

    @pytest.mark.parametrize(
        "seen", ["", "~", "1_2", "a_b_c_d_e", "1_x_NaN_0_0", "1_x_1e9_x_0", "_" * 99]
    )
    def test_makes_nothing_of_what_it_cannot_read(self, depot: Depot, seen: str) -> None:
        pool = open_a_pool(depot)
        news = news_since(seen, progress_of(pool, by=depot.person("sari"), on=TODAY))
        assert news.sentences == ()


class TestBoxesOf:
    def test_offers_last_times_quantity_and_what_reaches_the_next_price(
        self, depot: Depot, django_assert_num_queries: Any
    ) -> None:
        before = open_a_pool(depot)
        _commits(depot, before, "sari", 7)
        pool = open_another(before)
        sari = depot.person("sari")
        progress = progress_of(pool, by=sari, on=TODAY)
        with django_assert_num_queries(2):
            ((box,),) = boxes_of(progress, sari).values()
        assert (box.is_in, box.quantity, box.last_time) == (False, 7, 7)
        _commits(depot, pool, "sari", 10, minimum=4, maximum=10)
        progress = progress_of(pool, by=sari, on=TODAY)
        ((box,),) = boxes_of(progress, sari).values()
        assert (box.is_in, box.quantity, box.minimum, box.maximum) == (True, 10, 4, None)
        assert box.to_next is not None
        _commits(depot, pool, "sari", box.to_next)
        after = progress_of(pool, by=sari, on=TODAY).materials[0].price_per_kg
        assert after == progress.materials[0].next_price_per_kg


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize(("waits", "at_most"), [(True, 1), (False, 6)])
    def test_one_asker_works_it_out_and_the_others_find_it(
        self,
        depot: Depot,
        monkeypatch: pytest.MonkeyPatch,
        waits: bool,
        at_most: int,
    ) -> None:
        """Without waiting for one's turn several work out the same: so the test can fail."""
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        starts = _slow_clearings(monkeypatch)
        if not waits:
            monkeypatch.setattr(current, "_wait_for_turn", lambda _pool: None)
        sari = depot.person("sari")
        found = together([lambda: progress_of(pool, by=sari, on=TODAY).own_saving] * 6)
        assert raised(found) == []
        assert len(set(found)) == 1
        assert (len(starts) == 1) is waits
        assert len(starts) <= at_most

    def test_askers_take_turns_without_valkey_and_are_all_right(
        self, depot: Depot, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        settings.REDIS_URL = NOWHERE
        starts = _slow_clearings(monkeypatch)
        sari = depot.person("sari")
        found = together([lambda: progress_of(pool, by=sari, on=TODAY).own_saving] * 4)
        assert raised(found) == []
        assert len(set(found)) == 1
        pauses = [after - before for before, after in pairwise(starts)]
        assert min(pauses) >= SLOW_S


SLOW_S = 0.15


def _slow_clearings(monkeypatch: pytest.MonkeyPatch) -> Clearings:
    starts: Clearings = []
    clear: Callable[..., rule.Clearing] = rule.clear

    def slow(*terms: Any, **more: Any) -> rule.Clearing:
        starts.append(time.monotonic())
        time.sleep(SLOW_S)
        return clear(*terms, **more)

    monkeypatch.setattr(rule, "clear", slow)
    return starts
