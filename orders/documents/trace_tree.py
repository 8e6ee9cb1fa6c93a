"""A trace as a tree: its boxes in words, and the drawing of them as SVG.

The drawing carries its colours as attributes, so that it looks the same in a page whose
policy allows no styles and in a PDF.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory import catalogue
from materialcenter.formats import day, kg, quantity, whole
from orders.reports.tracing import BackwardTrace, Trace, TracedDelivery
from orders.rules.trees import BOX_HEIGHT, BOX_WIDTH, GAP_ACROSS, Box, Node, lay_out, shorten

MOST = 10
EDGE = 4
_LETTERS = 27
_FILLS = {
    "heat": ("#17202a", "#ffffff", "#17202a"),
    "lot": ("#e3edfa", "#11181f", "#0a4aa3"),
    "undone": ("#ffffff", "#46535f", "#6b7885"),
    "workshop": ("#ffeccc", "#11181f", "#7a4300"),
    "yard": ("#dcf3e5", "#11181f", "#0d5c33"),
    "gone": ("#eef1f4", "#11181f", "#6b7885"),
    "more": ("#ffffff", "#11181f", "#6b7885"),
}


def size_text(lot: catalogue.TracedLot) -> str:
    """Write the own size of what was cut, "" for what is as it came."""
    if lot.length_mm is None:
        return ""
    if lot.width_mm is None:
        return f"{whole(int(lot.length_mm))} mm"
    return f"{whole(int(lot.length_mm))} × {whole(int(lot.width_mm))} mm"


def forward_tree(trace: Trace) -> Node:
    """Write a trace's tree: the heat or lot, its lots, and where each kg of them is."""
    tops = [_lot_node(trace, lot) for lot in trace.family.descent if lot.depth == 0]
    nodes, left_out = shorten(tops, MOST)
    if len(tops) == 1 and tops[0].title == trace.name:
        return tops[0]
    return Node("heat", trace.name, (kg(trace.family.came_kg),), nodes + _more(left_out))


def _more(left_out: int) -> tuple[Node, ...]:
    if not left_out:
        return ()
    words = ngettext("%(count)d more, see the table", "%(count)d more, see the table", left_out)
    return (Node("more", words % {"count": left_out}),)


def _lot_node(trace: Trace, lot: catalogue.TracedLot) -> Node:
    lines = (
        " · ".join(filter(None, (lot.material, size_text(lot)))),
        _("undone") if lot.is_undone else kg(lot.fates.received_kg + lot.fates.came_off_kg),
    )
    cut = [_lot_node(trace, child) for child in trace.family.children(lot.lot_id)]
    nodes, left_out = shorten([*cut, *_workshops(trace, lot)], MOST)
    children = (*nodes, *_more(left_out), *_leaves(lot))
    return Node("undone" if lot.is_undone else "lot", lot.number, lines, children)


def _workshops(trace: Trace, lot: catalogue.TracedLot) -> Iterator[Node]:
    """Give a box for each workshop that got some of the lot, the most kg ahead."""
    by_workshop: dict[int, list[TracedDelivery]] = {}
    for delivery in trace.deliveries_of(lot.lot_id):
        by_workshop.setdefault(delivery.workshop_id, []).append(delivery)
    for deliveries in sorted(by_workshop.values(), key=_sum_kg, reverse=True):
        first = deliveries[0]
        notes = {delivery.note for delivery in deliveries}
        yield Node(
            "workshop",
            first.workshop,
            (
                first.note
                if len(notes) == 1
                else ngettext("%(count)d delivery note", "%(count)d delivery notes", len(notes))
                % {"count": len(notes)},
                _amount(deliveries),
            ),
        )


def _sum_kg(deliveries: Iterable[TracedDelivery]) -> Decimal:
    return sum((delivery.mass_kg for delivery in deliveries), Decimal(0))


def _amount(deliveries: list[TracedDelivery]) -> str:
    pieces = sum(delivery.pieces for delivery in deliveries)
    mass = kg(_sum_kg(deliveries))
    return f"{quantity(pieces, deliveries[0].unit)}, {mass}" if pieces else mass


def _leaves(lot: catalogue.TracedLot) -> Iterator[Node]:
    """Give what else became of a lot's kg: in the yard, returned, lost, written off, counted."""
    fates = lot.fates
    if fates.in_yard_kg:
        pieces = quantity(lot.pieces, lot.unit) if lot.pieces else ""
        mass = ", ".join(filter(None, (pieces, kg(fates.in_yard_kg))))
        yield Node("yard", _("In the yard"), (lot.racks, mass))
    for label, mass_kg in (
        (_("Returned"), fates.returned_kg),
        (_("Lost in cutting"), fates.lost_kg),
        (_("Written off"), fates.written_off_kg),
        (_("Counted away"), fates.counted_kg),
    ):
        if mass_kg:
            yield Node("gone", label, (kg(mass_kg),))


def backward_tree(back: BackwardTrace, *, names_supplier: bool) -> Node:
    """Write the way of a delivered line, from the supplier's heat to the workshop."""
    delivery = back.delivery
    amount = _amount([delivery])
    node = Node("workshop", delivery.workshop, (f"{delivery.note}/{delivery.line_no}", amount))
    for lot in reversed(back.chain):
        lines = (
            " · ".join(filter(None, (lot.material, size_text(lot)))),
            kg(lot.fates.received_kg + lot.fates.came_off_kg),
        )
        node = Node("lot", lot.number, lines, (node,))
    root = back.root
    supplier = root.supplier if names_supplier else ""
    came = tuple(filter(None, (supplier, day(root.received_on))))
    return Node("heat", root.heat or _("no heat number"), came, (node,))


def draw(root: Node, *, title: str, description: str) -> str:
    """Draw a tree as an SVG with title and description; every text in it is escaped."""
    layout = lay_out(root)
    width, height = layout.width + 2 * EDGE, layout.height + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="IBM Plex Sans, sans-serif"'
        ' aria-labelledby="trace-title trace-description">',
        f'<title id="trace-title">{escape(title)}</title>',
        f'<desc id="trace-description">{escape(description)}</desc>',
    ]
    for box in layout.boxes:
        if box.parent is not None:
            parts.append(_line(layout.boxes[box.parent], box))
    parts += map(_drawn, layout.boxes)
    return "".join([*parts, "</svg>"])


def _line(parent: Box, child: Box) -> str:
    left, right = parent.x + BOX_WIDTH + EDGE, child.x + EDGE
    top, bottom = (box.y + BOX_HEIGHT // 2 + EDGE for box in (parent, child))
    middle = left + GAP_ACROSS // 2
    return (
        f'<path d="M{left} {top} C{middle} {top} {middle} {bottom} {right} {bottom}"'
        ' fill="none" stroke="#6b7885" stroke-width="1.5"/>'
    )


def _drawn(box: Box) -> str:
    fill, ink, edge = _FILLS[box.node.kind]
    dashes = ' stroke-dasharray="5 4"' if box.node.kind == "undone" else ""
    x, y = box.x + EDGE, box.y + EDGE
    texts = [(box.node.title, 13, 700), *((line, 12, 400) for line in box.node.lines if line)]
    lines = "".join(
        f'<text x="{x + 10}" y="{y + 20 + 16 * n}" font-size="{size}" font-weight="{weight}"'
        f' fill="{ink}">{escape(_short(text))}</text>'
        for n, (text, size, weight) in enumerate(texts)
    )
    return (
        f'<g><rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"'
        f' fill="{fill}" stroke="{edge}" stroke-width="1.5"{dashes}/>{lines}</g>'
    )


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"
