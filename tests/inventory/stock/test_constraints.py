"""What the database refuses by itself, whoever writes to it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from inventory.models import Balance, Lot, Movement, Place, Reservation, Transaction
from tests.cast import Depot, receive_stock
from tests.inventory.yard import hold, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets, two of them reserved and three gone."""
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=10)
    hold(depot, "SPHC-2-4X8", 2)
    issue(depot, lot, 3, key="issue")
    return lot


def _refuses(name: str, sql: str, *values: object) -> None:
    with (
        pytest.raises(DatabaseError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)  # type: ignore[arg-type]


class TestBalance:
    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ("reserved_pieces = -1", "balance_pieces_cover_reserved"),
            ("reserved_pieces = on_hand_pieces + 1", "balance_pieces_cover_reserved"),
            ("reserved_kg = -0.001", "balance_kg_cover_reserved"),
            ("reserved_kg = on_hand_kg + 0.001", "balance_kg_cover_reserved"),
            (
                "on_hand_kg = 0, reserved_kg = 0, reserved_pieces = 0, on_hand_pieces = 0",
                "balance_empty_is_worth_nothing",
            ),
            (
                "on_hand_kg = 0, reserved_kg = 0, reserved_pieces = 0, value = 0",
                "balance_empty_is_worth_nothing",
            ),
            ("value = -0.01", "balance_value_not_negative"),
        ],
    )
    def test_refuses(self, lot: Lot, change: str, name: str) -> None:
        _refuses(name, f"UPDATE inventory_balance SET {change} WHERE lot_id = %s", lot.pk)

    def test_is_there_once_per_lot_and_place(self, lot: Lot) -> None:
        balance = Balance.objects.get(lot=lot)
        balance.pk = None
        with pytest.raises(DatabaseError, match="balance_once"), transaction.atomic():
            balance.save(force_insert=True)


class TestReservation:
    def test_weighs_something(self, lot: Lot) -> None:
        _refuses(
            "reservation_weighs_something",
            "UPDATE inventory_reservation SET mass_kg = 0 WHERE lot_id = %s",
            lot.pk,
        )
        assert Reservation.objects.get(lot=lot).mass_kg > 0


class TestLot:
    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ("received_kg = 0", "lot_weighs_something"),
            ("cost_per_kg = -1", "lot_cost_not_negative"),
        ],
    )
    def test_refuses(self, lot: Lot, change: str, name: str) -> None:
        _refuses(name, f"UPDATE inventory_lot SET {change} WHERE id = %s", lot.pk)

    def test_costs_nothing_when_it_is_consigned(self, depot: Depot, lot: Lot) -> None:
        _refuses(
            "lot_consigned_costs_nothing",
            "UPDATE inventory_lot SET owner_id = %s WHERE id = %s",
            depot.workshops["W0001"].pk,
            lot.pk,
        )

    def test_has_its_number_alone(self, depot: Depot, lot: Lot) -> None:
        other = receive_stock(depot, "SPHC-2-4X8", pieces=1, heat="H2")
        _refuses(
            "lot_number_once",
            "UPDATE inventory_lot SET number = %s WHERE id = %s",
            lot.number,
            other.pk,
        )


class TestPlace:
    def test_has_its_code_alone(self, depot: Depot) -> None:
        _refuses(
            "place_code_once",
            "UPDATE inventory_place SET code = 'A-01' WHERE id = %s",
            depot.racks["A-02"].pk,
        )

    def test_stands_once_for_each_outside(self, depot: Depot, lot: Lot) -> None:
        with pytest.raises(DatabaseError, match="place_outside_once"), transaction.atomic():
            Place.objects.create(center=depot.center, code="X", kind=Place.Kind.SUPPLIER)


class TestMovement:
    @pytest.mark.parametrize(
        ("column", "value", "name"),
        [
            ("mass_kg", "0", "movement_weighs_or_is_worth_something"),
            ("value", "-1", "movement_value_not_negative"),
            ("pieces", "-1", "inventory_movement_pieces_check"),
            ("from_place_id", "to_place_id", "movement_goes_somewhere"),
        ],
    )
    def test_refuses(self, lot: Lot, column: str, value: str, name: str) -> None:
        columns = ["transaction_id", "lot_id", "center_id", "from_place_id", "to_place_id"]
        columns += ["pieces", "mass_kg", "value"]
        given = ", ".join(value if c == column else c for c in columns)
        _refuses(
            name,
            f"INSERT INTO inventory_movement ({', '.join(columns)})"
            f" SELECT {given} FROM inventory_movement LIMIT 1",
        )


class TestTransaction:
    def test_has_its_key_alone(self, lot: Lot) -> None:
        first = Transaction.objects.latest("pk")
        with pytest.raises(DatabaseError, match="transaction_key_once"), transaction.atomic():
            Transaction.objects.create(
                center_id=first.center_id,
                reason="issue",
                effective_at=first.effective_at,
                recorded_at=first.recorded_at,
                key=first.key,
            )

    @pytest.mark.parametrize(("reason", "names"), [("reversal", False), ("issue", True)])
    def test_names_another_only_as_a_reversal(self, lot: Lot, reason: str, names: bool) -> None:
        first = Transaction.objects.latest("pk")
        with (
            pytest.raises(DatabaseError, match="transaction_reversal_names_one"),
            transaction.atomic(),
        ):
            Transaction.objects.create(
                center_id=first.center_id,
                reason=reason,
                effective_at=first.effective_at,
                recorded_at=first.recorded_at,
                key="other",
                reverses=first if names else None,
            )

    def test_is_reversed_once(self, lot: Lot) -> None:
        first = Transaction.objects.latest("pk")
        values: dict[str, Any] = {
            "center_id": first.center_id,
            "reason": "reversal",
            "effective_at": first.effective_at,
            "recorded_at": first.recorded_at,
            "reverses": first,
        }
        Transaction.objects.create(key="r1", **values)
        with pytest.raises(DatabaseError, match="reverses_id"), transaction.atomic():
            Transaction.objects.create(key="r2", **values)


class TestInsertOnly:
    @pytest.mark.parametrize("table", ["inventory_transaction", "inventory_movement"])
    @pytest.mark.parametrize(
        "act",
        [
            "UPDATE {} SET center_id = center_id",
            "DELETE FROM {}",
            "TRUNCATE {} CASCADE",
        ],
    )
    def test_refuses_to_change_what_was_written(self, lot: Lot, table: str, act: str) -> None:
        with connection.cursor() as cursor:
            # TRUNCATE refuses to begin while foreign keys wait for the end of the transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _refuses("pgtrigger", act.format(table))
        assert Movement.objects.count() == 2


class TestMaterials:
    def _columns(self) -> Iterator[tuple[str, str]]:
        yield "piece_mass_kg = NULL", "material_counted_has_piece_mass"
        yield "unit = 'kg'", "material_counted_has_piece_mass"
        yield "counter_price_per_kg = 0", "material_price_positive"

    def test_refuse(self, depot: Depot) -> None:
        for change, name in self._columns():
            _refuses(
                name,
                f"UPDATE inventory_material SET {change} WHERE code = %s",
                "SPHC-2-4X8",
            )

    def test_have_a_grade_with_a_density(self, depot: Depot) -> None:
        _refuses("grade_density_positive", "UPDATE inventory_grade SET density = 0")

    def test_have_their_codes_alone(self, depot: Depot) -> None:
        _refuses("material_code_once", "UPDATE inventory_material SET code = 'X'")
        _refuses("grade_code_once", "UPDATE inventory_grade SET code = 'X'")


class TestReordering:
    def test_has_its_minimum_below_its_maximum(self, depot: Depot) -> None:
        insert = (
            "INSERT INTO inventory_reorderplan (center_id, material_id, demand_class,"
            " daily_mean_kg, reorder_point_kg, order_up_to_kg, is_manual, planned_at, lead_time_days,"
            " lead_time_spread_days, weekly_spread_kg)"
            " VALUES (%s, %s, '', 0, %s, %s, false, now(), 0, 0, 0)"
        )
        material = depot.materials["SPHC-2-4X8"].pk
        name = "reorder_plan_minimum_below_maximum"
        _refuses(name, insert, depot.center.pk, material, 5, 4)
        _refuses(name, insert, depot.center.pk, material, -1, 4)

    def test_has_one_standing_alert_per_material(self, depot: Depot) -> None:
        insert = (
            "INSERT INTO inventory_reorderalert (center_id, material_id, opened_at, closed_at,"
            " position_kg, reorder_point_kg, wanted_kg, taken_as, taken_reference, level,"
            " snooze_reason, daily_mean_kg, lead_time_days)"
            " VALUES (%s, %s, now(), {}, 0, 1, 1, '', '', 0, '', 0, 0)"
        )
        keys = (depot.center.pk, depot.materials["SPHC-2-4X8"].pk)
        with connection.cursor() as cursor:
            cursor.execute(insert.format("now()"), keys)
            cursor.execute(insert.format("NULL"), keys)
        _refuses("reorder_alert_once_per_episode", insert.format("NULL"), *keys)

    def test_counts_only_issues_that_weigh_something(self, depot: Depot) -> None:
        _refuses(
            "past_issue_weighs_something",
            "INSERT INTO inventory_pastissue (center_id, material_id, workshop_id, issued_on,"
            " pieces, mass_kg) VALUES (%s, %s, %s, now(), 1, 0)",
            depot.center.pk,
            depot.materials["SPHC-2-4X8"].pk,
            depot.workshops["W0001"].pk,
        )

    def test_expects_a_line_once(self, depot: Depot) -> None:
        insert = (
            "INSERT INTO inventory_expectedsupply (center_id, material_id, holder, holder_id,"
            " reference, free_pieces, free_kg) VALUES (%s, %s, 'x', 1, '', 0, 5)"
        )
        keys = (depot.center.pk, depot.materials["SPHC-2-4X8"].pk)
        with connection.cursor() as cursor:
            cursor.execute(insert, keys)
        _refuses("expected_supply_once", insert, *keys)
