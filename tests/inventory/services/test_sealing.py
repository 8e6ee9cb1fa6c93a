"""The seal: what was sealed and then changed behind the application's back is named."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from inventory.models import Lot, SealBlock, Transaction
from inventory.services import sealing
from inventory.services.checking import Difference
from inventory.services.sealing import check_seal, read_heads, seal_ledger
from inventory.tasks import seal_all_ledgers
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.yard import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def heads(tmp_path: Path, settings: Any) -> Path:
    """The file of digests, empty."""
    settings.SEAL_HEADS_PATH = tmp_path / "heads" / "seal.txt"
    return Path(settings.SEAL_HEADS_PATH)


@pytest.fixture
def lot(depot: Depot, heads: Path, monkeypatch: pytest.MonkeyPatch) -> Lot:
    """A lot of five transactions in three blocks of two, two and one."""
    monkeypatch.setattr(sealing, "TRANSACTIONS_IN_A_BLOCK", 2)
    with connection.cursor() as cursor:
        # A number that nobody has, as one who gave up leaves it.
        cursor.execute("SELECT nextval('inventory_transaction_sequence_seq')")
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=20)
    for n in range(4):
        issue(depot, lot, 1, key=f"i{n}")
    seal_ledger(center_id=depot.center.pk, at=NOW, heads=heads)
    return lot


def _touch(sql: str, *values: object) -> None:
    """Change rows as somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)  # type: ignore[arg-type]
        cursor.execute("SET LOCAL session_replication_role = origin")


def _found(heads: Path) -> list[Difference]:
    return list(check_seal(heads))


def _sequences() -> list[int]:
    return list(Transaction.objects.order_by("sequence").values_list("sequence", flat=True))


class TestSealLedger:
    def test_chains_blocks_over_all_that_was_written(self, depot: Depot, lot: Lot) -> None:
        blocks = list(SealBlock.objects.order_by("number"))
        assert [(b.number, b.transactions, b.movements) for b in blocks] == [
            (1, 2, 2),
            (2, 2, 2),
            (3, 1, 1),
        ]
        assert [b.previous for b in blocks] == ["", blocks[0].digest, blocks[1].digest]
        assert blocks[0].first_sequence == _sequences()[0]
        assert blocks[-1].last_sequence == _sequences()[-1]

    def test_seals_nothing_twice(self, depot: Depot, lot: Lot, heads: Path) -> None:
        assert seal_ledger(center_id=depot.center.pk, at=NOW, heads=heads) == 0
        assert SealBlock.objects.count() == 3
        assert len(read_heads(heads)) == 1

    def test_goes_on_where_it_stopped(self, depot: Depot, lot: Lot, heads: Path) -> None:
        issue(depot, lot, 1, key="later")
        assert seal_ledger(center_id=depot.center.pk, at=NOW, heads=heads) == 1
        assert [head.number for head in read_heads(heads)] == [3, 4]
        assert _found(heads) == []

    def test_is_what_the_beat_does_for_every_center(self, depot: Depot, heads: Path) -> None:
        receive_stock(depot, "SPHC-2-4X8", pieces=1)
        seal_all_ledgers()
        assert SealBlock.objects.get().center == depot.center
        assert read_heads(heads)[0].center == depot.center.code


class TestCheckSeal:
    def test_is_silent_on_what_nobody_touched(self, lot: Lot, heads: Path) -> None:
        assert _found(heads) == []

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE inventory_movement SET mass_kg = mass_kg + 0.001 WHERE transaction_id = %s",
            "UPDATE inventory_movement SET value = 0 WHERE transaction_id = %s",
            "UPDATE inventory_transaction SET note = 'x' WHERE sequence = %s",
            "UPDATE inventory_transaction SET effective_at = effective_at - interval '1 us'"
            " WHERE sequence = %s",
            "DELETE FROM inventory_movement WHERE transaction_id = %s",
            "UPDATE inventory_transaction SET actor_id = NULL WHERE sequence = %s",
        ],
    )
    def test_names_the_transaction_that_was_changed(self, lot: Lot, heads: Path, sql: str) -> None:
        sequence = _sequences()[2]
        _touch(sql, sequence)
        (found,) = _found(heads)
        assert found.check == "seal"
        assert found.kept.startswith(f"transaction {sequence} (issue i1")
        assert "block 2" in found.proved

    def test_names_every_transaction_of_a_lot_whose_heat_was_changed(
        self, lot: Lot, heads: Path
    ) -> None:
        _touch("UPDATE inventory_lot SET heat = 'FORGED' WHERE id = %s", lot.pk)
        assert len(_found(heads)) == 5

    def test_names_one_that_is_gone_and_one_that_slipped_in(self, lot: Lot, heads: Path) -> None:
        first, second, *_rest = _sequences()
        _touch(
            "UPDATE inventory_movement SET transaction_id = %s WHERE transaction_id = %s",
            first - 1,
            second,
        )
        _touch(
            "UPDATE inventory_transaction SET sequence = %s WHERE sequence = %s", first - 1, second
        )
        found = {difference.kept: difference.proved for difference in _found(heads)}
        assert found == {
            f"transaction {first - 1}": "none when block 1 was sealed",
            f"no transaction {second}": "sealed in block 1",
        }

    def test_names_a_block_written_anew_by_the_file_outside(self, lot: Lot, heads: Path) -> None:
        """Somebody changes the last row and makes the last block's leaves and digest fit."""
        sequence = _sequences()[-1]
        block = SealBlock.objects.get(number=3)
        _touch("UPDATE inventory_movement SET value = 1 WHERE transaction_id = %s", sequence)
        _touch("DELETE FROM inventory_sealblock WHERE number = 3")
        sealing.seal_block(center_id=block.center_id, through=sequence, at=NOW)
        assert _found(heads / "elsewhere") == []
        (found,) = _found(heads)
        assert found.proved.startswith(block.digest)

    def test_names_leaves_that_do_not_give_the_digest(self, lot: Lot, heads: Path) -> None:
        _touch("UPDATE inventory_sealblock SET digest = %s WHERE number = 2", "ab" * 32)
        assert [found.kept for found in _found(heads)] == ["block 2 of TGL", "block 3 of TGL"]

    def test_names_blocks_that_are_gone(self, lot: Lot, heads: Path) -> None:
        _touch("DELETE FROM inventory_sealblock WHERE number = 3")
        assert [found.kept for found in _found(heads)] == ["no block 3 of TGL"]
        _touch("DELETE FROM inventory_sealblock WHERE number = 1")
        assert "block 2 of TGL" in {found.kept for found in _found(heads)}

    def test_reads_past_a_torn_line(self, lot: Lot, heads: Path) -> None:
        with heads.open("a") as file:
            file.write("TGL 4 abc")
        assert _found(heads) == []


class TestCommand:
    def test_finds_a_row_changed_with_raw_sql(self, lot: Lot, heads: Path) -> None:
        out = StringIO()
        _touch("UPDATE inventory_transaction SET note = 'x' WHERE sequence = %s", _sequences()[0])
        call_command("check_ledger", stdout=out)
        with pytest.raises(CommandError, match="1 differences"):
            call_command("check_ledger", "--seal", stdout=out)
        assert f"transaction {_sequences()[0]} (receipt" in out.getvalue()
