"""The yard's real files: catalogue, opening stock with and without faults, old issues."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.models import Balance, Grade, Lot, Material, Movement, PastIssue, Place, Transaction
from materialcenter.models import ImportRun
from materialcenter.services.importing.showing import ShownRun
from tests.cast import Depot
from tests.sheets import csv_bytes
from tests.tegal import WRONG_STOCK, bring, bring_bytes, bring_first_day, counts_of

pytestmark = pytest.mark.django_db
Status = ImportRun.Status

STOCK_HEADINGS = (
    "Kode",
    "No. Lebur",
    "Jumlah",
    "Berat timbang (kg)",
    "Rak",
    "Tgl terima",
    "Harga beli (Rp/kg)",
    "Pemasok",
)


class TestCatalogue:
    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "catalogue")
        assert shown.run.status == Status.APPLIED
        assert counts_of(shown) == {"new": 94, "changed": 0, "unchanged": 3}
        assert Material.objects.count() == 97
        angle = Material.objects.get(code="SS400-L40X4")
        assert (angle.root_radius_mm, angle.toe_radius_mm) == (Decimal(6), Decimal(3))
        assert (angle.unit, angle.piece_mass_kg) == ("bar", Decimal("14.500"))
        assert Material.objects.get(code="SCRAP-AL").piece_mass_kg is None

    def test_makes_grades_with_the_density_of_their_metal(self, depot: Depot) -> None:
        bring(depot, "catalogue")
        found = dict(Grade.objects.values_list("code", "density"))
        assert found["SUS304"] == Decimal("7.93")
        assert found["STKM13A"] == found["SGCC"] == found["203"] == Decimal("7.85")
        assert found["ADC12"] == found["AC4B"] == found["TALON"] == Decimal("2.7")
        assert (found["FC250"], found["FCD450"]) == (Decimal("7.2"), Decimal("7.1"))

    def test_names_both_weights_where_the_sheet_is_wrong(self, depot: Depot) -> None:
        shown = _catalogue(depot, "X-1;sheet;SPHC;1,6;1219;2438;;;;lembar;38,5;12.550")
        assert [(f.code, f.place) for f in shown.faults] == [("table_weight_differs", "CSV!K2")]
        assert "38,5" in shown.faults[0].sentence
        assert "37,327" in shown.faults[0].sentence

    def test_takes_a_weight_within_two_thousandths(self, depot: Depot) -> None:
        shown = _catalogue(depot, "X-1;sheet;SPHC;1,6;1219;2438;;;;lembar;37,40;12.550")
        assert shown.run.status == Status.APPLIED
        assert Material.objects.get(code="X-1").piece_mass_kg == Decimal("37.327")

    def test_names_every_fault_of_every_row_at_once(self, depot: Depot) -> None:
        shown = _catalogue(
            depot,
            "X-1;sheet;SPHC;1,6;1219;;;;;batang;;0",
            "X-2;balok;SPHC;;;;;;;kg;;-5",
            "X-3;ingot;UNOBTAINIUM;3;;;;;;kg;12;6.000",
            "X-3;pipe;SS400;20;;6000;34;;;batang;1;6.000",
        )
        assert [(f.code, f.place) for f in shown.faults] == [
            ("dimension_missing", "CSV!F2"),
            ("unit_not_of_form", "CSV!J2"),
            ("blank", "CSV!K2"),
            ("not_positive", "CSV!L2"),
            ("unknown_choice", "CSV!B3"),
            ("not_positive", "CSV!L3"),
            ("unknown_grade", "CSV!C4"),
            ("bulk_has_no_table_weight", "CSV!K4"),
            ("same_key_as_row", "CSV!A5"),
            ("impossible_shape", "CSV!D5"),
            ("impossible_shape", "CSV!G5"),
        ]
        assert Material.objects.count() == 3

    def test_changes_a_price_but_never_what_a_material_is(self, depot: Depot) -> None:
        price = "SPHC-2-4X8;sheet;SPHC;2;1219;2438;;;;lembar;46,659;13.000"
        assert counts_of(_catalogue(depot, price))["changed"] == 1
        assert Material.objects.get(code="SPHC-2-4X8").counter_price_per_kg == 13000
        other = "SPHC-2-4X8;sheet;SPHC;2,3;1219;2438;;;;lembar;53,658;13.000"
        assert [f.code for f in _catalogue(depot, other).faults] == ["material_differs"]
        assert Material.objects.get(code="SPHC-2-4X8").thickness_mm == 2


def _catalogue(depot: Depot, *rows: str) -> ShownRun:
    headings = (
        "Kode;Bentuk;Mutu;Tebal (mm);Lebar (mm);Panjang (mm);Diameter/Sisi (mm);R (mm);r (mm);"
        "Satuan;Berat tabel (kg);Harga jual (Rp/kg)"
    )
    return bring_bytes(depot, "catalogue", "k.csv", "\r\n".join((headings, *rows)).encode())


class TestOpeningStock:
    @pytest.fixture(autouse=True)
    def _set_up(self, depot: Depot) -> None:
        bring_first_day(depot, "catalogue", "suppliers")

    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "opening_stock", by="wati")
        assert shown.run.status == Status.APPLIED, shown.faults
        assert Lot.objects.count() == Movement.objects.count() == 133
        head = Transaction.objects.get()
        assert timezone.localdate(head.effective_at) == date(2026, 8, 31)
        assert head.reference == f"IMPORT-{shown.run.pk}"
        lot = Lot.objects.get(heat="B62154")
        assert (lot.received_kg, lot.received_on) == (Decimal(4098), date(2026, 5, 9))
        assert lot.table_kg == Decimal("72.929") * 57
        assert Balance.objects.get(lot=lot).value == Decimal(11000) * 4098

    def test_makes_racks_that_are_new(self, depot: Depot) -> None:
        shown = bring(depot, "opening_stock")
        assert counts_of(shown)["new_racks"] > 0
        assert Place.objects.racks().filter(code="C-11").exists()

    def test_names_every_fault_of_the_wrong_file_and_stores_nothing(self, depot: Depot) -> None:
        before = (Place.objects.count(), Lot.objects.count(), Transaction.objects.count())
        shown = bring(depot, "opening_stock", WRONG_STOCK)
        assert shown.run.status == Status.FAULTY
        assert [(f.place, f.code, f.value) for f in shown.faults] == [
            ("Stok!A6", "unknown_material", "SPHC-9.9-4X8"),
            ("Stok!C8", "not_a_number", "dua puluh"),
            ("Stok!D9", "not_positive", "-120,5"),
            ("Stok!F11", "no_such_day", "31/02/2026"),
            ("Stok!F13", "month_first_date", "03/13/2026"),
            ("Stok!A14", "same_as_row", "SPHC-1.6-4X8"),
            ("Stok!E15", "blank", ""),
        ]
        assert "5" in shown.faults[5].sentence
        assert (Place.objects.count(), Lot.objects.count(), Transaction.objects.count()) == before

    def test_names_faults_of_one_row_that_hide_each_other_elsewhere(self, depot: Depot) -> None:
        shown = _stock(
            depot,
            ["SCRAP-HMS2", "", "5", "120", "C-01", "31/09/2026", "5.150", "S99"],
            ["SPHC-2-4X8", "H1", "", "46,7", "A-01", "01/09/2026", "abc", "S01"],
        )
        assert [(f.place, f.code) for f in shown.faults] == [
            ("CSV!C3", "pieces_of_bulk"),
            ("CSV!F3", "no_such_day"),
            ("CSV!H3", "unknown_supplier"),
            ("CSV!C4", "pieces_missing"),
            ("CSV!F4", "in_the_future"),
            ("CSV!G4", "not_a_number"),
        ]

    def test_warns_of_a_weight_beyond_the_standard_but_takes_it(self, depot: Depot) -> None:
        shown = _stock(
            depot, ["SPHC-1.6-4X8", "H1", "10", "450", "A-01", "01/08/2026", "10.950", "S01"]
        )
        assert shown.run.status == Status.APPLIED
        assert [(w.place, w.code) for w in shown.warnings] == [("CSV!D3", "weight_unlikely")]
        assert "373" in shown.warnings[0].sentence

    def test_warns_of_a_counted_lot_without_a_heat(self, depot: Depot) -> None:
        shown = _stock(depot, ["S45C-D25", "", "2", "46,2", "A-01", "01/08/2026", "14.000", ""])
        assert [w.code for w in shown.warnings] == ["no_heat"]
        assert Lot.objects.get().supplier is None

    def test_does_not_bring_a_lot_again_from_a_mended_file(self, depot: Depot) -> None:
        row = ["SPHC-2-4X8", "H1", "1", "46,7", "A-01", "01/08/2026", "10.950", "S01"]
        _stock(depot, row)
        shown = _stock(depot, row, ["SPHC-2-4X8", "H2", *row[2:]])
        assert [(f.place, f.code) for f in shown.faults] == [("CSV!A3", "lot_known")]
        assert Lot.objects.count() == 1

    def test_refuses_a_day_in_the_closed_books_with_nothing_written(self, depot: Depot) -> None:
        depot.center.books_closed_through = date(2026, 8, 31)
        depot.center.save(update_fields=["books_closed_through"])
        shown = bring(depot, "opening_stock")
        assert shown.run.status == Status.FAILED
        assert "31" in shown.faults[0].sentence
        assert not Lot.objects.exists()
        assert not Place.objects.filter(code="C-11").exists()

    def test_takes_the_day_that_is_said_over_the_titles(self, depot: Depot) -> None:
        bring(depot, "opening_stock", as_of="30/08/2026")
        assert timezone.localdate(Transaction.objects.get().effective_at) == date(2026, 8, 30)


def _stock(depot: Depot, *rows: list[str]) -> ShownRun:
    title = ["Daftar stok per 31 Agustus 2026"]
    return bring_bytes(depot, "opening_stock", "s.csv", csv_bytes(title, STOCK_HEADINGS, *rows))


class TestIssueHistory:
    @pytest.fixture(autouse=True)
    def _set_up(self, depot: Depot) -> None:
        bring_first_day(depot, "catalogue", "workshops")

    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "issue_history", by="putri")
        assert shown.run.status == Status.APPLIED, shown.faults
        assert PastIssue.objects.count() == shown.run.row_count == 5682
        plate = PastIssue.objects.get(workshop__code="W0003", issued_on=date(2024, 9, 2))
        assert (plate.pieces, plate.mass_kg) == (11, Decimal("6415.6"))

    def test_refuses_issues_that_another_file_brought(self, depot: Depot) -> None:
        head, row = "Tanggal;IKM;Kode;Jumlah;Berat (kg)", "02/09/2024;W0236;SPHC-1.6-4X8;1;37,3"
        bring_bytes(depot, "issue_history", "a.csv", f"{head}\n{row}\n{row}".encode())
        shown = bring_bytes(
            depot, "issue_history", "b.csv", f"{head}\n{row}\n{row}\n{row}".encode()
        )
        assert [(f.place, f.code) for f in shown.faults] == [
            ("CSV!A2", "issue_known"),
            ("CSV!A3", "issue_known"),
        ]
        assert PastIssue.objects.count() == 2
