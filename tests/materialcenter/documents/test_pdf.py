"""Documents are real PDF files, and what is in their data is shown as it is."""

import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst

from materialcenter.documents.pdf import render_pdf

TEMPLATE = """
#import "/materialcenter/documents/paper.typ": *
#show: paper
#facts((("Kepada", data.to),), (("Tanggal", "5 Maret 2026"),))
#lines((("Bahan", 1fr, left), ("Berat", auto, right)), data.rows)
#totals((("Jumlah", data.total),))
#signatures((("Disetujui", "Sinta"), ("Diterima", "")))
#remark("Catatan", data.to)
"""


@pytest.fixture
def template() -> Any:
    """Lay a template inside the project, where templates must be."""
    path = Path(__file__).with_name(f"probe-{uuid.uuid4().hex}.typ")
    path.write_text(TEMPLATE)
    yield path
    path.unlink()


def _data(**changes: Any) -> dict[str, Any]:
    return {
        "language": "id",
        "title": "Surat Jalan",
        "number": "SJ-TGL-2026-00001",
        "letterhead": {"name": "Material Center", "legal_name": "Koperasi", "lines": ["Tegal"]},
        "to": "PT Baja",
        "rows": [["SPHC 2,0\n4x8", "1.234,567 kg"]],
        "total": "Rp1.250.000",
        **changes,
    }


def _read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


class TestRenderPdf:
    def test_writes_what_the_data_says_with_its_title_and_language(self, template: Path) -> None:
        reader = _read(render_pdf(template, _data()))
        text = reader.pages[0].extract_text()
        assert "1.234,567 kg" in text
        assert "Rp1.250.000" in text
        assert reader.metadata is not None
        assert reader.metadata.title == "Surat Jalan SJ-TGL-2026-00001"
        root: Any = reader.trailer["/Root"]
        assert root["/Lang"] == "id"

    def test_shows_markup_in_the_data_as_text(self, template: Path) -> None:
        trick = '#read("/etc/passwd") *x* $y$ "quoted"'
        text = _read(render_pdf(template, _data(to=trick))).pages[0].extract_text()
        assert '#read("/etc/passwd") *x* $y$' in text

    def test_gives_the_same_bytes_for_the_same_data(self, template: Path) -> None:
        assert render_pdf(template, _data()) == render_pdf(template, _data())

    def test_uses_no_font_of_the_machine(self, template: Path) -> None:
        page = _read(render_pdf(template, _data())).pages[0]
        names = {str(font["/BaseFont"]) for font in _fonts(page)}
        assert names
        assert all("IBMPlexSans" in name for name in names)

    def test_goes_over_to_further_pages_with_the_heading_repeated(self, template: Path) -> None:
        rows = [[f"Bahan {n}", "1 kg"] for n in range(120)]
        reader = _read(render_pdf(template, _data(rows=rows)))
        assert len(reader.pages) > 2
        assert all("Berat" in page.extract_text() for page in reader.pages[:-1])
        assert "2 / " in reader.pages[1].extract_text()

    def test_is_made_although_the_font_lacks_a_letter(self, template: Path) -> None:
        text = _read(render_pdf(template, _data(to="PT 鋼 Baja"))).pages[0].extract_text()
        assert "Baja" in text

    def test_fails_loudly_when_data_is_missing(self, template: Path) -> None:
        with pytest.raises(typst.TypstError):
            render_pdf(template, {"language": "id"})


def _fonts(page: pypdf.PageObject) -> list[Any]:
    resources: Any = page["/Resources"]
    return [font.get_object() for font in resources["/Font"].values()]
