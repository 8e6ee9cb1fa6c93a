"""A trace as its PDF shows it: where a heat or lot is, or where a delivered line came from."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, moment, quantity, whole
from materialcenter.models import Center
from orders.documents.trace_tree import backward_tree, draw, forward_tree, size_text
from orders.documents.wording import filled
from orders.reports.tracing import BackwardTrace, Trace, TracedDelivery

TEMPLATE = Path(__file__).with_suffix(".typ")


def fate_rows(trace: Trace) -> list[tuple[str, str]]:
    """Write where the kg are, label and kg each; the last row is their sum."""
    fates = trace.family.fates
    rows = [
        (_("Handed over"), fates.handed_over_kg),
        (_("In the yard"), fates.in_yard_kg),
        (_("Returned"), fates.returned_kg),
        (_("Lost in cutting"), fates.lost_kg),
        (_("Written off"), fates.written_off_kg),
        (_("Counted away"), fates.counted_kg),
    ]
    return [(label, kg(mass_kg)) for label, mass_kg in rows] + [
        (_("Together, as it came in"), kg(trace.family.came_kg))
    ]


def tree_of(trace: Trace) -> str:
    """Draw a trace."""
    title = _("Where %(name)s is") % {"name": trace.name}
    words = _("%(kg)s came in; %(workshops)s workshops have some of it. The table says the same.")
    description = words % {"kg": kg(trace.family.came_kg), "workshops": whole(len(trace.holders))}
    return draw(forward_tree(trace), title=title, description=description)


def backward_tree_of(back: BackwardTrace, *, names_supplier: bool) -> str:
    """Draw the way of a delivered line."""
    title = _("Where %(note)s, line %(line)s came from") % {
        "note": back.delivery.note,
        "line": back.delivery.line_no,
    }
    description = _("Heat %(heat)s, received %(day)s, as lot %(lot)s to %(workshop)s.") % {
        "heat": back.root.heat or "–",
        "day": day(back.root.received_on),
        "lot": back.lot.number,
        "workshop": back.delivery.workshop,
    }
    tree = backward_tree(back, names_supplier=names_supplier)
    return draw(tree, title=title, description=description)


def trace_data(trace: Trace, center: Center, *, by: str, at: str) -> dict[str, Any]:
    """Write a forward trace in the language that is active. by: who asked; at: when."""
    top = trace.family.descent[0]
    certificates = {lot.certificate for lot in trace.family.descent if lot.certificate}
    return _common(center, _("Trace"), trace.name, by) | {
        "left": filled(
            (_("Heat"), top.heat),
            (_("Material"), ", ".join(sorted({lot.material for lot in trace.family.descent}))),
            (_("Supplier"), top.supplier),
            (_("Certificate"), ", ".join(sorted(certificates))),
        ),
        "right": filled(
            (_("Received"), day(top.received_on)),
            (_("Goods receipt"), ", ".join(o.receipt for o in trace.origins.values())),
            (_("Made"), at),
        ),
        "totals": [list(row) for row in fate_rows(trace)],
        "tables": [_holders_table(trace), _lots_table(trace)],
        "tree": tree_of(trace),
        "tree_alt": _("Where %(name)s is") % {"name": trace.name},
    }


def backward_data(
    back: BackwardTrace, center: Center, *, names_supplier: bool, by: str, at: str
) -> dict[str, Any]:
    """Write a backward trace; a buyer's names no supplier."""
    delivery, root = back.delivery, back.root
    return _common(
        center, _("Certificate of origin"), f"{delivery.note}/{delivery.line_no}", by
    ) | {
        "left": filled(
            (_("Heat"), root.heat or "–"),
            (_("Certificate"), root.certificate),
            (_("Supplier"), root.supplier),
            (_("Received"), day(root.received_on)),
        ),
        "right": filled(
            (_("To"), delivery.workshop),
            (_("Delivery note"), delivery.note),
            (_("Goods receipt"), back.origin.receipt if back.origin else ""),
            (_("Purchase order"), back.origin.purchase_order if back.origin else ""),
            (_("Made"), at),
        ),
        "totals": [],
        "tables": [_chain_table(back)],
        "tree": backward_tree_of(back, names_supplier=names_supplier),
        "tree_alt": _("Where %(note)s, line %(line)s came from")
        % {"note": delivery.note, "line": delivery.line_no},
    }


def _common(center: Center, title: str, number: str, by: str) -> dict[str, Any]:
    return {
        "language": (get_language() or "id")[:2],
        "title": title,
        "number": number,
        "letterhead": asdict(letterhead_of(center)),
        "signatures": [[_("Quality"), by], [_("Acknowledged by"), ""]],
    }


def _holders_table(trace: Trace) -> dict[str, Any]:
    rows = [
        _delivery_row(holder.name, holder.code, delivery)
        for holder in trace.holders
        for delivery in holder.deliveries
    ]
    rows += [
        [
            f"{holder.name}\n{holder.code}",
            _("taken back"),
            lot.number,
            "",
            kg(lot.fates.returned_kg),
        ]
        for holder in trace.holders
        for lot in holder.taken_back
    ]
    return {
        "heading": _("Who has it"),
        "columns": [_("Workshop"), _("Delivery note"), _("Lot"), _("Quantity"), _("kg")],
        "rows": rows,
        "empty": _("No workshop got any of it."),
    }


def _delivery_row(name: str, code: str, delivery: TracedDelivery) -> list[str]:
    return [
        f"{name}\n{code}",
        f"{delivery.note}\n{moment(delivery.handed_at)}",
        delivery.lot_number,
        quantity(delivery.pieces, delivery.unit) if delivery.pieces else "",
        kg(delivery.mass_kg),
    ]


def _lots_table(trace: Trace) -> dict[str, Any]:
    return {
        "heading": _("Its lots"),
        "columns": [_("Lot"), _("Cut from"), _("Racks"), _("Came in"), _("In the yard")],
        "rows": [
            [
                f"{lot.number}\n{lot.material} {size_text(lot)}".rstrip(),
                trace.family.by_id[lot.parent_id].number
                if lot.parent_id in trace.family.by_id
                else "–",
                lot.racks or "–",
                kg(lot.fates.received_kg + lot.fates.came_off_kg),
                kg(lot.fates.in_yard_kg),
            ]
            for lot in trace.family.descent
        ],
        "empty": "",
    }


def _chain_table(back: BackwardTrace) -> dict[str, Any]:
    return {
        "heading": _("From the mill's heat to the delivered piece"),
        "columns": [_("Lot"), _("Material"), _("Size"), _("Heat"), _("kg")],
        "rows": [
            [
                lot.number,
                lot.material,
                size_text(lot) or "–",
                lot.heat or "–",
                kg(lot.fates.received_kg + lot.fates.came_off_kg),
            ]
            for lot in back.chain
        ],
        "empty": "",
    }
