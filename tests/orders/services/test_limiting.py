"""Limits: the closest counts in every new order, and a supervisor alone keeps them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from materialcenter.errors import Missing
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from orders.models import MatchLimits, PurchaseOrderLine, Receipt, ReceiptLimit
from orders.services.checking_deliveries import OverReceipt
from orders.services.limiting_matches import BadMatchLimits, MatchFigures, set_match_limits
from orders.services.limiting_receipts import (
    BadReceiptLimit,
    drop_receipt_limit,
    limits_for,
    set_receipt_limit,
)
from orders.services.matching import limits_of
from tests.cast import NOW, Depot
from tests.orders.purchases import BARS, SHEETS, draft, pieces, receive, sent

pytestmark = pytest.mark.django_db

FIGURES = MatchFigures(
    price_percent=Decimal(1),
    price_rupiah=None,
    quantity_percent=None,
    quantity_kg=Decimal("2.5"),
    freight_percent=None,
    freight_rupiah=0,
    price_under_percent=None,
    price_under_rupiah=None,
    quantity_under_percent=Decimal(5),
    quantity_under_kg=None,
    vat_rupiah=1,
)


def _set(depot: Depot, percent: str, kg: str | None = None, **whose: Any) -> ReceiptLimit:
    fields = {"supplier": "", "material": "", **whose}
    return set_receipt_limit(
        supplier=fields["supplier"],
        material=fields["material"],
        over_percent=Decimal(percent),
        over_kg=None if kg is None else Decimal(kg),
        by=depot.person(whose.pop("by", "sinta")),
        at=NOW,
    )


def _line(depot: Depot, *lines: Any, **more: Any) -> tuple[float, float | None]:
    line = PurchaseOrderLine.objects.get(purchase_order=draft(depot, *lines, **more))
    kg = line.over_receipt_kg
    return float(line.over_receipt_percent), None if kg is None else float(kg)


class TestReceiptLimit:
    def test_is_taken_into_a_new_order_from_the_closest_row(self, depot: Depot) -> None:
        assert _line(depot) == (5, None)
        _set(depot, "4")
        assert _line(depot) == (4, None)
        _set(depot, "3", "30", material=SHEETS.material)
        assert _line(depot) == (3, 30)
        _set(depot, "2", supplier="S01")
        assert _line(depot) == (2, None)
        _set(depot, "1", "0", supplier="S01", material=SHEETS.material)
        assert _line(depot) == (1, 0)
        assert _line(depot, BARS) == (2, None)
        assert _line(depot, BARS, supplier="S02") == (4, None)

    def test_gives_way_to_what_is_typed_on_the_line(self, depot: Depot) -> None:
        _set(depot, "3", "30")
        assert _line(depot, replace(SHEETS, over_receipt_percent=Decimal(0))) == (0, None)
        assert _line(depot, replace(SHEETS, over_receipt_kg=Decimal(7))) == (3, 7)

    def test_is_cumulative_and_without_slack_and_a_supervisor_passes_it(self, depot: Depot) -> None:
        _set(depot, "0")
        line = replace(BARS, material="SCRAP-HMS1", quantity=Decimal(100))
        order = sent(depot, line)
        part = pieces(0, heat="", mass_kg=Decimal(60))
        receive(depot, order, part)
        for kg in ("40.001", "40.002", "100"):
            with pytest.raises(OverReceipt):
                receive(depot, order, replace(part, mass_kg=Decimal(kg)))
        assert Receipt.objects.count() == 1
        receive(depot, order, replace(part, mass_kg=Decimal("40.002")), by="sinta")
        assert order.lines.get().received_kg == Decimal("100.002")

    def test_is_changed_and_dropped_by_a_supervisor_alone(
        self, depot: Depot, stranger: Depot
    ) -> None:
        limit = _set(depot, "3", supplier="S01")
        assert _set(depot, "2.5", "9", supplier="S01").pk == limit.pk
        for name in ("putri", "fajar", "wati", "agus"):
            with pytest.raises(WrongRole):
                set_receipt_limit(
                    supplier="",
                    material="",
                    over_percent=Decimal(1),
                    over_kg=None,
                    by=depot.person(name),
                    at=NOW,
                )
            with pytest.raises(WrongRole):
                drop_receipt_limit(receipt_limit_id=limit.pk, by=depot.person(name), at=NOW)
        with pytest.raises(Missing):
            drop_receipt_limit(receipt_limit_id=limit.pk, by=stranger.person("sinta"), at=NOW)
        drop_receipt_limit(receipt_limit_id=limit.pk, by=depot.person("sinta"), at=NOW)
        assert not ReceiptLimit.objects.exists()
        acts = AuditEntry.objects.filter(subject="ReceiptLimit").order_by("pk")
        assert [act.action for act in acts] == [
            "receipt_limit.set",
            "receipt_limit.set",
            "receipt_limit.dropped",
        ]

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [(("100.01",), "over_percent"), (("-1",), "over_percent"), (("1", "-0.001"), "over_kg")],
    )
    def test_refuses_what_no_delivery_can_be_held_to(
        self, depot: Depot, wrong: tuple[str, ...], field: str
    ) -> None:
        with pytest.raises(BadReceiptLimit) as caught:
            _set(depot, *wrong)
        assert caught.value.field == field
        with pytest.raises(Missing):
            _set(depot, "1", supplier="S99")
        with pytest.raises(Missing):
            _set(depot, "1", material="NONE")
        assert not ReceiptLimit.objects.exists()

    def test_is_kept_once_per_pair_by_the_database(self, depot: Depot) -> None:
        _set(depot, "1")
        with pytest.raises(IntegrityError, match="receipt_limit_once"), transaction.atomic():
            ReceiptLimit.objects.create(center=depot.center, over_percent=2)

    def test_is_found_in_one_statement(self, depot: Depot, django_assert_num_queries: Any) -> None:
        ids = [material.pk for material in depot.materials.values()]
        with django_assert_num_queries(1):
            found = limits_for(
                center_id=depot.center.pk,
                supplier_id=depot.suppliers["S01"].pk,
                material_ids=ids,
            )
        assert found.keys() == set(ids)


class TestSetMatchLimits:
    def test_counts_for_the_next_match_and_is_written_down(self, depot: Depot) -> None:
        for _twice in range(2):
            set_match_limits(limits=FIGURES, by=depot.person("sinta"), at=NOW)
        limits = limits_of(depot.center.pk)
        assert (limits.price.percent, limits.quantity.absolute) == (Decimal(1), Decimal("2.5"))
        assert limits.price_below is None
        assert limits.quantity_below is not None
        assert limits.quantity_below.percent == 5
        assert MatchLimits.objects.count() == 1
        assert AuditEntry.objects.filter(action="match_limits.set").count() == 2

    def test_refuses_others_and_names_every_figure_that_is_wrong(self, depot: Depot) -> None:
        for name in ("fajar", "putri", "agus"):
            with pytest.raises(WrongRole):
                set_match_limits(limits=FIGURES, by=depot.person(name), at=NOW)
        wrong = replace(
            FIGURES, price_percent=None, quantity_under_percent=Decimal(101), vat_rupiah=-1
        )
        with pytest.raises(BadMatchLimits) as caught:
            set_match_limits(limits=wrong, by=depot.person("sinta"), at=NOW)
        assert {(fault.code, fault.field) for fault in caught.value.faults} == {
            ("limit_out_of_range", "quantity_under_percent"),
            ("limit_out_of_range", "vat_rupiah"),
            ("limit_missing", "price_percent"),
        }
        assert not MatchLimits.objects.exists()
