"""Placing an order from stock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import stock
from inventory.models import Balance, Reservation
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from orders.models import Order
from orders.services.holding import HOLD_FOR
from orders.services.placing import (
    LinesRefused,
    NothingOrdered,
    WorkshopInactive,
    place_order,
)
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import (
    BAR,
    SCRAP,
    SHEET,
    add_materials,
    ask,
    place,
    quarantine,
    receive_owned,
)

pytestmark = pytest.mark.django_db


class TestPlaceOrder:
    def test_reserves_at_the_counter_price_for_a_week(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5, mass_kg=Decimal("233.500"))
        receive_stock(depot, SCRAP, mass_kg=Decimal("800"))
        order = place(depot, ask(SHEET, 2, "sheet"), ask(SCRAP, "120.5", "kg"))
        assert order.number == "SO-TGL-2026-00001"
        assert (order.status, order.expires_at) == ("placed", NOW + HOLD_FOR)
        assert timedelta(days=7) == HOLD_FOR
        assert list(order.lines.values_list("line_no", "pieces", "mass_kg", "price_per_kg")) == [
            (1, 2, Decimal("93.400"), Decimal("12550.00")),
            (2, 0, Decimal("120.500"), Decimal("6600.00")),
        ]
        balance = Balance.objects.get(lot__material__code=SHEET)
        assert (balance.reserved_pieces, balance.reserved_kg) == (2, Decimal("93.400"))
        assert AuditEntry.objects.get(action="order.placed").subject_id == order.pk
        assert Job.objects.filter(task="orders.tasks.tell_order_placed").count() == 1

    def test_adds_up_a_line_that_takes_from_two_lots(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=2, mass_kg=Decimal("93"), heat="A")
        receive_stock(depot, SHEET, pieces=2, mass_kg=Decimal("94"), heat="B")
        line = place(depot, ask(SHEET, 3)).lines.get()
        assert (line.pieces, line.mass_kg) == (3, Decimal("140.000"))

    @pytest.mark.parametrize("name", ["wati", "putri", "sinta"])
    def test_may_be_done_by_staff_on_behalf(self, depot: Depot, name: str) -> None:
        receive_stock(depot, SHEET, pieces=5)
        assert place(depot, ask(SHEET, 1), by=name).workshop == depot.workshops["W0001"]

    @pytest.mark.parametrize("name", ["fajar", "agus"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with pytest.raises(WrongRole):
            place(depot, ask(SHEET, 1), by=name)

    def test_hides_the_workshops_of_others(self, depot: Depot, stranger: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with pytest.raises(Missing):
            place(depot, ask(SHEET, 1), by="rudi")
        with pytest.raises(Missing):
            place_order(
                workshop_id=depot.workshops["W0001"].pk,
                lines=[ask(SHEET, 1)],
                note="",
                by=stranger.person("wati"),
                at=NOW,
            )
        assert not Order.objects.exists()

    def test_names_every_fault_at_once_and_changes_nothing(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with pytest.raises(LinesRefused) as refusal:
            place(
                depot,
                ask("NO-SUCH", 1),
                ask(SHEET, "1.5"),
                ask(SHEET, 1),
                ask(BAR, 0),
                ask(SCRAP, -3, "sheet"),
                ask(SCRAP, "1.2345"),
            )
        assert [(f.place, f.code) for f in refusal.value.faults] == [
            ("lines.0", "material_unknown"),
            ("lines.1", "fraction_of_piece"),
            ("lines.2", "material_twice"),
            ("lines.3", "quantity_not_positive"),
            ("lines.4", "wrong_unit"),
            ("lines.4", "quantity_not_positive"),
            ("lines.5", "material_twice"),
            ("lines.5", "too_many_decimals"),
        ]
        assert refusal.value.code == "order_lines_refused"
        assert not Order.objects.exists()
        assert not Reservation.objects.exists()

    @pytest.mark.parametrize(
        ("quantity", "code"),
        [
            ("NaN", "quantity_not_positive"),
            ("Infinity", "quantity_not_positive"),
            ("-1", "quantity_not_positive"),
            ("0", "quantity_not_positive"),
            ("0.5", "fraction_of_piece"),
            ("99999999999", "quantity_too_large"),
        ],
    )
    def test_lends_the_code_of_a_single_kind_of_fault(
        self, depot: Depot, quantity: str, code: str
    ) -> None:
        with pytest.raises(LinesRefused) as refusal:
            place(depot, ask(SHEET, quantity))
        assert refusal.value.code == code

    def test_refuses_what_is_not_sold_any_more(self, depot: Depot) -> None:
        depot.materials[SHEET].is_active = False
        depot.materials[SHEET].save()
        with pytest.raises(LinesRefused) as refusal:
            place(depot, ask(SHEET, 1))
        assert refusal.value.code == "material_inactive"

    def test_refuses_nothing_and_a_workshop_that_stopped(self, depot: Depot) -> None:
        with pytest.raises(NothingOrdered):
            place(depot)
        depot.workshops["W0001"].is_active = False
        depot.workshops["W0001"].save()
        with pytest.raises(WorkshopInactive):
            place(depot, ask(SHEET, 1))

    def test_names_every_shortage_and_changes_nothing(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=3)
        receive_stock(depot, SCRAP, mass_kg=Decimal(100))
        with pytest.raises(stock.NotEnoughStock) as refusal:
            place(depot, ask(SHEET, 4), ask(BAR, 1), ask(SCRAP, 50))
        assert {f.field: f.sentence for f in refusal.value.faults}.keys() == {SHEET, BAR}
        assert "3" in next(f.sentence for f in refusal.value.faults if f.field == SHEET)
        assert not Order.objects.exists()
        assert set(Balance.objects.values_list("reserved_kg", flat=True)) == {Decimal(0)}

    def test_never_promises_quarantined_or_consigned_stock(self, depot: Depot) -> None:
        quarantined = receive_stock(depot, SHEET, pieces=3)
        receive_owned(depot, SHEET, pieces=3, owner="W0002")
        quarantine(depot, quarantined.pk)
        with pytest.raises(stock.NotEnoughStock):
            place(depot, ask(SHEET, 1))

    def test_gives_a_refused_number_again(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=3)
        place(depot, ask(SHEET, 1))
        with pytest.raises(stock.NotEnoughStock):
            place(depot, ask(SHEET, 9))
        assert place(depot, ask(SHEET, 1)).number.endswith("-00002")

    def test_takes_as_many_statements_for_ten_lines_as_for_one(self, depot: Depot) -> None:
        codes = add_materials(depot, 10)
        for code in codes:
            receive_stock(depot, code, pieces=9)
        place(depot, ask(codes[0], 1))
        counts = []
        for n in (1, 10):
            with CaptureQueriesContext(connection) as queries:
                place(depot, *(ask(code, 1) for code in codes[:n]))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15
