"""The delivery note of consigned stock as its PDF shows it: what left, and no prices."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory.models import ConsignedNote, Lot, Movement
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, locale, moment, quantity, whole

TEMPLATE = Path(__file__).with_suffix(".typ")


def consigned_note_data(
    note: ConsignedNote, lines: Sequence[Movement], *, signature_png: bytes | None
) -> dict[str, Any]:
    """Write a note in the language that is active; center, owner and handed_by at hand."""
    owner = note.owner
    left = [(_("To"), owner.name), (_("Code"), owner.code), (_("District"), owner.district)]
    right = [
        (_("Handed over"), moment(note.handed_at)),
        (_("Vehicle"), note.vehicle),
        (_("Goods"), _("consigned stock of the receiver")),
    ]
    pieces = sum(line.pieces for line in lines)
    total = kg(sum(line.mass_kg for line in lines))
    if pieces:
        total = _("%(pieces)s pieces, %(mass)s") % {"pieces": whole(pieces), "mass": total}
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Delivery note"),
        "number": note.number,
        "letterhead": asdict(letterhead_of(note.center)),
        "left": [list(pair) for pair in left if pair[1]],
        "right": [list(pair) for pair in right if pair[1]],
        "columns": [_("No."), _("Material"), _("Lot and heat"), _("Quantity"), _("Weighed")],
        "rows": [_row(n, line) for n, line in enumerate(lines, start=1)],
        "totals": [[_("Total"), total]],
        "signatures": [
            [_("Handed over by"), note.handed_by.shown_name if note.handed_by else ""],
            [_("Received by"), note.receiver_name],
        ],
        "signature": None if signature_png is None else list(signature_png),
        "signature_alt": _("Signature of %(name)s") % {"name": note.receiver_name},
    }


def own_size(lot: Lot) -> str:
    """Write the size of what was cut, "" for what has its material's own."""
    sizes = [lot.width_mm, lot.length_mm] if lot.length_mm else []
    text = " × ".join(format_decimal(mm, "0.##", locale=locale()) for mm in sizes if mm)
    return f"{text} mm" if text else ""


def _row(number: int, line: Movement) -> list[str]:
    lot, material = line.lot, line.lot.material
    words = [str(material.get_form_display()), material.grade.code, own_size(lot)]
    about = [" ".join(word for word in words if word), material.code]
    if lot.customer:
        about.append(_("of %(customer)s") % {"customer": lot.customer})
    if not line.pieces:
        amount = kg(line.mass_kg)
    elif lot.length_mm:
        amount = _("%(pieces)s pieces") % {"pieces": whole(line.pieces)}
    else:
        amount = quantity(line.pieces, material.unit)
    return [
        str(number),
        "\n".join(about),
        f"{lot.number}\n{lot.heat or '–'}",
        amount,
        kg(line.mass_kg),
    ]
