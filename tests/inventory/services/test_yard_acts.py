"""The acts of the yard: what each does, everything it refuses, and that nothing changed then."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from inventory import stock
from inventory.models import Balance, Lot, Material, Movement, Transaction
from inventory.services import (
    cataloguing,
    certifying,
    closing,
    finding,
    leaving,
    moving,
    quarantining,
    receiving,
    reversing,
)
from inventory.services.checking import check_ledger
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Center
from materialcenter.person import WrongRole
from materialcenter.services.filing import FileTypeDisagrees, FileTypeRefused
from tests.cast import NOW, Depot, receive_stock
from tests.inventory.refusals import refuses
from tests.inventory.yard import hold

pytestmark = pytest.mark.django_db
SHEET, SCRAP = "SPHC-2-4X8", "SCRAP-HMS1"
TODAY = timezone.localdate(NOW)
PDF = b"%PDF-1.7 certificate"


@pytest.fixture
def lot(depot: Depot) -> Lot:
    """Ten sheets on A-01."""
    return receive_stock(depot, SHEET, pieces=10)


class TestMoveLot:
    def _move(self, depot: Depot, lot: Lot, **changes: Any) -> stock.Posting:
        asked: dict[str, Any] = {
            "lot_number": lot.number,
            "from_rack": "A-01",
            "to_rack": "A-02",
            "pieces": 4,
            "mass_kg": None,
            "on": TODAY,
            "by": depot.person("wati"),
            "at": NOW,
        }
        return moving.move_lot(**{**asked, **changes})

    def test_takes_pieces_with_their_part_of_kg_and_value(self, depot: Depot, lot: Lot) -> None:
        self._move(depot, lot)
        there = Balance.objects.get(place=depot.racks["A-02"])
        assert (there.on_hand_pieces, there.on_hand_kg) == (4, Decimal("186.636"))
        note = AuditEntry.objects.get(action="lot.moved")
        assert (note.data["from_rack"], note.data["to_rack"]) == ("A-01", "A-02")

    def test_leaves_what_an_order_has_reserved(self, depot: Depot, lot: Lot) -> None:
        hold(depot, SHEET, 7)
        refuses(stock.NotEnoughStock, lambda: self._move(depot, lot))
        self._move(depot, lot, pieces=3)

    def test_refuses(self, depot: Depot, lot: Lot) -> None:
        for kind, field, changes in (
            (stock.NotPositive, "pieces", {"pieces": 0}),
            (stock.NotPositive, "pieces", {"pieces": -1}),
            (stock.NotPositive, "mass_kg", {"mass_kg": Decimal(0)}),
            (stock.NotEnoughStock, "", {"pieces": 11}),
            (stock.NotEnoughStock, "", {"from_rack": "B-01"}),
            (stock.PiecesAndMassDisagree, "", {"pieces": 10, "mass_kg": Decimal(1)}),
            (moving.SameRack, "to_rack", {"to_rack": "A-01"}),
            (finding.NoSuchRack, "from_rack", {"from_rack": "Z-99"}),
            (finding.NoSuchRack, "to_rack", {"to_rack": "SUPPLIER"}),
            (stock.InTheFuture, "effective_at", {"on": TODAY + timedelta(days=1)}),
            (WrongRole, "", {"by": depot.person("putri")}),
            (WrongRole, "", {"by": depot.person("agus")}),
            (WrongRole, "", {"by": depot.person("sari")}),
        ):
            refuses(kind, lambda c=changes: self._move(depot, lot, **c), field=field)  # type: ignore[misc]

    def test_refuses_pieces_of_what_is_weighed(self, depot: Depot) -> None:
        scrap = receive_stock(depot, SCRAP, mass_kg=Decimal(900), heat="")
        refuses(stock.WrongUnit, lambda: self._move(depot, scrap, pieces=2), field="pieces")
        self._move(depot, scrap, pieces=0, mass_kg=Decimal("120.5"))

    def test_refuses_a_day_in_the_closed_books(self, depot: Depot, lot: Lot) -> None:
        Center.objects.update(books_closed_through=TODAY - timedelta(days=1))
        earlier = {"on": TODAY - timedelta(days=1)}
        refuses(stock.PeriodClosed, lambda: self._move(depot, lot, **earlier))
        self._move(depot, lot)

    def test_finds_nothing_of_another_center(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        refuses(Missing, lambda: self._move(depot, lot, by=stranger.person("wati")))


class TestQuarantine:
    def test_keeps_a_lot_from_being_sold_until_it_is_released(self, depot: Depot, lot: Lot) -> None:
        why: dict[str, Any] = {"lot_number": lot.number, "reason": "Karat", "at": NOW}
        quarantining.quarantine_lot(**why, by=depot.person("wati"))
        with pytest.raises(stock.NotEnoughStock):
            hold(depot, SHEET, 1)
        quarantining.release_lot(**why, by=depot.person("sinta"))
        assert hold(depot, SHEET, 1)
        assert AuditEntry.objects.get(action="lot.quarantined").data["reason"] == "Karat"

    def test_is_left_by_a_supervisor_alone(self, depot: Depot, lot: Lot) -> None:
        why: dict[str, Any] = {"lot_number": lot.number, "reason": "Karat", "at": NOW}
        refuses(WrongRole, lambda: quarantining.quarantine_lot(**why, by=depot.person("putri")))
        quarantining.quarantine_lot(**why, by=depot.person("wati"))
        refuses(WrongRole, lambda: quarantining.release_lot(**why, by=depot.person("wati")))
        refuses(WrongRole, lambda: quarantining.reject_lot(**why, by=depot.person("wati")))
        quarantining.reject_lot(**why, by=depot.person("sinta"))
        assert Lot.objects.get().quality == "rejected"

    def test_says_why_and_happens_once(self, depot: Depot, lot: Lot) -> None:
        by = depot.person("wati")
        asked: dict[str, Any] = {"lot_number": lot.number, "by": by, "at": NOW}
        refuses(
            quarantining.ReasonMissing,
            lambda: quarantining.quarantine_lot(**asked, reason="  "),
            field="reason",
        )
        quarantining.quarantine_lot(**asked, reason="Karat")
        refuses(
            quarantining.QualityIs, lambda: quarantining.quarantine_lot(**asked, reason="Karat")
        )


class TestLeaving:
    def _consigned(self, depot: Depot) -> Lot:
        _posting, (lot,) = receiving.receive_goods(
            arrived=[receiving.Arrived(SHEET, "A-01", "H", 5, Decimal(233), None)],
            reference="",
            received_on=TODAY,
            owner_code="W0001",
            by=depot.person("wati"),
            at=NOW,
        )
        return lot

    def _leave(
        self, act: Callable[..., stock.Posting], depot: Depot, lot: Lot, **changes: Any
    ) -> stock.Posting:
        asked: dict[str, Any] = {
            "lot_number": lot.number,
            "from_rack": "A-01",
            "pieces": 2,
            "mass_kg": None,
            "on": TODAY,
            "by": depot.person("sinta"),
            "at": NOW,
        }
        return act(**{**asked, **changes})

    def test_writes_off_with_its_value_and_a_reason(self, depot: Depot, lot: Lot) -> None:
        posting = self._leave(leaving.write_off, depot, lot, reason="Jatuh ke selokan")
        movement = Movement.objects.get(transaction_id=posting.sequence)
        assert (movement.to_place.kind, movement.transaction.note) == (
            "write_off",
            "Jatuh ke selokan",
        )
        assert movement.value == Decimal("1021832.10")

    def test_refuses(self, depot: Depot, lot: Lot) -> None:
        act = leaving.write_off
        for kind, field, changes in (
            (quarantining.ReasonMissing, "reason", {"reason": " "}),
            (stock.NotEnoughStock, "", {"reason": "x", "pieces": 11}),
            (finding.NoSuchRack, "from_rack", {"reason": "x", "from_rack": "Z"}),
            (WrongRole, "", {"reason": "x", "by": depot.person("wati")}),
        ):
            refuses(kind, lambda c=changes: self._leave(act, depot, lot, **c), field=field)  # type: ignore[misc]


class TestReverseTransaction:
    def _undo(self, depot: Depot, sequence: int, **changes: Any) -> stock.Posting:
        asked: dict[str, Any] = {"reason": "Salah ketik", "by": depot.person("sinta"), "at": NOW}
        return reversing.reverse_transaction(sequence=sequence, **{**asked, **changes})

    def test_brings_everything_back_and_names_it(self, depot: Depot, lot: Lot) -> None:
        receipt = Transaction.objects.get()
        self._undo(depot, receipt.pk)
        assert Balance.objects.get().on_hand_kg == 0
        assert Transaction.objects.get(reverses=receipt).note == "Salah ketik"
        assert list(check_ledger()) == []

    def test_refuses(self, depot: Depot, stranger: Depot, lot: Lot) -> None:
        receipt = Transaction.objects.get()
        for kind, changes in (
            (quarantining.ReasonMissing, {"reason": ""}),
            (WrongRole, {"by": depot.person("wati")}),
            (Missing, {"by": stranger.person("sinta")}),
        ):
            refuses(kind, lambda c=changes: self._undo(depot, receipt.pk, **c))  # type: ignore[misc]
        refuses(Missing, lambda: self._undo(depot, 10**9))

    def test_happens_once_and_is_not_undone_itself(self, depot: Depot, lot: Lot) -> None:
        receipt = Transaction.objects.get()
        posting = self._undo(depot, receipt.pk)
        refuses(stock.AlreadyReversed, lambda: self._undo(depot, receipt.pk))
        refuses(stock.ReversesAnother, lambda: self._undo(depot, posting.sequence))

    def test_leaves_what_is_reserved_meanwhile(self, depot: Depot, lot: Lot) -> None:
        hold(depot, SHEET, 1)
        receipt = Transaction.objects.get()
        refuses(stock.NotEnoughStock, lambda: self._undo(depot, receipt.pk))


class TestClosePeriod:
    def _close(self, depot: Depot, through: date, by: str = "fajar") -> Center:
        return closing.close_period(through=through, by=depot.person(by), at=NOW)

    def test_closes_the_books_through_a_day(self, depot: Depot) -> None:
        self._close(depot, TODAY - timedelta(days=1))
        self_now = Center.objects.get(pk=depot.center.pk)
        assert self_now.books_closed_through == TODAY - timedelta(days=1)

    def test_refuses(self, depot: Depot) -> None:
        yesterday = TODAY - timedelta(days=1)
        refuses(closing.PeriodNotOver, lambda: self._close(depot, TODAY), field="through")
        for name in ("wati", "putri", "agus", "sari"):
            refuses(WrongRole, lambda n=name: self._close(depot, yesterday, n))  # type: ignore[misc]
        self._close(depot, yesterday)
        refuses(closing.ClosedAlready, lambda: self._close(depot, yesterday))
        refuses(closing.ClosedAlready, lambda: self._close(depot, yesterday - timedelta(days=40)))


class TestCatalogue:
    def _piece(self, form: str = "sheet", **sizes: Any) -> cataloguing.Piece:
        given = sizes or {
            "thickness_mm": Decimal("1.2"),
            "width_mm": Decimal(1219),
            "length_mm": Decimal(2438),
        }
        return cataloguing.Piece(form=form, grade="SPHC", dimensions=given)

    def _add(self, depot: Depot, **changes: Any) -> Material:
        asked: dict[str, Any] = {
            "code": "SPHC-1.2-4X8",
            "piece": self._piece(),
            "counter_price_per_kg": Decimal(12_500),
            "by": depot.person("putri"),
            "at": NOW,
        }
        return cataloguing.add_material(**{**asked, **changes})

    def test_weighs_a_piece_by_rule(self, depot: Depot) -> None:
        material = self._add(depot)
        assert (material.unit, material.piece_mass_kg) == ("sheet", Decimal("27.996"))

    def test_weighs_nothing_that_has_no_pieces(self, depot: Depot) -> None:
        piece = cataloguing.Piece("scrap", "200", {})
        material = self._add(depot, code="SCRAP-X", piece=piece)
        assert (material.unit, material.piece_mass_kg) == ("kg", None)

    def test_takes_an_angle_without_radii(self, depot: Depot) -> None:
        piece = self._piece(
            "angle", width_mm=Decimal(40), thickness_mm=Decimal(4), length_mm=Decimal(6000)
        )
        assert self._add(depot, piece=piece).unit == "bar"

    def test_refuses(self, depot: Depot) -> None:
        short = self._piece(thickness_mm=Decimal("1.2"), width_mm=Decimal(1219))
        negative = self._piece(
            thickness_mm=Decimal(-1), width_mm=Decimal(1219), length_mm=Decimal(2438)
        )
        odd = cataloguing.Piece("scrap", "200", {"width_mm": Decimal(1)})
        for kind, field, changes in (
            (cataloguing.CodeTaken, "code", {"code": SHEET}),
            (cataloguing.BadCode, "code", {"code": "kecil"}),
            (cataloguing.BadCode, "code", {"code": "A/B"}),
            (cataloguing.BadCode, "code", {"code": ""}),
            (cataloguing.BadDimensions, "length_mm", {"piece": short}),
            (cataloguing.BadDimensions, "thickness_mm", {"piece": negative}),
            (cataloguing.BadDimensions, "width_mm", {"piece": odd}),
            (cataloguing.NoSuchGrade, "grade", {"piece": cataloguing.Piece("sheet", "X", {})}),
            (
                cataloguing.PriceNotPositive,
                "counter_price_per_kg",
                {"counter_price_per_kg": Decimal(0)},
            ),
            (WrongRole, "", {"by": depot.person("wati")}),
        ):
            refuses(kind, lambda c=changes: self._add(depot, **c), field=field)  # type: ignore[misc]

    def test_changes_what_a_material_is_until_it_was_received(self, depot: Depot) -> None:
        self._add(depot)
        thick = self._piece(
            thickness_mm=Decimal(2), width_mm=Decimal(1219), length_mm=Decimal(2438)
        )
        change: dict[str, Any] = {
            "is_active": True,
            "by": depot.person("putri"),
            "at": NOW,
            "piece": thick,
        }
        changed = cataloguing.change_material(code="SPHC-1.2-4X8", **change)
        assert changed.piece_mass_kg == Decimal("46.659")
        receive_stock(depot, "S45C-D25", pieces=1)
        refuses(
            cataloguing.MaterialInUse,
            lambda: cataloguing.change_material(code="S45C-D25", **change),
        )

    def test_takes_a_material_off_the_list_while_lots_are_there(
        self, depot: Depot, lot: Lot
    ) -> None:
        material = depot.materials[SHEET]
        piece = cataloguing.Piece(
            "sheet",
            "SPHC",
            {name: getattr(material, name) for name in cataloguing.DIMENSIONS},
        )
        cataloguing.change_material(
            code=SHEET, piece=piece, is_active=False, by=depot.person("putri"), at=NOW
        )
        assert not Material.objects.get(code=SHEET).is_active

    def test_keeps_what_scrap_is_booked_at_of_what_is_weighed_alone(self, depot: Depot) -> None:
        asked: dict[str, Any] = {"is_active": True, "by": depot.person("putri"), "at": NOW}
        scrap = cataloguing.Piece("scrap", "200", {})
        cataloguing.change_material(
            code="SCRAP-HMS1", piece=scrap, fixed_value_per_kg=Decimal("5500.5"), **asked
        )
        assert Material.objects.get(code="SCRAP-HMS1").fixed_value_per_kg == Decimal("5500.50")
        material = depot.materials[SHEET]
        sizes = {name: getattr(material, name) for name in cataloguing.DIMENSIONS}
        for code, piece, value in (
            (SHEET, cataloguing.Piece("sheet", "SPHC", sizes), Decimal(1)),
            ("SCRAP-HMS1", scrap, Decimal(-1)),
        ):
            refuses(
                cataloguing.FixedValueRefused,
                lambda c=code, p=piece, v=value: cataloguing.change_material(  # type: ignore[misc]
                    code=c, piece=p, fixed_value_per_kg=v, **asked
                ),
                field="fixed_value_per_kg",
            )

    def test_sets_the_counter_price_and_remembers_the_old_one(self, depot: Depot) -> None:
        price: dict[str, Any] = {"code": SHEET, "by": depot.person("putri"), "at": NOW}
        cataloguing.change_counter_price(counter_price_per_kg=Decimal("12999.5"), **price)
        note = AuditEntry.objects.get(action="material.price_changed")
        assert (note.data["was"], note.data["counter_price_per_kg"]) == ("12550.00", "12999.50")
        refuses(
            cataloguing.PriceNotPositive,
            lambda: cataloguing.change_counter_price(counter_price_per_kg=Decimal(-1), **price),
        )


class TestCertifyLot:
    def test_keeps_the_file_at_the_lot(self, depot: Depot, lot: Lot) -> None:
        certifying.certify_lot(
            lot_number=lot.number, name="mill.pdf", content=PDF, by=depot.person("wati"), at=NOW
        )
        found = Lot.objects.get(pk=lot.pk)
        assert found.certificate is not None
        assert bytes(found.certificate.content.content) == PDF

    def test_refuses(self, depot: Depot, lot: Lot) -> None:
        asked: dict[str, Any] = {"lot_number": lot.number, "by": depot.person("wati"), "at": NOW}
        for kind, name, content in (
            (FileTypeRefused, "mill.html", b"<html>"),
            (FileTypeDisagrees, "mill.pdf", b"<html>"),
        ):
            refuses(
                kind,
                lambda n=name, c=content: certifying.certify_lot(name=n, content=c, **asked),  # type: ignore[misc]
            )
        asked["by"] = depot.person("fajar")
        refuses(WrongRole, lambda: certifying.certify_lot(name="mill.pdf", content=PDF, **asked))
