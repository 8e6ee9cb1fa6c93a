"""The books: every money fact once, in balance, and as its paper says."""

from datetime import timedelta
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
    SupplierInvoice,
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

    def test_takes_off_what_was_received_and_names_what_was_billed_beside_it(
        self, depot: Depot
    ) -> None:
        invoice = bought(depot)  # 50 sheets at the order's price, none of the freight
        write(depot)
        booked = sides("supplier_invoice", invoice.pk)
        received = balance("stock")
        assert booked["payable"] == -invoice.total
        assert booked["received_not_billed"] == received
        assert booked["freight"] == invoice.total - received
        assert "price_difference" not in booked
        assert "vat_in" not in booked
        assert balance("received_not_billed") == 0

    def test_takes_input_vat_out_of_the_cost_of_a_registered_center(self, depot: Depot) -> None:
        depot.center.is_vat_registered = True
        depot.center.save()
        invoice = bought(depot, freight=0)
        write(depot)
        booked = sides("supplier_invoice", invoice.pk)
        assert booked["vat_in"] == invoice.tax
        assert booked["received_not_billed"] == balance("stock")
        assert balance("received_not_billed") == 0

    def test_names_a_price_difference_and_takes_it_back_by_a_credit(self, depot: Depot) -> None:
        depot.center.is_vat_registered = True
        depot.center.save()
        order = sent(depot, SHEETS)
        receive(depot, order, pieces(10))
        invoice = bill(depot, order, (1, "466.59", 10_100))
        SupplierInvoice.objects.filter(pk=invoice.pk).update(status="released")
        credited(depot, invoice, "0", 46_659, 5_132)
        write(depot)
        assert sides("supplier_invoice", invoice.pk)["price_difference"] == 46_659
        assert balance("price_difference") == 0
        assert balance("received_not_billed") == 0
        assert balance("payable") == -(invoice.total - 51_791)
        assert differences() == []

    def test_writes_a_credit_only_once_its_invoice_is_owed(self, depot: Depot) -> None:
        order = sent(depot, SHEETS)
        receive(depot, order, pieces(10))
        invoice = bill(depot, order, (1, "500", 10_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        credited(depot, invoice, "33.41", 334_100, 36_751)
        write(depot)
        assert JournalEntry.objects.exclude(fact="stock").count() == 0
        assert differences() == []
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        assert write(depot) == 2
        assert differences() == []

    def test_turns_round_what_is_owed_no_longer(self, depot: Depot) -> None:
        invoice = bought(depot)
        credited(depot, invoice, "0", 100_000, 11_000)
        write(depot)
        SupplierInvoice.objects.update(status="refused")
        assert differences()
        assert write(depot) == 2
        assert differences() == []
        assert balance("payable") == 0
        back = sides("supplier_invoice_undone", invoice.pk)
        assert back == {
            role: -amount for role, amount in sides("supplier_invoice", invoice.pk).items()
        }
        assert write(depot) == 0

    def test_keeps_a_discount_beside_what_the_bank_paid(self, depot: Depot) -> None:
        banked(depot, percent="2", days=10)
        invoice = bought(depot)
        payment = paid(depot, invoice, 1_000_000)
        write(depot)
        assert sides("supplier_payment", payment.pk) == {
            "payable": 1_000_000,
            "bank": -980_000,
            "discount": -20_000,
        }

    def test_keeps_deposits_until_they_are_used_or_owed_back(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        record_deposit(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            amount=4_000_000,
            method="cash",
            by=depot.person("fajar"),
            at=NOW,
        )
        write(depot)
        assert balance("cash") == -balance("deposits") == 4_000_000
        pool.status = pool.Status.CANCELLED
        pool.save(update_fields=["status"])
        credit_left_deposits(pool_id=pool.pk, at=NOW)
        write(depot)
        assert balance("deposits") == 0
        assert balance("credit_notes") == -4_000_000
        assert differences() == []

    def test_keeps_what_came_without_an_order_apart(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        write(depot)
        assert balance("stock") == -balance("brought_in") > 0
        assert differences() == []

    def test_keeps_centers_apart(self, depot: Depot, stranger: Depot) -> None:
        lived(depot)
        assert write_books(center_id=stranger.center.pk, at=NOW) == 0
        assert write(depot) > 0
        assert Account.objects.filter(center=stranger.center).count() == len(CHART)


class TestClosedBooks:
    def test_are_written_before_they_close(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        later = NOW + timedelta(days=3)
        close_period(through=TODAY, by=depot.person("fajar"), at=later)
        assert JournalEntry.objects.get().booked_on == TODAY

    def test_take_what_comes_late_on_the_first_open_day(self, depot: Depot) -> None:
        invoice = bought(depot)
        SupplierInvoice.objects.filter(pk=invoice.pk).update(status="held")
        later = NOW + timedelta(days=3)
        close_period(through=TODAY, by=depot.person("fajar"), at=later)
        SupplierInvoice.objects.filter(pk=invoice.pk).update(status="released")
        write(depot)
        entry = JournalEntry.objects.get(fact="supplier_invoice")
        assert (entry.dated_on, entry.booked_on) == (TODAY, TODAY + timedelta(days=1))


@pytest.fixture
def account(depot: Depot) -> Account:
    write(depot)
    return Account.objects.get(center=depot.center, role="cash")


class TestDatabase:
    @pytest.mark.parametrize(
        ("debit", "credit"), [(Decimal(1000), Decimal(0)), (Decimal(0), Decimal("0.01"))]
    )
    def test_refuses_an_entry_that_does_not_balance(
        self, account: Account, debit: Decimal, credit: Decimal
    ) -> None:
        with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
            self._insert(account, [(debit, credit)])

    def test_refuses_an_entry_without_lines(self, account: Account) -> None:
        with pytest.raises(IntegrityError, match="has no lines"), transaction.atomic():
            self._insert(account, [])

    def test_refuses_a_line_that_comes_later_and_any_change(self, account: Account) -> None:
        with transaction.atomic():
            entry_id = self._insert(account, [(Decimal(5), Decimal(0)), (Decimal(0), Decimal(5))])
        with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
            self._line(entry_id, account, Decimal(0), Decimal(7), is_last=True)
        for table in ("orders_journalline", "orders_journalentry"):
            for change in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1000"):
                with (
                    pytest.raises(Exception, match="pgtrigger"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(change)

    def test_refuses_a_line_of_both_sides_or_none(self, account: Account) -> None:
        for debit, credit in ((5, 5), (0, 0), (-5, 0)):
            with pytest.raises(IntegrityError, match="one_side"), transaction.atomic():
                self._insert(account, [(Decimal(debit), Decimal(credit))])

    def _insert(self, account: Account, lines: list[tuple[Decimal, Decimal]]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO orders_journalentry (center_id, booked_on, dated_on, fact, fact_id,"
                " reference, text, written_at)"
                " VALUES (%s, %s, %s, 'invoice', 1, 'X', '', now()) RETURNING id",
                [account.center_id, TODAY, TODAY],
            )
            ((entry_id,),) = cursor.fetchall()
        for debit, credit in lines:
            self._line(entry_id, account, debit, credit)
        self._look()
        return int(entry_id)

    def _line(
        self,
        entry_id: int,
        account: Account,
        debit: Decimal,
        credit: Decimal,
        *,
        is_last: bool = False,
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO orders_journalline (entry_id, account_id, debit, credit)"
                " VALUES (%s, %s, %s, %s)",
                [entry_id, account.pk, debit, credit],
            )
        if is_last:
            self._look()

    def _look(self) -> None:
        """Have the database look now at what it looks at when a transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class TestCheckBooks:
    def test_names_what_is_not_written_and_what_differs(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=20)
        first = sold(depot)
        write(depot)
        Invoice.objects.filter(pk=first.pk).update(total=first.total + 1, net=first.net + 1)
        second = sold(depot, 1)
        found = "\n".join(differences())
        assert f"not_written: invoice {second.number}" in found
        assert f"entry: invoice {first.number} receivable: booked {first.total}.00" in found
        assert "control: receivable: booked" in found
        with pytest.raises(CommandError, match="differences in"):
            call_command("check_books")

    def test_writes_first_when_asked_to(self, depot: Depot, capsys: Any) -> None:
        lived(depot)
        call_command("check_books", "--write")
        assert "The books are right" in capsys.readouterr().out


class TestRenameAccount:
    def test_gives_code_and_name_and_keeps_the_usual_one_without(
        self, depot: Depot, account: Account
    ) -> None:
        assert account.title == "Kas"
        by = depot.person("fajar")
        named = rename_account(account_id=account.pk, code=" 111 ", name="Kas Toko", by=by, at=NOW)
        assert str(named) == "111 Kas Toko"
        write(depot)
        assert Account.objects.filter(center=depot.center).count() == len(CHART)

    def test_refuses_a_code_that_is_taken_or_none(self, depot: Depot, account: Account) -> None:
        by = depot.person("fajar")
        for code, name, refusal in (
            ("1102", "", AccountCodeTaken),
            ("", "", BadAccount),
            ("1" * 21, "", BadAccount),
            ("1101", "x" * 121, BadAccount),
        ):
            with pytest.raises(refusal):
                rename_account(account_id=account.pk, code=code, name=name, by=by, at=NOW)
        for name in ("wati", "putri", "agus", "sari"):
            with pytest.raises(WrongRole):
                rename_account(
                    account_id=account.pk, code="9", name="", by=depot.person(name), at=NOW
                )
        account.refresh_from_db()
        assert account.code == "1101"


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_write_each_fact_once(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=20)
        for _n in range(3):
            sold(depot, 1)
        center_id = depot.center.pk
        outcomes = together([lambda: write_books(center_id=center_id, at=NOW)] * 3)
        assert not raised(outcomes)
        assert sum(outcomes) == JournalEntry.objects.count() == 7
        assert JournalLine.objects.count() == 14
        assert differences() == []
