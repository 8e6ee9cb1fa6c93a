"""The books: every money fact once, in balance, and as its paper says."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from inventory.services.closing import close_period
from materialcenter.person import WrongRole
from orders.models import (
    Account,
    Invoice,
    JournalEntry,
    JournalLine,
    SupplierCredit,
    SupplierInvoice,
    SupplierPayment,
)
from orders.services.booking import rename_account, write_books
from orders.services.booking.chart import CHART, AccountCodeTaken, BadAccount
from orders.services.matching import match_invoice
from orders.services.paying import record_deposit
from orders.services.returning_deposits import credit_left_deposits
from tests.cast import NOW, Depot, receive_stock
from tests.harness.together import raised, together
from tests.orders.books_world import (
    balance,
    bought,
    credited,
    differences,
    given_back,
    lived,
    paid,
    sides,
    sold,
    write,
)
from tests.orders.counter import SHEET
from tests.orders.payable_world import banked
from tests.orders.pool_world import open_a_pool
from tests.orders.purchases import SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


class TestWriteBooks:
    def test_writes_every_kind_of_fact_and_balances(self, depot: Depot) -> None:
        lived(depot)
        assert differences()
        assert write(depot) == JournalEntry.objects.count()
        assert differences() == []
        facts = set(JournalEntry.objects.values_list("fact", flat=True))
        assert facts == {fact for fact in JournalEntry.Fact.values if "undone" not in fact}
        call_command("check_books")

    def test_writes_nothing_the_second_time(self, depot: Depot) -> None:
        lived(depot)
        write(depot)
        assert write(depot) == 0
        assert Account.objects.filter(center=depot.center).count() == len(CHART)
