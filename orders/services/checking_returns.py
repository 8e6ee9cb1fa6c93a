"""What may go back to a supplier: of its own receipts, no more than came, the center's own.

Everything that is wrong is named at once, each with its line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Fault, Invalid
from materialcenter.formats import kg, whole
from orders.models import Receipt, ReceiptLine
from orders.reports.returned import NOTHING, Returned, returned_of

_Say = Callable[[str, str, str], None]


@dataclass(frozen=True)
class GoingBack:
    """A part of a receipt's line that goes back from one rack.

    receipt: its number; line_no: of the receipt. pieces: 0 for what is kept by weight.
    mass_kg: on the scale; None takes the pieces' part of what lies on the rack.
    """

    receipt: str
    line_no: int
    rack: str
    pieces: int
    mass_kg: Decimal | None = None


@dataclass(frozen=True)
class Chosen:
    """A part with the line, lot and material it is of."""

    part: GoingBack
    line: ReceiptLine
    lot: catalogue.Lot
    material: catalogue.Material

    @property
    def accepted_pieces(self) -> int:
        """Return the pieces of the line that were accepted."""
        return self.line.pieces - self.line.rejected_pieces

    @property
    def accepted_kg(self) -> Decimal:
        """Return the weighed kg of the line that were accepted."""
        return self.line.mass_kg - self.line.rejected_kg


class BadReturn(Invalid):
    """The goods cannot go back like this; `faults` names every line."""

    code = "supplier_return_invalid"
    sentence = _("This cannot go back to the supplier like this.")


def chosen_parts(
    lines: Sequence[GoingBack], *, supplier_id: int, reason: str, by: Person
) -> list[Chosen]:
    """Find what each part is of. Raises BadReturn, naming everything that is wrong."""
    rows = _lines_of(lines, by)
    materials = catalogue.materials_by_id(by.center_id, [row.material_id for row in rows.values()])
    racks = catalogue.rack_ids_by_code(by.center_id)
    gone = returned_of(row.pk for row in rows.values())
    faults = _head_faults(lines, reason)
    chosen: list[Chosen] = []
    for n, part in enumerate(lines):

        def say(code: str, field: str, sentence: str, n: int = n, part: GoingBack = part) -> None:
            place = f"{part.receipt}/{part.line_no}"
            faults.append(Fault(code, sentence, f"lines.{n}.{field}", place))

        row = rows.get((part.receipt, part.line_no))
        if row is None or row.lot is None:
            say("receipt_line_unknown", "line_no", __("Nothing was accepted in such a line."))
            continue
        one = Chosen(part, row, row.lot, materials[row.material_id])
        _check_origin(one, racks, say, supplier_id=supplier_id)
        if part.rack in {other.part.rack for other in chosen if other.line.pk == row.pk}:
            say("named_twice", "rack", __("The same line is named twice from this rack."))
        before = gone.get(row.pk, NOTHING)
        _check_quantity(one, before, say)
        gone[row.pk] = before.and_also(part.pieces, part.mass_kg or Decimal(0))
        chosen.append(one)
    if faults:
        raise BadReturn(faults=faults)
    return chosen


def _lines_of(lines: Sequence[GoingBack], by: Person) -> dict[tuple[str, int], ReceiptLine]:
    receipts = Receipt.objects.visible_to(by).filter(number__in={part.receipt for part in lines})
    rows = ReceiptLine.objects.filter(receipt__in=receipts)
    return {
        (row.receipt.number, row.line_no): row
        for row in rows.select_related("receipt", "order_line", "lot").order_by("pk")
    }


def _head_faults(lines: Sequence[GoingBack], reason: str) -> list[Fault]:
    faults = [] if lines else [Fault("no_lines", __("Choose what goes back."), "lines")]
    if not reason.strip() or len(reason.strip()) > 300:
        sentence = __("Give a reason of up to 300 characters.")
        faults.append(Fault("reason_missing", sentence, "reason"))
    return faults


def _check_origin(one: Chosen, racks: Mapping[str, int], say: _Say, *, supplier_id: int) -> None:
    if one.line.receipt.supplier_id != supplier_id:
        say("receipt_of_another_supplier", "receipt", __("Another supplier delivered this."))
    if one.lot.owner_id is not None:
        sentence = __("Lot %(lot)s is consigned stock and goes back to its owner alone.")
        say("lot_consigned", "line_no", sentence % {"lot": one.lot.number})
    if one.part.rack not in racks:
        say("rack_unknown", "rack", __("Choose the rack where it lies."))


def _check_quantity(one: Chosen, before: Returned, say: _Say) -> None:
    part = one.part
    if part.mass_kg is not None and part.mass_kg <= 0:
        say("mass_not_positive", "mass_kg", __("Enter the weight on the scale, above zero."))
    if one.material.is_counted:
        left = one.accepted_pieces - before.pieces
        if part.pieces <= 0:
            say("pieces_not_positive", "pieces", __("Enter how many pieces go back."))
        elif part.pieces > left:
            sentence = __("Only %(left)s of what came are left to go back.")
            say("more_than_came", "pieces", sentence % {"left": whole(left)})
    elif part.pieces:
        sentence = __("%(material)s goes back by kg alone.")
        say("wrong_unit", "pieces", sentence % {"material": one.material.code})
    elif part.mass_kg is None:
        say("mass_not_positive", "mass_kg", __("Enter the weight on the scale, above zero."))
    left_kg = one.accepted_kg - before.mass_kg
    if part.mass_kg is not None and part.mass_kg > left_kg:
        sentence = __("Only %(left)s of what came are left to go back.")
        say("more_than_came", "mass_kg", sentence % {"left": kg(left_kg)})
