"""How materials, quantities and facts are written on documents."""

from decimal import Decimal

from babel.numbers import format_decimal

from inventory import catalogue
from materialcenter.formats import kg, locale, quantity


def material_name(material: catalogue.Material) -> str:
    """Write a material for people: "Sheet SPHC 2 × 1219 × 2438 mm", "Round bar S45C Ø25 × 6000 mm"."""
    cross = _millimetres(material.diameter_mm)
    sizes = [f"Ø{cross}" if material.form in {"round_bar", "pipe"} else cross] if cross else []
    sizes += [
        text
        for text in (
            _millimetres(material.thickness_mm),
            _millimetres(material.width_mm),
            _millimetres(material.length_mm),
        )
        if text
    ]
    words = [str(material.get_form_display()), material.grade.code]
    return " ".join([*words, " × ".join(sizes) + " mm"] if sizes else words)


def quantity_text(material: catalogue.Material, *, pieces: int, mass_kg: Decimal) -> str:
    """Write a quantity in the material's unit: "12 sheets", "350 kg"."""
    return quantity(pieces, material.unit) if material.is_counted else kg(mass_kg)


def with_sen(amount: Decimal) -> str:
    """Write a tax base, the one amount on a document that keeps its two decimals."""
    return f"Rp{format_decimal(amount, '#,##0.00', locale=locale())}"


def filled(*pairs: tuple[str, str]) -> list[list[str]]:
    """Return the pairs of label and text that have a text, in their order."""
    return [list(pair) for pair in pairs if pair[1]]


def _millimetres(size: Decimal | None) -> str:
    return "" if size is None else format_decimal(size, "0.##", locale=locale())
