"""Checking a change of an order that was sent against what came and was billed of it.

Here belong what a change asks for and everything that can be wrong with it. Never here: who
may change an order, or writing it down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Fault, Invalid
from materialcenter.formats import kg, rupiah
from materialcenter.rules.money import line_amount
from orders.models import (
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    SupplierCreditLine,
    SupplierInvoiceLine,
)
from orders.reports.purchasing import billed_by_line, billed_freight
from orders.rules.revising import is_taken_away
from orders.services.checking_purchases import PurchaseLine, faults_of_order

Found = tuple[str, str, str]


class BadRevision(Invalid):
    """The change is not possible; `faults` names everything."""

    code = "revision_invalid"
    sentence = _("This change is not possible.")


@dataclass(frozen=True)
class RevisedLine:
    """What a line is to be: quantity in the material's unit, rupiah per kg."""

    line_no: int
    quantity: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class Revision:
    """What is asked to change; lines that are not named, and a None, stay as they are.

    added: further lines. dropped: numbers of lines that are taken off.
    """

    lines: Sequence[RevisedLine] = field(default_factory=tuple)
    added: Sequence[PurchaseLine] = field(default_factory=tuple)
    dropped: Sequence[int] = field(default_factory=tuple)
    expected_on: date | None = None
    freight: int | None = None

    def to_keep(self) -> dict[str, Any]:
        """Write the change down until it is approved."""
        return {
            "lines": [asdict(line) for line in self.lines],
            "added": [asdict(line) for line in self.added],
            "dropped": sorted(self.dropped),
            "expected_on": self.expected_on,
            "freight": self.freight,
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Revision":
        """Read a change that was written down."""
        day = kept["expected_on"]
        return cls(
            lines=[
                RevisedLine(
                    line["line_no"], Decimal(line["quantity"]), Decimal(line["price_per_kg"])
                )
                for line in kept["lines"]
            ],
            added=[_kept_line(line) for line in kept.get("added", [])],
            dropped=kept.get("dropped", []),
            expected_on=date.fromisoformat(day) if day else None,
            freight=kept["freight"],
        )


def _kept_line(kept: Mapping[str, Any]) -> PurchaseLine:
    percent, over_kg = kept["over_receipt_percent"], kept["over_receipt_kg"]
    return PurchaseLine(
        material=kept["material"],
        quantity=Decimal(kept["quantity"]),
        price_per_kg=Decimal(kept["price_per_kg"]),
        weight_basis=kept["weight_basis"],
        over_receipt_percent=None if percent is None else Decimal(percent),
        over_receipt_kg=None if over_kg is None else Decimal(over_kg),
    )


@dataclass(frozen=True)
class LineFigures:
    """What a line orders: pieces (0 by weight), kg of table weight, rupiah per kg.

    One that is taken off orders 0 kg.
    """

    pieces: int
    mass_kg: Decimal
    price_per_kg: Decimal

    @property
    def amount(self) -> int:
        """Return the line's rupiah before tax."""
        return line_amount(self.mass_kg, self.price_per_kg)


@dataclass(frozen=True)
class Figures:
    """What an order asks for in all, its lines in the order of their ids, and those added."""

    lines: tuple[LineFigures, ...]
    expected_on: date | None
    freight: int
    added: tuple[tuple[PurchaseLine, LineFigures], ...] = ()

    @property
    def worth(self) -> int:
        """Return the order's rupiah before tax, freight included."""
        added = sum(line.amount for _asked, line in self.added)
        return self.freight + sum(line.amount for line in self.lines) + added

    def is_other_money(self, other: "Figures") -> bool:
        """Say whether more differs than the day."""
        mine, others = (self.lines, self.added), (other.lines, other.added)
        return (mine, self.freight) != (others, other.freight)


def checked_reason(text: str) -> str:
    """Return why an order is changed. Raises BadRevision without a reason of fitting length."""
    if not text.strip() or len(text.strip()) > 300:
        sentence = __("Give a reason of up to 300 characters.")
        raise BadRevision(faults=[Fault("reason_missing", sentence, "reason")])
    return text.strip()


def figures_now(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> Figures:
    """Return what an order asks for as it stands."""
    return Figures(
        tuple(LineFigures(line.pieces, line.mass_kg, line.price_per_kg) for line in lines),
        order.expected_on,
        order.freight,
    )


def revised_figures(
    order: PurchaseOrder,
    lines: Sequence[PurchaseOrderLine],
    revision: Revision,
    *,
    by: Person,
    at: datetime,
) -> Figures:
    """Return what a locked order would ask for after a change. Raises BadRevision.

    A figure may not be lowered under what was received or billed of it, and a line that a
    paper names may not be taken off. Faults name lines by their place: the order's by id,
    then those added.
    """
    materials = catalogue.materials_by_id(order.center_id, [line.material_id for line in lines])
    found = catalogue.materials_by_code(by, [line.material for line in revision.added])
    known = {material.code: material for material in materials.values()} | found
    wanted = _wanted_lines(lines, revision, materials)
    freight = order.freight if revision.freight is None else revision.freight
    is_other_day = revision.expected_on not in {None, order.expected_on}
    faults = faults_of_order(
        [*wanted, *revision.added],
        known,
        freight=freight,
        expected_on=revision.expected_on if is_other_day else None,
        today=timezone.localdate(at),
    )
    faults += _misnamed(order, lines, revision)
    if faults:
        raise BadRevision(faults=faults)
    after = Figures(
        tuple(
            _figures(line, materials[row.material_id])
            if line
            else LineFigures(0, Decimal(0), row.price_per_kg)
            for line, row in zip(wanted, lines, strict=True)
        ),
        revision.expected_on or order.expected_on,
        freight,
        tuple((line, _figures(line, known[line.material])) for line in revision.added),
    )
    now = figures_now(order, lines)
    if after == now:
        raise BadRevision(faults=[Fault("nothing_changed", __("Nothing would change."))])
    faults = _taken_away(order, lines, materials, now, after)
    if faults:
        raise BadRevision(faults=faults)
    return after


def _wanted_lines(
    lines: Sequence[PurchaseOrderLine],
    revision: Revision,
    materials: Mapping[int, catalogue.Material],
) -> list[PurchaseLine | None]:
    """Return what each line of the order is to be; None where it is taken off."""
    asked = {line.line_no: line for line in revision.lines}
    return [
        None
        if line.line_no in revision.dropped
        else _wanted(line, asked.get(line.line_no), materials)
        for line in lines
    ]


def _misnamed(
    order: PurchaseOrder, lines: Sequence[PurchaseOrderLine], revision: Revision
) -> Iterator[Fault]:
    """Name what the order does not have, and what it cannot take."""
    changed, dropped = {line.line_no for line in revision.lines}, set(revision.dropped)
    for n in sorted((changed | dropped) - {line.line_no for line in lines}):
        yield Fault("line_unknown", __("The order has no such line."), place=str(n))
    for n in sorted(changed & dropped):
        sentence = __("A line is either changed or taken off.")
        yield Fault("line_changed_and_dropped", sentence, place=str(n))
    if order.blanket_order_id is not None and revision.added:
        sentence = __("A call-off takes no further material. Call off anew.")
        yield Fault("call_off_has_its_lines", sentence, f"lines.{len(lines)}.material")


def _wanted(
    line: PurchaseOrderLine, asked: RevisedLine | None, materials: Mapping[int, catalogue.Material]
) -> PurchaseLine:
    material = materials[line.material_id]
    ordered = Decimal(line.pieces) if material.is_counted else line.mass_kg
    return PurchaseLine(
        material=material.code,
        quantity=asked.quantity if asked else ordered,
        price_per_kg=asked.price_per_kg if asked else line.price_per_kg,
        weight_basis=line.weight_basis,
        over_receipt_percent=line.over_receipt_percent,
        over_receipt_kg=line.over_receipt_kg,
    )


def _figures(line: PurchaseLine, material: catalogue.Material) -> LineFigures:
    pieces = int(line.quantity) if material.is_counted else 0
    mass_kg = catalogue.table_kg(material, pieces) if pieces else line.quantity
    return LineFigures(pieces, mass_kg, line.price_per_kg)


def _taken_away(
    order: PurchaseOrder,
    lines: Sequence[PurchaseOrderLine],
    materials: Mapping[int, catalogue.Material],
    now: Figures,
    after: Figures,
) -> list[Fault]:
    billed = billed_by_line([line.pk for line in lines])
    named = _named_on_papers(lines, after)
    faults = []
    for n, line in enumerate(lines):
        material, old, new = materials[line.material_id], now.lines[n], after.lines[n]
        billed_kg, billed_amount = billed.get(line.pk, (Decimal(0), 0))
        if line.pk in named:
            sentence = __("A receipt or an invoice names this line. Lower it instead.")
            faults.append(Fault("line_on_papers", sentence, f"lines.{n}.dropped", material.code))
            continue
        found = [
            *_under_received(line, old, new),
            *_under_billed(old, new, billed_kg, billed_amount),
        ]
        if order.blanket_order_id is not None and new.price_per_kg != old.price_per_kg:
            sentence = __("The price of a call-off is the one agreed on.")
            found.append(("price_agreed", "price_per_kg", sentence))
        faults += [
            Fault(code, sentence, f"lines.{n}.{name}", material.code)
            for code, name, sentence in found
        ]
    freight = Decimal(billed_freight(order))
    if is_taken_away(before=Decimal(now.freight), after=Decimal(after.freight), came=freight):
        sentence = __("%(amount)s of freight is billed already.") % {"amount": rupiah(int(freight))}
        faults.append(Fault("under_billed", sentence, "freight"))
    return faults


def _named_on_papers(lines: Sequence[PurchaseOrderLine], after: Figures) -> set[int]:
    """Return the ids of the lines to be taken off that a paper names, a refused one too."""
    dropped = [row.pk for row, new in zip(lines, after.lines, strict=True) if not new.mass_kg]
    if not dropped:
        return set()
    papers = (ReceiptLine, SupplierInvoiceLine, SupplierCreditLine)
    on_receipt, on_invoice, on_credit = (
        Exists(paper.objects.filter(order_line=OuterRef("pk"))) for paper in papers
    )
    rows = PurchaseOrderLine.objects.filter(on_receipt | on_invoice | on_credit, pk__in=dropped)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _under_received(line: PurchaseOrderLine, old: LineFigures, new: LineFigures) -> Iterator[Found]:
    if is_taken_away(before=old.mass_kg, after=new.mass_kg, came=line.received_table_kg):
        sentence = __("%(mass)s was received already.") % {"mass": kg(line.received_table_kg)}
        yield "under_received", "quantity", sentence


def _under_billed(
    old: LineFigures, new: LineFigures, billed_kg: Decimal, billed_amount: int
) -> Iterator[Found]:
    if is_taken_away(before=old.mass_kg, after=new.mass_kg, came=billed_kg):
        sentence = __("%(mass)s is billed already.") % {"mass": kg(billed_kg)}
        yield "under_billed", "quantity", sentence
    if is_taken_away(
        before=Decimal(old.amount), after=Decimal(new.amount), came=Decimal(billed_amount)
    ):
        sentence = __("%(amount)s is billed already.") % {"amount": rupiah(billed_amount)}
        yield "under_billed", "price_per_kg", sentence
