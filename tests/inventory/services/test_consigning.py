"""Consigned stock: taken in for an owner, cut and moved like other, handed back, never sold."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import catalogue, stock
from inventory.models import Balance, ConsignedNote, Lot, Place, Transaction
from inventory.reports.consigned import Amount, owner_lines, sheet_of
from inventory.services import consigning, finding, moving, receiving, reversing
from inventory.services.checking import check_ledger
from inventory.services.consigning import Given, hand_back
from materialcenter.commands import joined_commands
from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from materialcenter.services.signing import BadSignature, ReceiverMissing
from tests.cast import NOW, Depot, entry, receive_stock
from tests.inventory.refusals import refuses
from tests.orders.counter import PNG

pytestmark = pytest.mark.django_db
SHEET = "SPHC-2-4X8"
TODAY = NOW.date()


def consign(
    depot: Depot, *, pieces: int = 5, owner: str = "W0001", heat: str = "K1", customer: str = ""
) -> Lot:
    """Take sheets in that stay a workshop's, on A-01."""
    _posting, lots = receiving.receive_goods(
        arrived=[receiving.Arrived(SHEET, "A-01", heat, pieces, Decimal(50 * pieces), None)],
        reference="SJ-7",
        received_on=TODAY,
        owner_code=owner,
        customer=customer,
        by=depot.person("wati"),
        at=NOW,
    )
    return lots[0]


def cut_up(depot: Depot, lot: Lot, *, key: str = "cut") -> stock.Cut:
    """Cut a sheet of 50 kg into two pieces of 20 kg, 8 kg of scrap and 2 kg of kerf."""
    rack = depot.racks["A-01"].pk
    outputs = [
        stock.CutOff(lot.material_id, rack, 2, Decimal(40), None, Decimal(1200), Decimal(900)),
        stock.CutOff(depot.materials["SCRAP-HMS1"].pk, rack, 0, Decimal(8), fixed_value=Decimal(0)),
    ]
    with transaction.atomic():
        return stock.cut(
            entry(depot, key, reason="cut"),
            lot_id=lot.pk,
            place_id=rack,
            pieces=1,
            mass_kg=Decimal(50),
            outputs=outputs,
        )


def _back(depot: Depot, *given: Given, **changes: Any) -> ConsignedNote:
    asked: dict[str, Any] = {
        "receiver_name": "Pak Budi",
        "vehicle": "G 1234 AB",
        "on": TODAY,
        "by": depot.person("wati"),
        "at": NOW,
    }
    return hand_back(given=given, **{**asked, **changes})


class TestHandBack:
    def test_writes_one_numbered_note_for_what_left(self, depot: Depot) -> None:
        first, second = consign(depot), consign(depot, heat="K2", customer="PT Astra Contoh")
        note = _back(
            depot,
            Given(first.number, "A-01", 2),
            Given(second.number, "A-01", 5),
            signature_png=PNG,
        )
        assert note.number == "SJ-TGL-2026-00001"
        assert (note.owner, note.receiver_name) == (depot.workshops["W0001"], "Pak Budi")
        head = note.transaction
        assert (head.reason, head.reference) == ("return", note.number)
        assert [m.pieces for m in head.movements.order_by("pk")] == [2, 5]
        assert {m.to_place.kind for m in head.movements.all()} == {"workshop"}
        assert note.signature is not None
        assert note.signature.workshop_id == note.owner_id
        assert Balance.objects.get(lot=first).on_hand_pieces == 3
        assert AuditEntry.objects.get(action="consigned.returned").data["number"] == note.number
        assert list(check_ledger()) == []

    def test_shares_the_numbers_of_the_sales_notes(self, depot: Depot) -> None:
        lot = consign(depot)
        numbers = [_back(depot, Given(lot.number, "A-01", 1)).number for _n in range(2)]
        assert [number[-5:] for number in numbers] == ["00001", "00002"]

    def test_refuses_and_changes_nothing(self, depot: Depot, stranger: Depot) -> None:
        lot, others = consign(depot), consign(depot, owner="W0002", heat="K2")
        own = receive_stock(depot, SHEET, pieces=4)
        line = Given(lot.number, "A-01", 1)
        cases: list[tuple[type[DomainError], str, tuple[Given, ...], dict[str, Any]]] = [
            (consigning.NothingHandedBack, "", (), {}),
            (consigning.GivenTwice, "", (line, line), {}),
            (consigning.NotConsigned, "", (Given(own.number, "A-01", 1),), {}),
            (consigning.OwnersDiffer, "", (line, Given(others.number, "A-01", 1)), {}),
            (ReceiverMissing, "receiver_name", (line,), {"receiver_name": " "}),
            (BadSignature, "signature", (line,), {"signature_png": b"x"}),
            (finding.NoSuchRack, "from_rack", (Given(lot.number, "Z", 1),), {}),
            (stock.NotEnoughStock, "", (Given(lot.number, "A-01", 6),), {}),
            (stock.NotPositive, "", (Given(lot.number, "A-01"),), {}),
            (stock.InTheFuture, "", (line,), {"on": TODAY + timedelta(days=1)}),
            (Missing, "", (Given("LOT-X", "A-01", 1),), {}),
            (Missing, "", (line,), {"by": stranger.person("wati")}),
            (WrongRole, "", (line,), {"by": depot.person("putri")}),
            (WrongRole, "", (line,), {"by": depot.person("sari")}),
        ]
        for kind, field, given_lines, changes in cases:
            refuses(kind, lambda g=given_lines, c=changes: _back(depot, *g, **c), field=field)  # type: ignore[misc]
        assert not ConsignedNote.objects.exists()

    def test_is_undone_by_a_reversal_which_the_note_shows(self, depot: Depot) -> None:
        lot = consign(depot)
        note = _back(depot, Given(lot.number, "A-01", 2))
        reversing.reverse_transaction(
            sequence=note.transaction_id, reason="Salah muat", by=depot.person("sinta"), at=NOW
        )
        assert ConsignedNote.objects.with_names().get().is_reversed
        assert Balance.objects.get(lot=lot).on_hand_pieces == 5


class TestReceiveGoods:
    def test_keeps_the_customer_through_cuts(self, depot: Depot) -> None:
        lot = consign(depot, customer="PT Astra Contoh")
        for made in cut_up(depot, lot).lots:
            assert (made.owner_id, made.customer) == (lot.owner_id, "PT Astra Contoh")
        assert not Balance.objects.exclude(value=0).exists()

    def test_refuses_a_customer_of_nobody(self, depot: Depot) -> None:
        refuses(
            receiving.CustomerWithoutOwner,
            lambda: consign(depot, owner="", customer="PT Astra Contoh"),
            field="customer",
        )


class TestEveryDoor:
    """No way leads from consigned stock to an order or a pool."""

    def _reserve(self, depot: Depot, lot_ids: list[int] | None) -> object:
        want = stock.Want(1, depot.materials[SHEET].pk, 1)
        with transaction.atomic():
            return stock.reserve(
                center_id=depot.center.pk,
                holder="pool_share",
                wants=[want],
                at=NOW,
                lot_ids=lot_ids,
            )

    def test_promises_nothing_of_it(self, depot: Depot) -> None:
        lot = consign(depot)
        cut_up(depot, lot)
        found = catalogue.available(depot.center.pk, [lot.material_id])[lot.material_id]
        assert (found.pieces, found.mass_kg) == (0, Decimal(0))

    def test_reserves_nothing_of_it_for_an_order_or_a_pool(self, depot: Depot) -> None:
        consign(depot)
        refuses(stock.NotEnoughStock, lambda: self._reserve(depot, None))

    def test_reserves_nothing_of_it_by_its_own_lot_or_a_piece_cut_of_it(self, depot: Depot) -> None:
        lot = consign(depot)
        ids = [lot.pk, *(made.pk for made in cut_up(depot, lot).lots)]
        refuses(stock.NotEnoughStock, lambda: self._reserve(depot, ids))

    def test_swaps_to_none_of_it(self, depot: Depot) -> None:
        lot = consign(depot)
        receive_stock(depot, SHEET, pieces=4)
        held: Any = self._reserve(depot, None)

        def swap() -> None:
            with transaction.atomic():
                stock.swap(
                    center_id=depot.center.pk,
                    reservation_id=held[0].reservation_id,
                    lot_number=lot.number,
                    at=NOW,
                )

        refuses(stock.LotConsigned, swap, field="lot")

    def test_issues_none_of_it_as_sound(self, depot: Depot) -> None:
        lot = consign(depot)

        def issue() -> None:
            with transaction.atomic():
                outside = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
                move = stock.Move(lot.pk, depot.racks["A-01"].pk, outside, 1)
                stock.post(entry(depot, "i", reason="issue"), [move], only_sound=True)

        refuses(stock.LotConsigned, issue)

    def test_moves_it_like_other_stock(self, depot: Depot) -> None:
        lot = consign(depot)
        moving.move_lot(
            lot_number=lot.number,
            from_rack="A-01",
            to_rack="B-01",
            pieces=2,
            mass_kg=None,
            on=TODAY,
            by=depot.person("wati"),
            at=NOW,
        )
        assert Balance.objects.filter(lot=lot).count() == 2


class TestSheet:
    def test_adds_up_by_material_and_customer(self, depot: Depot) -> None:
        lot = consign(depot, customer="PT Astra Contoh")
        receive_stock(depot, SHEET, pieces=9)
        consign(depot, owner="W0002", heat="K2")
        cut_up(depot, lot)
        _back(depot, Given(lot.number, "A-01", 3))
        sheet = sheet_of(depot.workshops["W0001"], since=TODAY, until=TODAY)
        sheets, scrap = sorted(sheet.rows, key=lambda row: row.scrap_kg, reverse=True)
        assert sheets.customer == scrap.customer == "PT Astra Contoh"
        assert (sheets.opening, sheets.received) == (Amount(), Amount(5, Decimal(250)))
        assert (sheets.cut, sheets.scrap_kg, sheets.kerf_kg) == (
            Amount(1, Decimal(-10)),
            Decimal(8),
            Decimal(2),
        )
        assert sheets.handed_back == Amount(3, Decimal(150))
        assert sheets.closing == Amount(3, Decimal(90))
        assert (scrap.cut, scrap.closing) == (Amount(0, Decimal(8)), Amount(0, Decimal(8)))
        assert sheet.total.closing == Amount(3, Decimal(98))

    def test_opens_with_what_the_day_before_closed(self, depot: Depot) -> None:
        lot = consign(depot)
        _back(depot, Given(lot.number, "A-01", 1))
        before = sheet_of(depot.workshops["W0001"], since=TODAY, until=TODAY)
        after = sheet_of(
            depot.workshops["W0001"],
            since=TODAY + timedelta(days=1),
            until=TODAY + timedelta(days=9),
        )
        assert after.total.opening == after.total.closing == before.total.closing

    def test_counts_a_reversal_against_what_it_undoes(self, depot: Depot) -> None:
        lot = consign(depot)
        cut = cut_up(depot, lot)
        with transaction.atomic():
            stock.reverse(entry(depot, "undo"), sequence=cut.posting.sequence)
        row = sheet_of(depot.workshops["W0001"], since=TODAY, until=TODAY).total
        assert (row.cut, row.scrap_kg, row.kerf_kg) == (Amount(), Decimal(0), Decimal(0))

    def test_is_empty_where_nothing_ever_lay(self, depot: Depot) -> None:
        sheet = sheet_of(depot.workshops["W0001"], since=date(2020, 1, 1), until=TODAY)
        assert (sheet.rows, sheet.total.closing) == ([], Amount())

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(["in", "cut", "out", "undo", "lose"]), max_size=10))
    def test_closes_with_what_lies_here_whatever_happened(
        self, depot: Depot, steps: list[str]
    ) -> None:
        with joined_commands():
            lot = consign(depot, pieces=30)
            for n, step in enumerate(steps):
                self._do(depot, lot, step, n)
            sheet = sheet_of(depot.workshops["W0001"], since=TODAY, until=TODAY)
            rows = Balance.objects.filter(lot__owner=depot.workshops["W0001"], on_hand_kg__gt=0)
            for row in sheet.rows:
                here = rows.filter(lot__material_id=row.material_id)
                assert row.closing == Amount(
                    sum(b.on_hand_pieces for b in here),
                    sum((b.on_hand_kg for b in here), Decimal(0)),
                )
                gained = row.cut.mass_kg + row.scrap_kg + row.kerf_kg
                assert gained >= 0
            assert sheet.total.cut.mass_kg == -sheet.total.kerf_kg
            transaction.set_rollback(True)

    def _do(self, depot: Depot, lot: Lot, step: str, n: int) -> None:
        acts: dict[str, Callable[[], object]] = {
            "in": lambda: consign(depot, heat=f"H{n}"),
            "cut": lambda: cut_up(depot, lot, key=f"cut{n}"),
            "out": lambda: _back(depot, Given(lot.number, "A-01", 1)),
            "undo": lambda: self._undo(depot, n),
            "lose": lambda: self._lose(depot, lot, n),
        }
        acts[step]()

    def _undo(self, depot: Depot, n: int) -> None:
        last = (
            Transaction.objects.filter(reason__in=["cut", "return"], reversed_by=None)
            .order_by("-pk")
            .first()
        )
        if last is not None:
            stock.reverse(entry(depot, f"undo{n}"), sequence=last.pk)

    def _lose(self, depot: Depot, lot: Lot, n: int) -> None:
        lost = stock.outside(depot.center.pk, Place.Kind.WRITE_OFF)
        move = stock.Move(lot.pk, depot.racks["A-01"].pk, lost, 1)
        stock.post(entry(depot, f"lose{n}", reason="write_off"), [move])


class TestOwnerLines:
    def test_shows_staff_all_and_a_buyer_the_own(self, depot: Depot) -> None:
        consign(depot)
        consign(depot, owner="W0002", heat="K2")
        seen = {
            name: [(line.owner.code, line.lots, line.pieces) for line in owner_lines(person)]
            for name in ("wati", "agus", "sari", "rudi")
            for person in (depot.person(name),)
        }
        both = [("W0001", 1, 5), ("W0002", 1, 5)]
        assert seen == {"wati": both, "agus": both, "sari": both[:1], "rudi": both[1:]}
