"""Reminding workshops: when, how often, of what, and in whose language."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from materialcenter.models import AuditEntry, DayOff, Job, User, WorkshopBuyer
from orders.models import Invoice, Reminder
from orders.services.paying import record_payment
from orders.services.reminding import remind_workshop, workshops_to_remind
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.harness.together import raised, together
from tests.orders.calling import SignIn, get

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, month: int = 9) -> datetime:
    """Return a moment of 2026 by the depot's clock; 2 September is a Wednesday."""
    return datetime(2026, month, day, hour, tzinfo=timezone.get_current_timezone())


WEDNESDAY = at(2)


def owe(depot: Depot, due: datetime, total: int = 1_000_000, by: str = "W0001") -> Invoice:
    return Invoice.objects.create(
        center=depot.center,
        number=f"INV-{Invoice.objects.count()}",
        workshop=depot.workshops[by],
        issued_at=NOW,
        due_on=due.date(),
        net=total,
        total=total,
    )


def due(moment: datetime) -> list[int]:
    return [workshop_id for _center, workshop_id in workshops_to_remind(at=moment)]


def remind(depot: Depot, moment: datetime, by: str = "W0001") -> list[tuple[str, int]]:
    found = remind_workshop(workshop_id=depot.workshops[by].pk, at=moment)
    return [(row.invoice.number, row.level) for row in found]


class TestWhoIsReminded:
    def test_is_who_owes_what_is_due_soon_or_late(
        self, depot: Depot, django_assert_num_queries: Any
    ) -> None:
        owe(depot, at(30))
        owe(depot, at(5))
        owe(depot, at(1, month=8), by="W0002")
        with django_assert_num_queries(2):
            found = due(WEDNESDAY)
        assert found == [depot.workshops["W0001"].pk, depot.workshops["W0002"].pk]

    @pytest.mark.parametrize(
        "moment", [at(2, 8), at(2, 16), at(5), at(6), at(17, month=8)], ids=str
    )
    def test_is_nobody_at_night_at_weekends_and_on_holidays(
        self, depot: Depot, moment: datetime
    ) -> None:
        owe(depot, at(1, month=7))
        assert due(moment) == []
        assert remind(depot, moment) == []
        assert not Reminder.objects.exists()

    def test_follows_the_days_off_of_the_center(self, depot: Depot, stranger: Depot) -> None:
        owe(depot, at(1))
        owe(stranger, at(1))
        DayOff.objects.create(center=depot.center, day=WEDNESDAY.date(), name="Sedekah bumi")
        DayOff.objects.create(center=depot.center, day=at(5).date(), is_off=False, name="Ganti")
        mine, other = depot.workshops["W0001"].pk, stranger.workshops["W0001"].pk
        assert (due(WEDNESDAY), due(at(5))) == ([other], [mine])
        assert remind(depot, WEDNESDAY) == []
        assert remind(depot, at(5)) == [("INV-0", 2)]


class TestRemindWorkshop:
    def test_gathers_all_that_is_due_in_one_mail_a_day(self, depot: Depot) -> None:
        for day in (at(5), at(30), at(20, month=8), at(1, month=8)):
            owe(depot, day)
        assert remind(depot, WEDNESDAY) == [("INV-3", 4), ("INV-2", 3), ("INV-0", 1)]
        owe(depot, at(1))
        assert (remind(depot, at(2, 15)), due(at(2, 15))) == ([], [])
        assert Job.objects.filter(task="orders.tasks.tell_buyer").count() == 1
        assert AuditEntry.objects.get(action="workshop.reminded").data["amount"] == 3_000_000

    def test_sends_each_level_once_and_the_newest_alone_after_an_outage(self, depot: Depot) -> None:
        owe(depot, at(1))
        assert remind(depot, WEDNESDAY) == [("INV-0", 1)]
        assert remind(depot, at(3)) == []
        assert remind(depot, at(22)) == [("INV-0", 4)]
        assert remind(depot, at(23)) == []
        assert list(Reminder.objects.values_list("level", flat=True)) == [1, 4]
        with pytest.raises(IntegrityError):
            Reminder.objects.create(
                invoice=Invoice.objects.get(), level=4, open_amount=1, sent_at=NOW
            )

    def test_asks_for_what_is_open_alone(self, depot: Depot) -> None:
        part, whole = owe(depot, at(1)), owe(depot, at(1))
        for invoice, amount in ((part, 400_000), (whole, whole.total)):
            record_payment(
                invoice_id=invoice.pk,
                amount=amount,
                method="cash",
                by=depot.person("fajar"),
                at=NOW,
            )
        assert remind(depot, WEDNESDAY) == [("INV-0", 1)]
        assert Reminder.objects.get().open_amount == 600_000

    def test_reminds_in_the_app_whoever_reads_no_mail_and_nobody_where_nobody_is(
        self, depot: Depot
    ) -> None:
        owe(depot, at(1))
        buyers = User.objects.filter(pk__in=WorkshopBuyer.objects.values("user_id"))
        depot.workshops["W0001"].email = ""
        depot.workshops["W0001"].save()
        buyers.update(email="", is_active=False)
        assert remind(depot, WEDNESDAY) == []
        assert not Reminder.objects.exists()
        buyers.update(is_active=True)
        assert remind(depot, WEDNESDAY) == [("INV-0", 1)]
        assert Job.objects.get().arguments["about"] == "reminder"

    @pytest.mark.django_db(transaction=True)
    def test_reminds_once_when_two_workers_do(self, depot: Depot) -> None:
        owe(depot, at(1))
        outcomes = together([partial(remind, depot, WEDNESDAY)] * 3)
        assert raised(outcomes) == []
        assert sorted(len(one) for one in outcomes) == [0, 0, 1]
        assert Job.objects.filter(task="orders.tasks.tell_buyer").count() == 1


@pytest.mark.django_db(transaction=True)
class TestTheLetter:
    @pytest.mark.parametrize(
        ("language", "owed", "late"),
        [("id", "Rp1.600.000", "1 Agustus 2026"), ("en", "Rp1,600,000", "1 August 2026")],
    )
    def test_says_what_is_to_be_paid_and_how_in_the_readers_language(
        self,
        depot: Depot,
        postbox: Postbox,
        celery_now: Callable[..., int],
        language: str,
        owed: str,
        late: str,
    ) -> None:
        depot.center.bank_account = "BPD Jateng 123-456"
        depot.center.save()
        depot.users["sari"].language = language
        depot.users["sari"].save()
        owe(depot, at(5), 600_000)
        owe(depot, at(1, month=8))
        remind(depot, WEDNESDAY)
        celery_now()
        (mail,) = postbox.to("sari.tgl@example.id")
        body = mail.get_content()
        assert owed in mail["Subject"]
        for part in (owed, late, "INV-0", "/invoices/INV-1/", "BPD Jateng 123-456"):
            assert part in body
        assert not postbox.to("rudi.tgl@example.id")


class TestWhatIsShown:
    def test_is_on_the_invoice_for_both_sides(self, depot: Depot, sign_in: SignIn) -> None:
        invoice = owe(depot, WEDNESDAY + timedelta(days=3))
        remind(depot, WEDNESDAY)
        for name in ("fajar", "sari"):
            client = sign_in(depot, name)
            page = client.get(reverse("invoice", args=[invoice.number])).content.decode()
            assert 'id="reminded"' in page
            shown = get(client, f"/invoices/{invoice.number}").json()["reminders"]
            assert [(row["level"], row["days_after"], row["open"]) for row in shown] == [
                (1, -3, 1_000_000)
            ]
