"""Members are told at each step of a pool, in their language and with their own figures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from materialcenter.models import Workshop
from materialcenter.person import system_person
from orders.models import Pool, PoolEvent
from orders.services.committing import commit
from orders.services.freezing import close_due_pool, freeze_pool
from orders.services.opening import cancel_pool, extend_pool
from orders.services.telling_members import SUBJECTS, tell_members, write_to_member
from tests.cast import NOW, Depot
from tests.orders.pool_world import (
    DEADLINE,
    both_commit,
    open_a_pool,
    shared_pool,
    wish,
)

pytestmark = pytest.mark.django_db(transaction=True)


def _to(name: str, depot: Depot, mails: list[EmailMessage]) -> list[EmailMessage]:
    address = depot.users[name].email
    return [mail for mail in mails if mail.to == [address]]


def _text(mail: EmailMessage) -> str:
    return " ".join(str(mail.body).split())


class TestLettersOfAPool:
    def test_follow_it_from_its_opening_to_its_sharing_with_each_members_own_figures(
        self, depot: Depot, celery_now: Callable[[], int], mailoutbox: list[EmailMessage]
    ) -> None:
        for user in depot.users.values():
            user.language = "en"
            user.save()
        pool = shared_pool(depot)
        celery_now()
        kinds = list(PoolEvent.objects.filter(pool=pool).values_list("kind", flat=True))
        assert kinds == ["opened", "frozen", "cleared", "ordered", "arrived", "allocated"]
        sari = _to("sari", depot, mailoutbox)
        subjects = [mail.subject.split(":")[0].replace(pool.number, "#") for mail in sari]
        assert subjects == [
            "Pool # is open",
            "Pool # is closed",
            "Pool # has its price",
            "Pool # is ordered",
            "A delivery for pool # arrived",
            "Pool # is ready for pick-up",
        ]
        closed, priced, arrived = (_text(sari[n]) for n in (1, 2, 4))
        assert "SPHC-2-4X8: 10 sheets" in closed
        assert "SPHC-2-4X8: 10 sheets, Rp10,800/kg You save Rp816,533" in priced
        assert "10 sheets" in arrived
        rudi = _to("rudi", depot, mailoutbox)
        assert "SPHC-2-4X8: 5 sheets" in _text(rudi[2])
        assert not any(_to(name, depot, mailoutbox) for name in ("putri", "agus"))
        assert "SPHC-2-4X8: 5 sheets" in _text(rudi[5])

    def test_say_why_a_pool_closes_later_or_not_at_all(
        self, depot: Depot, celery_now: Callable[[], int], mailoutbox: list[EmailMessage]
    ) -> None:
        pool, putri = open_a_pool(depot), depot.person("putri")
        commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
        later = DEADLINE + timedelta(days=2)
        extend_pool(pool_id=pool.pk, deadline_at=later, reason="Dua ikut lagi", by=putri, at=NOW)
        cancel_pool(pool_id=pool.pk, reason="Pabrik tutup", by=putri, at=NOW)
        celery_now()
        sari, rudi = (_to(name, depot, mailoutbox) for name in ("sari", "rudi"))
        assert len(rudi) == 1
        assert ["Dua ikut lagi" in _text(mail) for mail in sari[1:3]] == [True, False]
        assert "Pabrik tutup" in _text(sari[2])

    def test_ask_who_could_help_for_what_is_missing(
        self, depot: Depot, celery_now: Callable[[], int], mailoutbox: list[EmailMessage]
    ) -> None:
        pool = open_a_pool(depot)
        Pool.objects.filter(pk=pool.pk).update(topping_up_hours=24)
        both_commit(depot, pool)
        system = system_person(depot.center.pk)
        close_due_pool(pool_id=pool.pk, by=system, at=DEADLINE)
        celery_now()
        for name in ("sari", "rudi"):
            assert "4 lembar" in _text(_to(name, depot, mailoutbox)[-1]).replace("\xa0", " ")


class TestTellMembers:
    def test_writes_of_a_chosen_pool_to_the_chosen_alone_and_to_those_without_a_sign_in(
        self, depot: Depot
    ) -> None:
        pool = open_a_pool(depot)
        Pool.objects.filter(pk=pool.pk).update(audience="chosen")
        paper = Workshop.objects.create(
            center=depot.center, code="W0009", name="Kertas", trade="pressing", email="w9@x.id"
        )
        pool.invitations.create(workshop=paper)
        pool.invitations.create(workshop=depot.workshops["W0002"])
        event = PoolEvent.objects.get(kind="opened")
        assert tell_members(pool_id=pool.pk, event_id=event.pk) == 2

    def test_writes_nothing_of_steps_that_have_letters_of_their_own(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        for kind in set(PoolEvent.Kind) - set(SUBJECTS):
            event = PoolEvent.objects.create(pool=pool, kind=kind, happened_at=NOW)
            assert tell_members(pool_id=pool.pk, event_id=event.pk) == 0

    @pytest.mark.parametrize("language", ["id", "en"])
    def test_has_a_letter_for_every_step_in_both_languages(
        self, depot: Depot, language: str, mailoutbox: list[Any]
    ) -> None:
        pool = open_a_pool(depot)
        both_commit(depot, pool)
        freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        user = depot.users["sari"]
        user.language = language
        user.save()
        for kind in SUBJECTS:
            event = PoolEvent.objects.create(pool=pool, kind=kind, happened_at=NOW, reason="x")
            for _again in range(2):
                write_to_member(event_id=event.pk, user_id=user.pk, workshop_id=None)
            first, second = mailoutbox[-2:]
            assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
            assert pool.title in _text(first)
