"""Wishes that a pool could not fill are kept once, and go into the next pool."""

from datetime import timedelta
from typing import Any

import pytest

from materialcenter import jobs
from materialcenter.access import system_person
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Job
from materialcenter.person import WrongRole
from orders.models import Commitment, KeptWish, Pool, PoolEvent
from orders.reports.pools.tallies import tally_of
from orders.services.committing import commit
from orders.services.freezing import freeze_pool
from orders.services.opening import cancel_pool
from orders.services.ordering import order_pool
from orders.services.rolling_over import tell_wishes_kept
from orders.services.taking_in_wishes import drop_kept_wish, take_in_of_workshop
from orders.services.taking_quotes import decline_quote, let_offers_stand
from orders.services.telling_buyers import write_to_buyer
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.pool_world import wish
from tests.orders.quote_world import (
    BAR,
    SCRAP,
    SHEET,
    asked_pool,
    everybody_commits,
    give_offers,
    go_on,
    new_pool,
)

pytestmark = pytest.mark.django_db


def ordered_pool(depot: Depot) -> Pool:
    """Order the sheets; nobody reached the scrap, and S02 declined the bars."""
    pool, of_sheets, of_bars = asked_pool(depot)
    putri = depot.person("putri")
    let_offers_stand(number=of_sheets.number, reference="", by=putri, at=NOW)
    decline_quote(number=of_bars.number, reason="No bars", by=putri, at=NOW)
    go_on(pool, depot)
    order_pool(pool_id=pool.pk, by=putri, at=NOW)
    return Pool.objects.get(pk=pool.pk)


def take_in(depot: Depot, pool: Pool, workshop: str) -> int:
    """Do what the job of a pool that opens does for one workshop."""
    return take_in_of_workshop(
        pool_id=pool.pk,
        workshop_id=depot.workshops[workshop].pk,
        by=system_person(depot.center.pk),
        at=NOW,
    )


class TestKeepWishes:
    def test_keeps_what_reached_nobody_when_the_pool_is_ordered(self, depot: Depot) -> None:
        pool = ordered_pool(depot)
        kept = {wish.material.code: wish for wish in KeptWish.objects.all()}
        assert {code: row.reason for code, row in kept.items()} == {
            SCRAP: "not_reached",
            BAR: "declined",
        }
        assert (kept[SCRAP].workshop.code, kept[SCRAP].quantity) == ("W0002", 100)
        event = PoolEvent.objects.get(pool=pool, kind="rolled_over", facts__materials=[SCRAP])
        assert event.facts["wishes"] == 1
        assert PoolEvent.objects.filter(pool=pool, kind="ordered").exists()

    def test_keeps_every_wish_of_a_pool_that_is_called_off_once(self, depot: Depot) -> None:
        give_offers(depot)
        pool = new_pool(depot)
        everybody_commits(depot, pool)
        cancel_pool(pool_id=pool.pk, reason="No money", by=depot.person("putri"), at=NOW)
        assert KeptWish.objects.waiting().count() == 4
        assert set(KeptWish.objects.values_list("reason", flat=True)) == {"cancelled"}

    def test_lets_the_last_word_replace_what_an_earlier_pool_kept(self, depot: Depot) -> None:
        give_offers(depot)
        for _n in range(2):
            pool = new_pool(depot, SHEET)
            everybody_wants_sheets(depot, pool)
            cancel_pool(pool_id=pool.pk, reason="No", by=depot.person("putri"), at=NOW)
        assert KeptWish.objects.count() == 4
        waiting = KeptWish.objects.waiting()
        assert {row.from_pool_id for row in waiting} == {pool.pk}

    def test_tells_each_workshop_once_of_all_that_is_kept(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        give_offers(depot)
        pool = new_pool(depot)
        everybody_commits(depot, pool)
        cancel_pool(pool_id=pool.pk, reason="No money", by=depot.person("putri"), at=NOW)
        ids = list(KeptWish.objects.values_list("pk", flat=True))
        assert tell_wishes_kept(wish_ids=ids) == 2
        job = Job.objects.filter(task="orders.tasks.tell_buyer", arguments__about="wish_kept")
        write_to_buyer(**job.earliest("pk").arguments)
        (mail,) = postbox.to("sari.tgl@example.id")
        assert BAR in mail.get_content()
        assert SHEET in mail.get_content()


def everybody_wants_sheets(depot: Depot, pool: Pool) -> None:
    """Have sari want 10 sheets and rudi 6."""
    commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
    commit(pool_id=pool.pk, wish=wish(depot, "W0002", 6), by=depot.person("rudi"), at=NOW)


class TestTakeInKeptWishes:
    def test_commits_them_in_the_next_pool_with_their_numbers(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        ordered_pool(depot)
        pool = new_pool(depot, SCRAP, title="Next")
        waiting = Job.objects.filter(task="orders.tasks.take_in_kept_wishes")
        assert [job.arguments["workshop_id"] for job in waiting] == [depot.workshops["W0002"].pk]
        assert take_in(depot, pool, "W0002") == 1
        made = Commitment.objects.get(pool=pool)
        kept = KeptWish.objects.get(material=depot.materials[SCRAP])
        assert kept.commitment == made
        assert (made.quantity, made.minimum, made.price_cap) == (100, 100, None)
        assert tally_of(pool)[0].quantity == 100
        assert take_in(depot, pool, "W0002") == 0
        assert Commitment.objects.filter(pool=pool).count() == 1
        write_to_buyer(
            workshop_id=kept.workshop_id,
            user_id=depot.users["rudi"].pk,
            about="wish_taken_in",
            about_id=kept.pk,
        )
        assert "100" in postbox.to("rudi.tgl@example.id")[0].get_content()

    def test_leaves_the_word_that_a_workshop_gave_in_the_pool_itself(self, depot: Depot) -> None:
        ordered_pool(depot)
        pool = new_pool(depot, SCRAP)
        rudi = depot.person("rudi")
        own = commit(
            pool_id=pool.pk, wish=wish(depot, "W0002", 40, material=SCRAP), by=rudi, at=NOW
        )
        assert take_in(depot, pool, "W0002") == 0
        assert KeptWish.objects.get(material=depot.materials[SCRAP]).commitment == own

    def test_keeps_what_needs_a_deposit_and_says_so(self, depot: Depot, postbox: Postbox) -> None:
        ordered_pool(depot)
        pool = new_pool(depot, SCRAP)
        Pool.objects.filter(pk=pool.pk).update(deposit_percent=50, deposit_rule="always")
        assert take_in(depot, pool, "W0002") == 0
        kept = KeptWish.objects.waiting().get(material=depot.materials[SCRAP])
        assert (kept.held_back, kept.held_back_from) == ("deposit", pool)
        write_to_buyer(
            workshop_id=kept.workshop_id,
            user_id=depot.users["rudi"].pk,
            about="wish_held_back",
            about_id=kept.pk,
        )
        assert pool.title in postbox.to("rudi.tgl@example.id")[0].get_content()
        Pool.objects.filter(pk=pool.pk).update(deposit_percent=0)
        assert take_in(depot, pool, "W0002") == 1

    @pytest.mark.parametrize(
        ("change", "held_back"),
        [({"audience": "programme"}, "not_invited"), ({"status": "frozen"}, "closed")],
    )
    def test_keeps_what_the_pool_does_not_take(
        self, depot: Depot, change: dict[str, Any], held_back: str
    ) -> None:
        ordered_pool(depot)
        pool = new_pool(depot, SCRAP)
        Pool.objects.filter(pk=pool.pk).update(**change)
        assert take_in(depot, pool, "W0002") == 0
        kept = KeptWish.objects.waiting().get(material=depot.materials[SCRAP])
        assert kept.held_back == held_back

    def test_is_done_by_jobs_that_nothing_loses(self, depot: Depot) -> None:
        ordered_pool(depot)
        later = NOW + timedelta(days=400)
        pool = new_pool(depot, SCRAP, BAR, at=later)
        jobs.run_due()
        assert Commitment.objects.filter(pool=pool).count() == 2
        freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=later)


class TestDropKeptWish:
    def test_forgets_a_wish_once(self, depot: Depot) -> None:
        ordered_pool(depot)
        kept = KeptWish.objects.get(material=depot.materials[SCRAP])
        for by, refusal in (("wati", WrongRole), ("sari", Missing)):
            with pytest.raises(refusal):
                drop_kept_wish(wish_id=kept.pk, by=depot.person(by), at=NOW)
        drop_kept_wish(wish_id=kept.pk, by=depot.person("rudi"), at=NOW)
        assert not KeptWish.objects.waiting().filter(pk=kept.pk).exists()
        with pytest.raises(DomainError) as refusal_again:
            drop_kept_wish(wish_id=kept.pk, by=depot.person("rudi"), at=NOW)
        assert refusal_again.value.code == "kept_wish_gone"
        assert new_pool(depot, SCRAP).status == "open"
        assert not Job.objects.filter(task="orders.tasks.take_in_kept_wishes").exists()
