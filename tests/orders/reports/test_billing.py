"""What is open, and how old it is."""

from datetime import date, timedelta

import pytest

from orders.models import Invoice
from orders.reports.billing import ageing, unpaid
from tests.cast import NOW, Depot

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 1)


def owe(depot: Depot, days_late: int, *, total: int = 100, paid: int = 0) -> None:
    Invoice.objects.create(
        center=depot.center,
        number=f"INV-{depot.center.code}-{Invoice.objects.count()}",
        workshop=depot.workshops["W0001"],
        issued_at=NOW,
        due_on=TODAY - timedelta(days=days_late),
        net=total,
        total=total,
        paid=paid,
    )


class TestAgeing:
    def test_puts_every_open_invoice_into_exactly_one_class(self, depot: Depot) -> None:
        for days in (-30, -1, 0, 1, 30, 31, 60, 61, 90, 91, 400):
            owe(depot, days, total=1000 + days)
        owe(depot, 10, total=500, paid=500)
        found = ageing(depot.person("fajar"), on=TODAY)
        assert [age.count for age in found] == [3, 2, 2, 2, 2]
        assert sum(age.amount for age in found) == unpaid(depot.person("fajar"), on=TODAY).amount

    def test_counts_what_is_open_of_a_part_payment(self, depot: Depot) -> None:
        owe(depot, 5, total=1000, paid=400)
        found = unpaid(depot.person("fajar"), on=TODAY)
        assert (found.count, found.amount, found.late_count, found.late_amount) == (1, 600, 1, 600)

    def test_shows_a_buyer_the_own_debts_alone(self, depot: Depot, stranger: Depot) -> None:
        owe(depot, 5)
        assert unpaid(depot.person("sari"), on=TODAY).amount == 100
        for person in (depot.person("rudi"), stranger.person("fajar")):
            assert unpaid(person, on=TODAY).amount == 0
            assert sum(age.amount for age in ageing(person, on=TODAY)) == 0
