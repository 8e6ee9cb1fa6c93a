"""Labels on every paper: drawn as they are printed, and their codes read again."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from inventory.documents.labels import (
    PAPERS,
    TEMPLATE,
    Paper,
    Printed,
    labels_data,
    labels_pdf,
    lot_label,
    rack_label,
)
from inventory.models import Lot
from inventory.rules.bundling import bundles_of
from inventory.rules.labels import read_label, write_rack_label
from tests.cast import Depot, receive_stock
from tests.inventory.documents.pictures import codes_of, pages_of

pytestmark = pytest.mark.django_db
LONG = Printed(
    code="MC1:" + "X" * 30 + ":" + "H" * 40 + ":" + "M" * 30 + ":99999:99999999.999",
    title="LOT-TGL-2026-00012",
    big="PLT-SS400-12X1524X6096-EXTRA",
    lines=(
        "Nomor lebur " + "H" * 40,
        "99.999 lembar",
        "Ikatan 1",
        "Diterima",
        "Pemilik: " + "W" * 60,
    ),
    mark="KARANTINA",
)


def a_lot(depot: Depot) -> Lot:
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=100, heat="C90085")
    return Lot.objects.with_names().get(pk=lot.pk)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
class TestLabelsPdf:
    def test_prints_codes_that_a_scanner_reads(self, depot: Depot, paper: Paper) -> None:
        lot = a_lot(depot)
        bundles = bundles_of(100, lot.received_kg, size=20)
        labels = [lot_label(lot, bundle) for bundle in bundles]
        data = labels_data(labels, paper=paper, start=1)
        codes = [code for page in pages_of(TEMPLATE, data) for code in codes_of(page)]
        read = [read_label(code) for code in codes]
        assert [label.lot_number for label in read] == [lot.number] * 5
        assert {(label.heat, label.material, label.pieces) for label in read} == {
            ("C90085", "SPHC-2-4X8", 20)
        }
        assert sum(label.mass_kg for label in read) == lot.received_kg

    def test_fits_the_longest_words_and_still_reads(self, paper: Paper) -> None:
        data = labels_data([LONG], paper=paper, start=1)
        (page,) = pages_of(TEMPLATE, data)
        assert codes_of(page) == [LONG.code]

    def test_prints_racks(self, paper: Paper) -> None:
        data = labels_data([rack_label("A-01", bay="Utara")], paper=paper, start=1)
        (page,) = pages_of(TEMPLATE, data)
        assert codes_of(page) == [write_rack_label("A-01")]

    def test_is_as_large_as_the_paper(self, paper: Paper) -> None:
        made = labels_pdf([LONG], paper=paper)
        box = PdfReader(io.BytesIO(made)).pages[0].mediabox
        width = 210 if paper.per_sheet > 1 else paper.width
        assert abs(float(box.width) / 72 * 25.4 - width) < 0.5


class TestSheets:
    def test_start_where_the_sheet_is_unused_and_go_on_with_the_next(self) -> None:
        paper = PAPERS["a4-3x8"]
        labels = [replace(LONG, code=f"MR1:{n}") for n in range(5)]
        data = labels_data(labels, paper=paper, start=22)
        first, second = pages_of(TEMPLATE, data)
        assert codes_of(first) == ["MR1:0", "MR1:1", "MR1:2"]
        assert codes_of(second) == ["MR1:3", "MR1:4"]
        used = first.crop((0, 0, first.width, int(first.height * 0.85)))
        assert codes_of(used) == []


class TestLotLabel:
    def test_says_in_words_what_the_code_holds(self, depot: Depot) -> None:
        lot = a_lot(depot)
        bundle = bundles_of(100, Decimal("4710"), size=20)[1]
        text = _text(labels_pdf([lot_label(lot, bundle)], paper=PAPERS["100x50"]))
        for word in (lot.number, "SPHC-2-4X8", "C90085", "20 lembar", "942 kg", "Ikatan 2 dari 5"):
            assert word in text, word
        assert "KARANTINA" not in text

    def test_marks_quarantine_and_names_the_owner_outside_the_code(self, depot: Depot) -> None:
        lot = a_lot(depot)
        lot.quality, lot.owner = Lot.Quality.QUARANTINED, depot.workshops["W0001"]
        label = lot_label(lot, bundles_of(100, Decimal("4710"), size=None)[0])
        assert label.mark == "KARANTINA"
        assert any(depot.workshops["W0001"].name in line for line in label.lines)
        assert depot.workshops["W0001"].name.upper() not in label.code


def _text(content: bytes) -> str:
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()
