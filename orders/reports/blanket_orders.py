"""Blanket orders as they stand: what is agreed, called off and left, and the call-offs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Missing
from materialcenter.models import Role
from orders.models import BlanketOrder, BlanketOrderLine, PurchaseOrder
from orders.reports.finding import one_of

NOTHING = Decimal(0)
CALL_OFFS_SHOWN = 50


@dataclass(frozen=True)
class BlanketLine:
    """A material of a blanket order; kg of table weight."""

    line: BlanketOrderLine
    material: catalogue.Material

    @property
    def left_kg(self) -> Decimal:
        """Return what may still be called off."""
        return self.line.agreed_kg - self.line.called_kg

    @property
    def percent(self) -> int:
        """Return how much was called off, rounded down."""
        return int(self.line.called_kg * 100 / self.line.agreed_kg)


@dataclass(frozen=True)
class BlanketPapers:
    """A blanket order with its lines by number, and its newest call-offs."""

    blanket: BlanketOrder
    lines: tuple[BlanketLine, ...]
    call_offs: tuple[PurchaseOrder, ...]


@dataclass(frozen=True)
class BlanketInList:
    """A blanket order as a list shows it."""

    blanket: BlanketOrder
    agreed_kg: Decimal
    called_kg: Decimal

    @property
    def percent(self) -> int:
        """Return how much was called off, rounded down."""
        return int(self.called_kg * 100 / self.agreed_kg) if self.agreed_kg else 0


def find_blanket_order(by: Person, number: str) -> BlanketOrder:
    """Find a blanket order with supplier, center and people. Raises Missing."""
    rows = (
        BlanketOrder.objects.visible_to(by)
        .select_related("supplier", "center", "created_by", "approved_by")
        .filter(number=number)
    )
    return one_of(rows, Missing())


def blanket_papers(blanket: BlanketOrder) -> BlanketPapers:
    """Gather a blanket order and what was called off from it. Three statements."""
    lines = list(BlanketOrderLine.objects.filter(blanket_order=blanket).order_by("line_no"))
    materials = catalogue.materials_by_id(blanket.center_id, [line.material_id for line in lines])
    call_offs = PurchaseOrder.objects.filter(blanket_order=blanket).order_by("-pk")
    return BlanketPapers(
        blanket=blanket,
        lines=tuple(BlanketLine(line, materials[line.material_id]) for line in lines),
        call_offs=tuple(call_offs[:CALL_OFFS_SHOWN]),
    )


def blankets_in_list(blankets: Iterable[BlanketOrder]) -> list[BlanketInList]:
    """Add sums to blanket orders of one page of a list. One statement."""
    found = list(blankets)
    sums = {
        blanket_id: (agreed, called)
        for blanket_id, agreed, called in BlanketOrderLine.objects.filter(
            blanket_order_id__in=[blanket.pk for blanket in found]
        )
        .values_list("blanket_order_id")
        .annotate(Sum("agreed_kg"), Sum("called_kg"))
        .order_by("blanket_order_id")
    }
    return [BlanketInList(blanket, *sums.get(blanket.pk, (NOTHING, NOTHING))) for blanket in found]


def blanket_actions(blanket: BlanketOrder, by: Person, *, on: date) -> frozenset[str]:
    """Name what a person may try with a blanket order on a day: approve, call_off, close."""
    if not by.has(Role.PURCHASER, Role.SUPERVISOR):
        return frozenset()
    status = BlanketOrder.Status
    found = set()
    if blanket.status == status.DRAFT and by.user_id not in {None, blanket.created_by_id}:
        found.add("approve")
    if blanket.status == status.RUNNING and blanket.valid_from <= on <= blanket.valid_until:
        found.add("call_off")
    if blanket.status != status.CLOSED:
        found.add("close")
    return frozenset(found)
