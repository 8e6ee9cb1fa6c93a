"""What a person was told: opened, marked as read, forgotten, and tried again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry, Channel, Delivery, Notice, Role
from materialcenter.person import Person
from materialcenter.services.telling import reading, sending
from materialcenter.services.telling.trying_again import (
    NotGivenUp,
    WayClosed,
    try_delivery_again,
)
from tests.cast import NOW, Depot
from tests.told import given_up, told

LATER = NOW + timedelta(hours=1)


def machine_of(depot: Depot) -> Person:
    """Return a machine of the center, whom nobody tells anything."""
    return Person(depot.center.pk, frozenset({Role.SUPERVISOR}), token_id=1)


class TestOpenNotice:
    def test_marks_it_as_read_once_and_says_where_it_leads(self, depot: Depot) -> None:
        (notice,) = told(depot, "sari", path="/orders/")
        by = depot.person("sari")
        assert reading.open_notice(notice_id=notice.pk, by=by, at=NOW) == "/orders/"
        assert reading.open_notice(notice_id=notice.pk, by=by, at=LATER) == "/orders/"
        notice.refresh_from_db()
        assert notice.read_at == NOW

    def test_finds_nothing_of_anybody_else(self, depot: Depot, stranger: Depot) -> None:
        (notice,) = told(depot, "sari")
        others = (depot.person("rudi"), depot.person("sinta"), stranger.person("sari"))
        for by in (*others, machine_of(depot)):
            with pytest.raises(Missing):
                reading.open_notice(notice_id=notice.pk, by=by, at=NOW)
        notice.refresh_from_db()
        assert notice.read_at is None


class TestMarkRead:
    def test_marks_what_is_named_and_counts_what_was_unread(self, depot: Depot) -> None:
        first, second, third = (told(depot, "sari", key=key)[0].pk for key in "123")
        by = depot.person("sari")
        assert reading.mark_read(notice_ids=[first, second, second], by=by, at=NOW) == 2
        assert reading.mark_read(notice_ids=[second, third], by=by, at=LATER) == 1

    def test_marks_none_when_one_is_not_theirs(self, depot: Depot) -> None:
        (mine,), (rudis,) = told(depot, "sari"), told(depot, "rudi")
        with pytest.raises(Missing):
            reading.mark_read(notice_ids=[mine.pk, rudis.pk], by=depot.person("sari"), at=NOW)
        assert Notice.objects.unread().count() == 2

    def test_marks_all_of_the_person_that_were_told_by_then(self, depot: Depot) -> None:
        for key in "12":
            told(depot, "sari", "rudi", key=key)
        told(depot, "sari", key="later", at=LATER)
        assert reading.mark_all_read(by=depot.person("sari"), at=NOW) == 2
        assert Notice.objects.unread().count() == 3
        assert reading.mark_all_read(by=machine_of(depot), at=NOW) == 0


class TestForgetNotices:
    def test_forgets_what_was_read_half_a_year_ago_and_how_it_was_delivered(
        self, depot: Depot
    ) -> None:
        by = depot.person("sari")
        old = given_up(depot, "sari", key="old").notice
        (recent,), (unread,) = told(depot, "sari", key="recent"), told(depot, "sari", key="unread")
        reading.mark_read(notice_ids=[old.pk], by=by, at=NOW)
        reading.mark_read(notice_ids=[recent.pk], by=by, at=NOW + timedelta(days=1))
        assert reading.forget_notices(at=NOW + timedelta(days=180, hours=1)) == 1
        left = set(Notice.objects.filter(kind=recent.kind).values_list("key", flat=True))
        assert {"recent", "unread"} <= left
        assert old.key not in left
        assert not Delivery.objects.filter(notice_id=old.pk).exists()
        assert unread.read_at is None

    def test_forgets_what_is_two_years_old_though_nobody_read_it(self, depot: Depot) -> None:
        told(depot, "sari", key="old")
        told(depot, "sari", key="young", at=NOW + timedelta(days=1))
        assert reading.forget_notices(at=NOW + timedelta(days=730, hours=1)) == 1
        assert Notice.objects.get().key == "young"


class TestTryDeliveryAgain:
    def test_makes_it_due_at_once_from_its_first_try(
        self, depot: Depot, celery_now: Callable[..., int], mailoutbox: list[object]
    ) -> None:
        failed = given_up(depot, "sari")
        reading.mark_all_read(by=depot.person("sari"), at=NOW)
        try_delivery_again(delivery_id=failed.pk, by=depot.person("sari"), at=LATER)
        failed.refresh_from_db()
        assert (failed.tries, failed.error, failed.gave_up_at) == (0, "", None)
        assert failed.due_at == LATER
        assert AuditEntry.objects.get(action="delivery.retried").subject_id == failed.pk
        sending.take_due(at=LATER)
        celery_now()
        failed.refresh_from_db()
        assert failed.sent_at is not None
        assert len(mailoutbox) == 1

    def test_is_refused_for_what_was_not_given_up(self, depot: Depot) -> None:
        failed = given_up(depot, "sari")
        by = depot.person("sari")
        try_delivery_again(delivery_id=failed.pk, by=by, at=LATER)
        self.refused(failed, by, NotGivenUp, "delivery_not_given_up")

    def test_is_refused_where_nobody_is_any_more(self, depot: Depot) -> None:
        failed = given_up(depot, "sari")
        closed = Channel.objects.create(
            user=depot.users["sari"],
            notifier="ntfy",
            address="bengkel-sari",
            created_at=NOW,
            retired_at=NOW,
        )
        Delivery.objects.filter(pk=failed.pk).update(channel=closed)
        self.refused(failed, depot.person("sari"), WayClosed, "channel_retired")

    def test_finds_nothing_of_anybody_else(self, depot: Depot, stranger: Depot) -> None:
        failed = given_up(depot, "sari")
        for by in (depot.person("rudi"), stranger.person("sari"), machine_of(depot)):
            self.refused(failed, by, Missing, "not_found")

    def refused(
        self, delivery: Delivery, by: Person, refusal: type[DomainError], code: str
    ) -> None:
        before = Delivery.objects.filter(pk=delivery.pk).values().get()
        with pytest.raises(refusal) as refused:
            try_delivery_again(delivery_id=delivery.pk, by=by, at=LATER)
        assert refused.value.code == code
        assert Delivery.objects.filter(pk=delivery.pk).values().get() == before
