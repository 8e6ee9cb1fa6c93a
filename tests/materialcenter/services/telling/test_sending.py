"""Getting notices out: once, when they may, together, again, and given up in the end."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from materialcenter import jobs
from materialcenter.models import Channel, Delivery, Job, Membership, Notice, Preference
from materialcenter.models import TellingSettings as Settings
from materialcenter.services.telling import sending, withdraw
from materialcenter.services.telling.kinds import GIVEN_UP
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.harness.together import raised, together
from tests.harness.webhook import Webhook
from tests.told import TEST_KIND, told, wants

Way = Preference.Way
NIGHT = datetime(2026, 9, 1, 15, 30, tzinfo=UTC)  # half past ten in the evening at Tegal
MORNING = datetime(2026, 9, 1, 23, 0, tzinfo=UTC)  # six o'clock


@pytest.fixture
def webhook(settings: Any) -> Iterator[Webhook]:
    """Give the site one more way to tell people."""
    box = Webhook()
    box.start()
    settings.NOTIFIERS = {"hook": box.notifier}
    yield box
    box.stop()


def connected(depot: Depot, name: str, address: str = "gudang") -> Channel:
    return Channel.objects.create(
        user=depot.users[name],
        notifier="hook",
        address=address,
        created_at=NOW,
        confirmed_at=NOW,
    )


def send(at: datetime) -> None:
    """Do what beat and a worker do at a moment."""
    with time_machine.travel(at, tick=False):
        sending.take_due(at=at)
        jobs.run_due(at=at)


@pytest.mark.django_db
class TestTell:
    def test_tells_once_however_often_it_is_said(self, depot: Depot) -> None:
        wants(depot, "putri", Way.NOW)
        for _again in range(3):
            told(depot, "putri", "fajar")
        assert Notice.objects.count() == 2
        assert Delivery.objects.get().notice.user == depot.users["putri"]

    def test_tells_nobody_of_another_center_and_nobody_who_left(
        self, depot: Depot, stranger: Depot
    ) -> None:
        depot.users["oki"] = next(iter(stranger.users.values()))
        depot.users["agus"].is_active = False
        depot.users["agus"].save()
        Membership.objects.filter(user=depot.users["fajar"]).delete()
        assert told(depot, "oki", "agus", "fajar") == []

    def test_takes_three_statements_for_any_number_of_people(
        self, depot: Depot, django_assert_num_queries: Any
    ) -> None:
        for name in ("putri", "fajar", "sinta", "wati"):
            wants(depot, name, Way.NOW)
            connected(depot, name)
        with django_assert_num_queries(3 + 2 + 1):  # with a savepoint, and the test's reading
            told(depot, "putri", "fajar", "sinta", "wati")
        assert Delivery.objects.count() == 8

    def test_refuses_a_kind_that_nobody_registered(self, depot: Depot) -> None:
        with pytest.raises(KeyError):
            told(depot, "putri", kind="nonsense")

    def test_keeps_quiet_at_night(self, depot: Depot) -> None:
        wants(depot, "putri", Way.NOW)
        wants(depot, "fajar", Way.NOW)
        Settings.objects.create(user=depot.users["fajar"], quiet_from=time(1), quiet_until=time(1))
        told(depot, "putri", "fajar", at=NIGHT)
        due = dict(Delivery.objects.values_list("notice__user__username", "due_at"))
        assert due[depot.users["putri"].username] == MORNING
        assert due[depot.users["fajar"].username] == NIGHT

    def test_goes_only_where_the_person_wants_it(self, depot: Depot) -> None:
        wants(depot, "putri", Way.NOW)
        Settings.objects.create(user=depot.users["putri"], by_mail=False)
        way = connected(depot, "putri")
        Channel.objects.create(
            user=depot.users["putri"], notifier="hook", address="belum", created_at=NOW
        )
        told(depot, "putri")
        assert Delivery.objects.get().channel == way

    def test_is_taken_back_when_it_has_been_seen_to(self, depot: Depot) -> None:
        wants(depot, "putri", Way.NOW)
        told(depot, "putri", key="1")
        told(depot, "putri", key="2")
        with transaction.atomic():
            withdraw(center_id=depot.center.pk, kinds=[TEST_KIND], keys=["1"], at=NOW)
        assert Notice.objects.unread().get().key == "2"
        assert Delivery.objects.get().notice.key == "2"


@pytest.mark.django_db
class TestDeliver:
    def test_sends_mail_and_to_a_notifier_in_the_persons_language(
        self, depot: Depot, postbox: Postbox, webhook: Webhook
    ) -> None:
        wants(depot, "putri", Way.NOW)
        connected(depot, "putri", "62812/../x?y=1")
        told(depot, "putri", path="/alerts/")
        send(NOW)
        (mail,) = postbox.to("putri.tgl@example.id")
        body = mail.get_body()
        assert mail["Subject"] == "Kabar 1"
        assert body is not None
        assert "/alerts/" in body.get_content()
        ((path, message),) = webhook.arrived
        # What a person typed stays one part of the address that the site wrote.
        assert path == "62812%2F..%2Fx%3Fy=1"
        assert (message["title"], "Isi kabar." in message["message"]) == ("Kabar 1", True)
        assert not Delivery.objects.filter(sent_at=None).exists()

    def test_sends_a_days_notices_as_one(
        self, depot: Depot, postbox: Postbox, webhook: Webhook
    ) -> None:
        wants(depot, "putri", Way.DIGEST)
        connected(depot, "putri")
        for n in range(3):
            told(depot, "putri", key=str(n), at=NOW + timedelta(hours=n))
        Notice.objects.filter(key="1").update(read_at=NOW)
        send(NOW + timedelta(hours=4))
        assert postbox.messages == []
        send(datetime(2026, 9, 2, 0, 0, tzinfo=UTC))  # seven o'clock
        (mail,) = postbox.messages
        body = mail.get_body()
        assert body is not None
        text = body.get_content()
        assert ("Kabar 0" in text, "Kabar 1" in text, "Kabar 2" in text) == (True, False, True)
        assert len(webhook.arrived) == 1

    def test_sends_what_is_due_at_one_moment_as_one(self, depot: Depot, postbox: Postbox) -> None:
        wants(depot, "putri", Way.NOW)
        for n in range(40):
            told(depot, "putri", key=str(n))
        send(NOW)
        (mail,) = postbox.messages
        assert mail["Subject"] == "40 pemberitahuan"

    def test_gives_up_in_the_end_where_the_site_took_the_way_away(
        self, depot: Depot, settings: Any
    ) -> None:
        wants(depot, "putri", Way.NOW)
        Settings.objects.create(user=depot.users["putri"], by_mail=False)
        connected(depot, "putri")
        settings.NOTIFIERS = {}
        told(depot, "putri")
        send(NOW)
        delivery = Delivery.objects.get()
        assert (delivery.tries, delivery.error) == (1, "Pilih salah satu jalur yang ditawarkan.")

    def test_sends_nothing_that_was_read_before(self, depot: Depot, postbox: Postbox) -> None:
        wants(depot, "putri", Way.NOW)
        told(depot, "putri")
        Notice.objects.update(read_at=NOW)
        send(NOW)
        assert postbox.messages == []
        assert not Delivery.objects.exists()

    def test_tries_again_ever_later_and_then_gives_up_and_says_so(
        self, depot: Depot, webhook: Webhook
    ) -> None:
        wants(depot, "putri", Way.NOW)
        Settings.objects.create(
            user=depot.users["putri"], by_mail=False, quiet_from=time(1), quiet_until=time(1)
        )
        connected(depot, "putri")
        told(depot, "putri")
        webhook.status = 500
        pauses, at = [], NOW
        while (delivery := Delivery.objects.get()).gave_up_at is None:
            at = delivery.due_at
            send(at)
            delivery.refresh_from_db()
            pauses.append(int((delivery.due_at - at).total_seconds() // 60))
        assert pauses == [1, 3, 9, 27, 81, 243, 360, 0]
        assert (delivery.tries, bool(delivery.error)) == (sending.TRIES, True)
        notice = Notice.objects.get(kind=GIVEN_UP, key=str(delivery.pk))
        assert (notice.user, "hook" in notice.subject) == (depot.users["putri"], True)
        assert notice.path == "/notices/failed/"
        assert Delivery.objects.count() == 1

    def test_gets_there_when_the_other_side_is_back(self, depot: Depot, webhook: Webhook) -> None:
        wants(depot, "putri", Way.NOW)
        Settings.objects.create(user=depot.users["putri"], by_mail=False)
        connected(depot, "putri")
        told(depot, "putri")
        webhook.status = 503
        send(NOW)
        webhook.status = 200
        send(NOW + timedelta(seconds=59))
        assert webhook.arrived == []
        send(NOW + timedelta(seconds=60))
        assert len(webhook.arrived) == 1
        assert Delivery.objects.get().error == ""

    def test_is_taken_anew_when_its_job_was_lost(self, depot: Depot, postbox: Postbox) -> None:
        wants(depot, "putri", Way.NOW)
        told(depot, "putri")
        sending.take_due(at=NOW)
        Job.objects.all().delete()
        send(NOW + timedelta(hours=23))
        assert postbox.messages == []
        send(NOW + timedelta(hours=24))
        assert len(postbox.messages) == 1

    def test_leaves_alone_what_a_killed_worker_sent_and_noted(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        wants(depot, "putri", Way.NOW)
        told(depot, "putri")
        ids = list(Delivery.objects.values_list("pk", flat=True))
        for _again in range(2):
            sending.deliver(delivery_ids=ids, at=NOW)
        assert len(postbox.messages) == 1


@pytest.mark.django_db(transaction=True)
class TestTakeDue:
    def test_gives_each_message_to_one_of_many_senders(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        self._tell_many(depot)
        assert raised(together([lambda: sending.take_due(at=NOW) for _sender in range(5)])) == []
        jobs.run_due()
        said = [mail.get_content() + mail["Subject"] for mail in postbox.messages]
        for n in range(4):
            assert sum(f"Kabar {n}" in text for text in said) == 3

    def test_sends_twice_without_the_lock(self, depot: Depot, postbox: Postbox) -> None:
        """Read what is due and claim it afterwards, as a sender without the lock would."""
        self._tell_many(depot)
        values: dict[str, Any] = {"at": NOW, "until": NOW + timedelta(days=1), "most": 500}
        due = sending._TAKE.partition("FOR UPDATE SKIP LOCKED")[0].partition("(")[2]

        def sender() -> list[int]:
            with connection.cursor() as cursor:
                cursor.execute(due, values)
                found = [row[0] for row in cursor.fetchall()]
                start.wait(30)
                cursor.execute(
                    "UPDATE materialcenter_delivery SET claimed_until = %s WHERE id = ANY(%s)",
                    [values["until"], found],
                )
            return found

        start = threading.Barrier(2)
        first, second = together([sender, sender])
        assert len(first) == 12
        assert first == second

    def _tell_many(self, depot: Depot) -> None:
        names = ("putri", "fajar", "sinta")
        for name in names:
            wants(depot, name, Way.NOW)
        for n in range(4):
            told(depot, *names, key=str(n))
