"""The proof of the ledger: silent on a right one, naming every row that was touched."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from inventory import stock
from inventory.models import Balance, Lot, Movement, Transaction
from inventory.services.checking import Difference, check_ledger
from tests.cast import NOW, Depot, entry, receive_stock
from tests.inventory.yard import furnish, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """A furnished yard's first lot: 17 of 20 sheets on A-01, 4 of them held; one issue undone."""
    lot = furnish(depot)
    posting = issue(depot, lot, 2, key="undone")
    with transaction.atomic():
        stock.reverse(entry(depot, "undo"), sequence=posting.sequence)
    assert list(check_ledger()) == []
    return lot


def _touch(sql: str, *values: object) -> list[Difference]:
    """Change rows behind the back of triggers and constraints' owners, and prove."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)  # type: ignore[arg-type]
        cursor.execute("SET LOCAL session_replication_role = origin")
    return list(check_ledger())


def _named(differences: list[Difference]) -> set[tuple[str, str, str]]:
    return {(d.check, d.lot, d.place) for d in differences}


class TestCheckLedger:
    def test_names_a_balance_that_its_movements_do_not_give(self, lot: Lot) -> None:
        found = _touch("UPDATE inventory_balance SET on_hand_pieces = 18 WHERE lot_id = %s", lot.pk)
        assert _named(found) == {("balance", lot.number, "A-01"), ("conservation", lot.number, "")}
        assert found[0].kept.startswith("18 pcs")
        assert found[0].proved.startswith("17 pcs")

    def test_names_kg_and_value_too(self, lot: Lot) -> None:
        found = _touch(
            "UPDATE inventory_balance SET on_hand_kg = on_hand_kg + 0.001, value = value + 0.01"
            " WHERE lot_id = %s",
            lot.pk,
        )
        assert ("balance", lot.number, "A-01") in _named(found)

    def test_names_a_balance_that_is_gone(self, lot: Lot) -> None:
        found = _touch("DELETE FROM inventory_balance WHERE lot_id = %s", lot.pk)
        assert ("balance", lot.number, "A-01") in _named(found)
        assert ("reserved", lot.number, "A-01") in _named(found)

    def test_names_what_is_reserved_by_nobody(self, lot: Lot) -> None:
        found = _touch("UPDATE inventory_balance SET reserved_pieces = 5 WHERE lot_id = %s", lot.pk)
        assert _named(found) == {("reserved", lot.number, "A-01")}
        assert found[0].proved.startswith("4 pcs")

    def test_names_a_changed_movement(self, lot: Lot) -> None:
        movement = Movement.objects.filter(lot=lot).latest("pk")
        found = _touch("UPDATE inventory_movement SET pieces = 1 WHERE id = %s", movement.pk)
        assert {"balance", "conservation", "reversal"} <= {d.check for d in found}

    def test_names_a_movement_that_is_gone(self, lot: Lot) -> None:
        first = Movement.objects.filter(lot=lot).earliest("pk")
        found = _touch("DELETE FROM inventory_movement WHERE id = %s", first.pk)
        assert {"balance", "negative", "transaction"} <= {d.check for d in found}

    def test_names_a_rack_that_held_less_than_nothing_in_between(
        self, depot: Depot, lot: Lot
    ) -> None:
        first = Movement.objects.filter(lot=lot).earliest("pk")
        found = _touch("UPDATE inventory_movement SET id = 999999 WHERE id = %s", first.pk)
        assert _named(found) == {("negative", lot.number, "A-01")}

    @pytest.mark.parametrize(
        "change",
        ["mass_kg = -mass_kg", "value = -1", "from_place_id = to_place_id", "lot_id = 0"],
    )
    def test_names_a_movement_against_its_rules(self, lot: Lot, change: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in ("movement_weighs_or_is_worth_something", "movement_value_not_negative"):
                cursor.execute(f"ALTER TABLE inventory_movement DROP CONSTRAINT {name}")
            cursor.execute("ALTER TABLE inventory_movement DROP CONSTRAINT movement_goes_somewhere")
        found = _touch(
            f"UPDATE inventory_movement SET {change}"
            " WHERE id = (SELECT max(id) FROM inventory_movement)"
        )
        assert "movement" in {d.check for d in found}

    def test_names_a_lot_whose_receipt_says_otherwise(self, lot: Lot) -> None:
        found = _touch("UPDATE inventory_lot SET received_pieces = 21 WHERE id = %s", lot.pk)
        assert _named(found) == {("received", lot.number, "")}

    def test_names_a_balance_that_sells_a_blocked_lot(self, lot: Lot) -> None:
        found = _touch("UPDATE inventory_lot SET quality = 'rejected' WHERE id = %s", lot.pk)
        assert _named(found) == {("balance copy", lot.number, "A-01")}

    def test_names_a_transaction_that_was_written_ahead(self, lot: Lot) -> None:
        found = _touch(
            "UPDATE inventory_transaction SET effective_at = %s"
            " WHERE sequence = (SELECT max(sequence) FROM inventory_transaction)",
            NOW + timedelta(days=1),
        )
        assert [d.check for d in found] == ["transaction"]

    def test_names_a_number_that_was_never_given(self, lot: Lot) -> None:
        latest = Transaction.objects.latest("pk")
        found = _touch(
            "INSERT INTO inventory_transaction (sequence, center_id, reason, reference, note,"
            " effective_at, recorded_at, key)"
            " VALUES (%s, %s, 'issue', '', '', %s, %s, 'forged')",
            latest.pk + 1000,
            latest.center_id,
            NOW,
            NOW,
        )
        assert {d.check for d in found} == {"transaction"}

    def test_names_a_reversal_that_brings_back_less(self, lot: Lot) -> None:
        reversal = Transaction.objects.get(reason="reversal")
        found = _touch(
            "UPDATE inventory_movement SET mass_kg = mass_kg - 0.5 WHERE transaction_id = %s",
            reversal.pk,
        )
        assert ("reversal", lot.number, "") in _named(found)

    def test_mends_nothing(self, lot: Lot) -> None:
        _touch("UPDATE inventory_balance SET on_hand_pieces = 18 WHERE lot_id = %s", lot.pk)
        assert Balance.objects.get(lot=lot).on_hand_pieces == 18
        assert list(check_ledger()) != []

    def test_takes_one_statement_however_many_lots(
        self,
        depot: Depot,
        lot: Lot,
        django_assert_num_queries: Callable[..., AbstractContextManager[object]],
    ) -> None:
        for n in range(4):
            receive_stock(depot, "SPHC-2-4X8", pieces=2, heat=f"H{n}")
        with django_assert_num_queries(3):  # savepoint, statement, release
            assert list(check_ledger()) == []


class TestCommand:
    def test_says_that_the_ledger_is_right(self, lot: Lot) -> None:
        out = StringIO()
        call_command("check_ledger", stdout=out)
        assert "is right" in out.getvalue()

    def test_names_what_differs_and_ends_with_1(self, lot: Lot) -> None:
        _touch("UPDATE inventory_balance SET on_hand_pieces = 18 WHERE lot_id = %s", lot.pk)
        out = StringIO()
        with pytest.raises(CommandError, match="2 differences") as error:
            call_command("check_ledger", stdout=out)
        assert error.value.returncode == 1
        assert lot.number in out.getvalue()
        assert "A-01" in out.getvalue()
