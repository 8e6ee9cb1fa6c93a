"""What a delivery must be to be taken in: complete, plausible, and within the order's limits.

Everything that is wrong is named at once, each with its line and heat.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.errors import Fault, Forbidden, Invalid
from materialcenter.formats import day, kg, percent, whole
from orders.models import PurchaseOrder, PurchaseOrderLine, WeightBasis
from orders.rules.receipts import over_receipt

LARGEST_KG = Decimal(1_000_000)
# A weighing this far from the table is a slip of the scale's or the keyboard's; no sheet's
# standard allows half as much.
IMPROBABLE = Decimal("0.2")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Delivered:
    """One heat of one line of a delivery; received = accepted + rejected.

    order_line: the number of the order's line. pieces: 0 for what is kept by weight.
    mass_kg: on our scale. accepted_*: as counted, None for what is not rejected. rack: the
    code of the place where the accepted part goes. quarantine_reason: why the accepted part
    is not to be used yet. certificate: the number of one that was entered, or
    held_certificate_id: a file of one that is entered later.
    """

    order_line: int
    heat: str
    pieces: int
    mass_kg: Decimal
    rack: str = ""
    rejected_pieces: int = 0
    rejected_kg: Decimal = NOTHING
    reject_reason: str = ""
    accepted_pieces: int | None = None
    accepted_kg: Decimal | None = None
    quarantine_reason: str = ""
    certificate: str = ""
    held_certificate_id: int | None = None

    @property
    def staying_pieces(self) -> int:
        """Return the pieces that stay."""
        return self.pieces - self.rejected_pieces

    @property
    def staying_kg(self) -> Decimal:
        """Return the weighed kg that stay."""
        return self.mass_kg - self.rejected_kg


class BadDelivery(Invalid):
    """The delivery cannot be taken in as it was typed; `faults` names every line."""

    code = "delivery_invalid"
    sentence = _("This delivery cannot be taken in like this.")


class ReceivedBeforeOrder(Invalid):
    """A delivery is dated before its order was written."""

    code = "received_before_order"
    sentence = _("The order is of %(day)s; nothing can have come on it before that.")


class OverReceipt(Forbidden):
    """More came than the order's limits allow; `faults` names every line."""

    code = "over_receipt"
    sentence = _("More came than was ordered. A supervisor may take it in.")


_Say = Callable[[str, str, str], None]


def refuse_before_order(order: PurchaseOrder, *, received_at: datetime) -> None:
    """Refuse a delivery dated before the day on which its order was written."""
    written_on = timezone.localdate(order.created_at)
    if timezone.localdate(received_at) < written_on:
        raise ReceivedBeforeOrder(field="received_at", day=day(written_on))


def faults_of(
    lines: Sequence[Delivered],
    order_lines: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
    racks: Mapping[str, int],
    *,
    is_supervisor: bool,
) -> list[Fault]:
    """Name everything that is wrong; a supervisor may take an improbable weight in."""
    if not lines:
        return [Fault("no_lines", __("Enter at least one heat."), "lines")]
    known = {line.line_no: line for line in order_lines}
    faults: list[Fault] = []
    for index, heat in enumerate(lines):

        def say(
            code: str, field: str, sentence: str, n: int = index, one: Delivered = heat
        ) -> None:
            place = __("Line %(line)s, heat %(heat)s") % {
                "line": one.order_line,
                "heat": one.heat.strip() or "–",
            }
            faults.append(Fault(code, sentence, f"lines.{n}.{field}", place))

        line = known.get(heat.order_line)
        if line is None:
            say("order_line_unknown", "order_line", __("The order has no such line."))
            continue
        _check_quantities(heat, materials[line.material_id], say, is_supervisor=is_supervisor)
        _check_sum(heat, say)
        _check_rejected(heat, materials[line.material_id], say)
        if heat.staying_kg > 0 and heat.rack not in racks:
            say("rack_unknown", "rack", __("Choose the rack where it lies."))
    return faults


def _check_quantities(
    heat: Delivered, material: catalogue.Material, say: _Say, *, is_supervisor: bool
) -> None:
    if not 0 < heat.mass_kg <= LARGEST_KG:
        say("mass_not_positive", "mass_kg", __("Enter the weight on the scale, above zero."))
        return
    if not material.is_counted:
        if heat.pieces:
            say(
                "wrong_unit",
                "pieces",
                __("%(material)s is taken in by kg alone.") % {"material": material.code},
            )
        return
    if heat.pieces <= 0:
        say("pieces_not_positive", "pieces", __("Enter how many pieces came."))
        return
    if not heat.heat.strip():
        say("heat_missing", "heat", __("Enter the heat number from the label or certificate."))
    table_kg = catalogue.table_kg(material, heat.pieces)
    if abs(heat.mass_kg - table_kg) > table_kg * IMPROBABLE and not is_supervisor:
        say(
            "weight_improbable",
            "mass_kg",
            __("%(weighed)s on the scale, %(table)s by the table. Weigh and count again.")
            % {"weighed": kg(heat.mass_kg), "table": kg(table_kg)},
        )


def _check_sum(heat: Delivered, say: _Say) -> None:
    """Refuse a count of what is accepted that does not add up with what is rejected."""
    accepted_pieces, accepted_kg = heat.accepted_pieces, heat.accepted_kg
    if accepted_pieces is not None and accepted_pieces != heat.staying_pieces:
        sentence = __("%(accepted)s accepted and %(rejected)s rejected are not %(received)s.")
        shown = {
            "accepted": whole(accepted_pieces),
            "rejected": whole(heat.rejected_pieces),
            "received": whole(heat.pieces),
        }
        say("accepted_and_rejected_not_received", "accepted_pieces", sentence % shown)
    if accepted_kg is not None and accepted_kg != heat.staying_kg:
        sentence = __("%(accepted)s accepted and %(rejected)s rejected are not %(received)s.")
        shown = {
            "accepted": kg(accepted_kg),
            "rejected": kg(heat.rejected_kg),
            "received": kg(heat.mass_kg),
        }
        say("accepted_and_rejected_not_received", "accepted_kg", sentence % shown)


def _check_rejected(heat: Delivered, material: catalogue.Material, say: _Say) -> None:
    pieces, mass_kg = heat.rejected_pieces, heat.rejected_kg
    if not pieces and not mass_kg:
        return
    if not 0 <= pieces <= max(heat.pieces, 0):
        say("rejected_over_received", "rejected_pieces", __("More pieces are rejected than came."))
    if not 0 <= mass_kg <= max(heat.mass_kg, NOTHING):
        say("rejected_over_received", "rejected_kg", __("More kg are rejected than came."))
    elif material.is_counted and (
        (pieces == 0) != (mass_kg == 0) or (pieces == heat.pieces) != (mass_kg == heat.mass_kg)
    ):
        say(
            "rejected_pieces_and_kg_disagree",
            "rejected_kg",
            __("Rejected pieces and their kg must belong together."),
        )
    if not heat.reject_reason.strip():
        say("reject_reason_missing", "reject_reason", __("Say why it is rejected."))


def over_receipts(
    lines: Sequence[Delivered],
    order_lines: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
) -> list[Fault]:
    """Name every order line whose accepted kg, now and before, pass its limits.

    Counted by table weight, so that a thick sheet is not taken for a second one; where
    the weighed weight is paid, by that as well.
    """
    now: dict[int, tuple[Decimal, Decimal]] = defaultdict(lambda: (NOTHING, NOTHING))
    known = {line.line_no: line for line in order_lines}
    for heat in lines:
        material = materials[known[heat.order_line].material_id]
        table_kg, weighed_kg = now[heat.order_line]
        accepted = (
            catalogue.table_kg(material, heat.staying_pieces)
            if material.is_counted
            else heat.staying_kg
        )
        now[heat.order_line] = (table_kg + accepted, weighed_kg + heat.staying_kg)
    faults = []
    for line_no, (table_kg, weighed_kg) in sorted(now.items()):
        line = known[line_no]
        measures = [(line.received_table_kg, table_kg)]
        if line.weight_basis == WeightBasis.WEIGHED:
            measures.append((line.received_kg, weighed_kg))
        beyond_kg = max(_beyond(line, before, came) for before, came in measures)
        if beyond_kg > 0:
            faults.append(_over(line, materials[line.material_id], beyond_kg))
    return faults


def _beyond(line: PurchaseOrderLine, before_kg: Decimal, now_kg: Decimal) -> Decimal:
    if now_kg <= 0:
        return NOTHING
    return over_receipt(
        line.mass_kg, before_kg, now_kg, line.over_receipt_percent, line.over_receipt_kg
    ).beyond_kg


def _over(line: PurchaseOrderLine, material: catalogue.Material, beyond_kg: Decimal) -> Fault:
    limit = percent(line.over_receipt_percent)
    if line.over_receipt_kg is not None:
        limit = f"{limit}, {kg(line.over_receipt_kg)}"
    return Fault(
        code="over_receipt",
        sentence=__(
            "%(material)s: %(ordered)s ordered and %(limit)s more allowed;"
            " this is %(beyond)s beyond that."
        )
        % {
            "material": material.code,
            "ordered": kg(line.mass_kg),
            "limit": limit,
            "beyond": kg(beyond_kg),
        },
        field="lines",
        place=__("Line %(line)s") % {"line": line.line_no},
    )
