"""What workshops left in the depot's care: who, what lies here, and its balance sheet.

Every question starts from the person: staff see all owners, a buyer the own workshops.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from inventory.models import Balance, ConsignedNote, Material, Movement
from materialcenter.fields import ZERO_KG
from materialcenter.models import Workshop
from materialcenter.person import Person
from materialcenter.statements import run_prepared


@dataclass(frozen=True)
class Amount:
    """Pieces and kg; below zero where something went."""

    pieces: int = 0
    mass_kg: Decimal = ZERO_KG

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.pieces + other.pieces, self.mass_kg + other.mass_kg)

    def __neg__(self) -> "Amount":
        return Amount(-self.pieces, -self.mass_kg)

    def __bool__(self) -> bool:
        return bool(self.pieces or self.mass_kg)


@dataclass(frozen=True)
class SheetRow:
    """One material of one customer ("" the workshop's own) over a period.

    opening + received + cut - handed_back + other = closing, in pieces and in kg. cut: what
    cutting changed; of it went scrap_kg into scrap and kerf_kg into the kerf. other: counts
    and write-offs.
    """

    material_id: int
    customer: str
    material: Material | None = None
    opening: Amount = field(default_factory=Amount)
    received: Amount = field(default_factory=Amount)
    cut: Amount = field(default_factory=Amount)
    handed_back: Amount = field(default_factory=Amount)
    other: Amount = field(default_factory=Amount)
    scrap_kg: Decimal = ZERO_KG
    kerf_kg: Decimal = ZERO_KG

    @property
    def closing(self) -> Amount:
        """Return what is left at the end."""
        return self.opening + self.received + self.cut + -self.handed_back + self.other


@dataclass(frozen=True)
class Sheet:
    """A workshop's consigned stock from one day through another, both included."""

    owner: Workshop
    since: date
    until: date
    rows: Sequence[SheetRow]
    total: SheetRow


@dataclass(frozen=True)
class OwnerLine:
    """A workshop with what lies here of its own now."""

    owner: Workshop
    lots: int
    pieces: int
    mass_kg: Decimal


# A reversal counts against what it undoes. What stays in the yard changes nothing here.
_FLOWS = """
WITH moved AS (
    SELECT l.material_id, l.customer, p.material_id AS from_material_id,
           (tp.kind = 'rack')::int - (fp.kind = 'rack')::int AS sign,
           (tp.kind = 'cutting_loss')::int - (fp.kind = 'cutting_loss')::int AS lost,
           m.pieces, m.mass_kg, t.effective_at < %(since)s::timestamptz AS is_before,
           CASE COALESCE(o.reason, t.reason)
                WHEN 'receipt' THEN 'received' WHEN 'cut' THEN 'cut'
                WHEN 'return' THEN 'handed_back' WHEN 'issue' THEN 'handed_back'
                WHEN 'pool' THEN 'handed_back' ELSE 'other' END AS step
    FROM inventory_lot l
    JOIN inventory_movement m ON m.lot_id = l.id
    JOIN inventory_transaction t ON t.sequence = m.transaction_id
    LEFT JOIN inventory_transaction o ON o.sequence = t.reverses_id
    JOIN inventory_place fp ON fp.id = m.from_place_id
    JOIN inventory_place tp ON tp.id = m.to_place_id
    LEFT JOIN inventory_lot p ON p.id = l.parent_id
    WHERE l.center_id = %(center)s::bigint AND l.owner_id = %(owner)s::bigint
      AND t.effective_at < %(end)s::timestamptz
)
SELECT material_id, customer, CASE WHEN is_before THEN 'opening' ELSE step END,
       sum(sign * pieces), sum(sign * mass_kg)
FROM moved GROUP BY 1, 2, 3
UNION ALL
SELECT from_material_id, customer, 'scrap', 0, sum(sign * mass_kg)
FROM moved
WHERE step = 'cut' AND NOT is_before AND from_material_id <> material_id
GROUP BY 1, 2
UNION ALL
SELECT material_id, customer, 'kerf', 0, sum(lost * mass_kg)
FROM moved WHERE lost <> 0 AND NOT is_before GROUP BY 1, 2
"""


def owner_lines(person: Person) -> list[OwnerLine]:
    """List the workshops whose steel lies here, by code; two queries."""
    lying = Q(consigned_lots__balances__on_hand_kg__gt=0)
    rows = (
        Workshop.objects.visible_to(person)
        .filter(consigned_lots__isnull=False)
        .values_list("pk")
        .annotate(
            lots=Count("consigned_lots", filter=lying, distinct=True),
            here_pieces=Sum("consigned_lots__balances__on_hand_pieces", default=0),
            here_kg=Sum("consigned_lots__balances__on_hand_kg", default=ZERO_KG),
        )
        .order_by("code", "pk")
    )
    sums = {pk: (lots, pieces, mass_kg) for pk, lots, pieces, mass_kg in rows}
    owners = Workshop.objects.in_bulk(sums)
    return [OwnerLine(owners[pk], *found) for pk, found in sums.items()]


def owner_of(person: Person, code: str) -> Workshop | None:
    """Return a workshop that the person may see, or None."""
    return Workshop.objects.visible_to(person).filter(code=code).first()


def lying_for(owner: Workshop) -> QuerySet[Balance]:
    """Return what lies here of a workshop's own, the oldest first."""
    return (
        Balance.objects.filter(center_id=owner.center_id, lot__owner_id=owner.pk, on_hand_kg__gt=0)
        .select_related("lot__material", "place")
        .order_by("lot__received_on", "lot_id", "place__code")
    )


def sheet_of(owner: Workshop, *, since: date, until: date) -> Sheet:
    """Draw up a workshop's balance sheet; two queries. since, until: days, both included."""
    start, end = _midnight(since), _midnight(until + timedelta(days=1))
    asked = {"center": owner.center_id, "owner": owner.pk, "since": start, "end": end}
    rows: dict[tuple[int, str], SheetRow] = {}
    for material_id, customer, step, pieces, mass_kg in run_prepared(_FLOWS, asked):
        row = rows.get((material_id, customer), SheetRow(material_id, customer))
        rows[material_id, customer] = _with(row, step, Amount(int(pieces), mass_kg))
    materials = Material.objects.select_related("grade").in_bulk({key[0] for key in rows})
    named = [replace(row, material=materials[row.material_id]) for row in rows.values()]
    shown = [row for row in named if _is_something(row)]
    shown.sort(key=lambda row: (materials[row.material_id].code, row.customer))
    return Sheet(owner, since, until, shown, _total(shown))


def lines_of(note: ConsignedNote) -> list[Movement]:
    """Return what left with a note, in the order of its lines."""
    return list(
        Movement.objects.filter(transaction_id=note.transaction_id)
        .select_related("lot__material__grade", "from_place")
        .order_by("pk")
    )


def weighed(lines: Iterable[Movement]) -> Amount:
    """Add up what left."""
    return sum((Amount(line.pieces, line.mass_kg) for line in lines), Amount())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _with(row: SheetRow, step: str, amount: Amount) -> SheetRow:
    if step == "scrap":
        return replace(row, scrap_kg=amount.mass_kg)
    if step == "kerf":
        return replace(row, kerf_kg=amount.mass_kg)
    if step == "handed_back":
        return replace(row, handed_back=-amount)
    changes: dict[str, Any] = {step: amount}
    return replace(row, **changes)


def _is_something(row: SheetRow) -> bool:
    flows = (row.opening, row.received, row.cut, row.handed_back, row.other)
    return any(flows) or bool(row.scrap_kg or row.kerf_kg)


def _total(rows: Sequence[SheetRow]) -> SheetRow:
    total = SheetRow(0, "")
    for row in rows:
        total = replace(
            total,
            opening=total.opening + row.opening,
            received=total.received + row.received,
            cut=total.cut + row.cut,
            handed_back=total.handed_back + row.handed_back,
            other=total.other + row.other,
            scrap_kg=total.scrap_kg + row.scrap_kg,
            kerf_kg=total.kerf_kg + row.kerf_kg,
        )
    return total
