"""Placing an order from stock: everything asked is reserved, or nothing is and every reason named."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Workshop
from materialcenter.numbering import next_number
from materialcenter.person import Person
from orders.models import Order, OrderLine
from orders.services.holding import HOLD_FOR, HOLDER, ORDERERS

MOST_LINES = 200
MOST_QUANTITY = 10_000_000
GRAM = Decimal("0.001")


@dataclass(frozen=True)
class AskedLine:
    """A material by its code and how much of it: pieces of a counted one, kg of a weighed one.

    unit: the unit the person meant, "" for the material's own. lot: pieces of this lot, such
    as a remnant in its own size, "" for the oldest; its material may then be left out.
    """

    material: str
    quantity: Decimal
    unit: str = ""
    lot: str = ""

    @property
    def name(self) -> str:
        """Return what a refusal calls it."""
        return self.lot or self.material


class LinesRefused(Invalid):
    """Lines that cannot be ordered; `faults` names every one. Faults of one kind lend their code."""

    code = "order_lines_refused"
    sentence = _("The order cannot be placed like this.")


class NothingOrdered(Invalid):
    """An order without lines, or with more than anybody picks."""

    code = "order_without_lines"
    sentence = _("Order at least one material and at most %(most)s.")


class WorkshopInactive(Conflict):
    """The workshop does not buy any more."""

    code = "workshop_inactive"
    sentence = _("%(workshop)s is not active and cannot order.")


class OrderShort(stock.NotEnoughStock):
    """More was ordered than there is; it knows who asked, so that it can be noted."""

    workshop_id: int


@contextmanager
def noting_shortages(*, by: Person, at: datetime) -> Iterator[None]:
    """Note what an order within the block could not have, once nothing of it is left.

    It goes around whatever undoes the refused order: a request sent once, or the act itself.
    """
    try:
        yield
    except OrderShort as refusal:
        note_shortages(refusal, by=by, at=at)
        raise


@command
def note_shortages(refusal: OrderShort, *, by: Person, at: datetime) -> None:
    """Write down what was asked for and not there: demand that reordering learns from."""
    if refusal.shortages:
        stock.note_unmet(
            center_id=by.center_id,
            workshop_id=refusal.workshop_id,
            shortages=refusal.shortages,
            at=at,
        )


@command
def place_order(
    *, workshop_id: int, lines: Sequence[AskedLine], note: str, by: Person, at: datetime
) -> Order:
    """Reserve what is asked for a workshop and hold it for HOLD_FOR.

    A buyer orders for an own workshop, the depot's staff for any. The price is the counter
    price now; a line's kg are those reserved. The number of statements does not grow with
    the lines. Raises WrongRole, Missing (workshop), WorkshopInactive, NothingOrdered,
    LinesRefused (every fault), OrderShort (every shortage).
    """
    by.must_be(*ORDERERS)
    workshop = _workshop(workshop_id, by)
    if not 1 <= len(lines) <= MOST_LINES:
        raise NothingOrdered(most=MOST_LINES)
    lots = catalogue.issuable_lots(by.center_id, (line.lot for line in lines if line.lot))
    lines = [_of_its_lot(line, lots) for line in lines]
    materials = catalogue.materials_by_code(by, (line.material for line in lines))
    faults = line_faults(lines, materials) + _lot_faults(lines, lots, by)
    if faults:
        codes = {fault.code for fault in faults}
        raise LinesRefused(faults=faults, code=codes.pop() if len(codes) == 1 else None)
    ids = _new_line_ids(len(lines))
    wants = [
        (line.lot, _want(pk, materials[line.material], line))
        for pk, line in zip(ids, lines, strict=True)
    ]
    held = _reserve(workshop, wants, lots, at=at)
    order = _write(workshop, note=note, by=by, at=at)
    _write_lines(order, ids, lines, materials, lots, held)
    audit.record(
        by=by,
        action="order.placed",
        subject="Order",
        subject_id=order.pk,
        at=at,
        number=order.number,
    )
    later("orders.tasks.tell_order_placed", center_id=by.center_id, order_id=order.pk)
    return order


def _of_its_lot(line: AskedLine, lots: Mapping[str, catalogue.Lot]) -> AskedLine:
    """Fill in the material of a line that names its lot alone."""
    lot = lots.get(line.lot)
    return line if lot is None or line.material else replace(line, material=lot.material.code)


def _lot_faults(
    lines: Sequence[AskedLine], lots: Mapping[str, catalogue.Lot], by: Person
) -> list[Fault]:
    """Name lots that are not on offer: a buyer chooses among remnants, the staff any lot."""
    faults = []
    for n, line in enumerate(lines):
        lot = lots.get(line.lot)
        if not line.lot:
            continue
        if lot is None or not (by.is_staff or lot.length_mm):
            code, sentence = "lot_not_on_offer", __("Lot %(lot)s is not on offer.")
        elif lot.material.code != line.material:
            code, sentence = "lot_of_other_material", __("Lot %(lot)s is %(is)s.")
        else:
            continue
        words = {"lot": line.lot, "is": lot.material.code if lot else ""}
        faults.append(Fault(code, sentence % words, line.lot, f"lines.{n}"))
    return faults


def _reserve(
    workshop: Workshop,
    wants: Sequence[tuple[str, stock.Want]],
    lots: Mapping[str, catalogue.Lot],
    *,
    at: datetime,
) -> list[stock.Held]:
    """Hold what names no lot from the oldest, and then each lot's, by lot."""
    center_id = workshop.center_id
    unnamed = [want for lot, want in wants if not lot]
    try:
        held = stock.reserve(center_id=center_id, holder=HOLDER, wants=unnamed, at=at)
    except stock.NotEnoughStock as refusal:
        short = OrderShort(faults=refusal.faults)
        short.shortages, short.workshop_id = refusal.shortages, workshop.pk
        raise short from refusal
    _note_got(workshop, unnamed, held, at=at)
    named = sorted(((lots[lot].pk, want) for lot, want in wants if lot), key=lambda pair: pair[0])
    for lot_id, want in named:
        held += stock.reserve(
            center_id=center_id, holder=HOLDER, wants=[want], lot_ids=[lot_id], at=at
        )
    return held


@step
def _note_got(
    workshop: Workshop, wants: Sequence[stock.Want], held: Sequence[stock.Held], *, at: datetime
) -> None:
    """Say what the workshop got, lest what it was refused before that day count as well."""
    material_of = {want.holder_id: want.material_id for want in wants}
    got: dict[int, Decimal] = {}
    for part in held:
        material_id = material_of[part.holder_id]
        got[material_id] = got.get(material_id, Decimal(0)) + part.mass_kg
    if got:
        stock.note_got(
            center_id=workshop.center_id, workshop_id=workshop.pk, kg_by_material=got, at=at
        )


def line_faults(
    lines: Sequence[AskedLine], materials: Mapping[str, catalogue.Material]
) -> list[Fault]:
    """Name everything that is wrong with the lines, each at its material's code."""
    faults = []
    seen: set[str] = set()
    for n, asked in enumerate(lines):
        material = materials.get(asked.material)
        for code, sentence in _faults_of(asked, material, is_repeated=asked.name in seen):
            faults.append(Fault(code=code, sentence=sentence, field=asked.name, place=f"lines.{n}"))
        seen.add(asked.name)
    return faults


def _faults_of(
    asked: AskedLine, material: catalogue.Material | None, *, is_repeated: bool
) -> list[tuple[str, str]]:
    words = {"material": asked.material}
    if material is None and asked.lot and not asked.material:
        return []
    if material is None:
        return [("material_unknown", __("There is no material %(material)s.") % words)]
    faults = []
    if is_repeated:
        faults.append(("material_twice", __("%(material)s is in the order twice.") % words))
    if not material.is_active:
        faults.append(("material_inactive", __("%(material)s is not sold any more.") % words))
    if asked.unit and asked.unit != material.unit:
        words["unit"] = material.get_unit_display()
        faults.append(("wrong_unit", __("%(material)s is ordered in %(unit)s.") % words))
    if not asked.quantity.is_finite() or asked.quantity <= 0:
        faults.append(("quantity_not_positive", __("%(material)s: order more than zero.") % words))
    elif asked.quantity > MOST_QUANTITY:
        faults.append(
            ("quantity_too_large", __("%(material)s: nobody orders that much at once.") % words)
        )
    elif material.is_counted and asked.quantity % 1:
        faults.append(("fraction_of_piece", __("%(material)s is counted in whole pieces.") % words))
    elif asked.quantity % GRAM:
        faults.append(
            ("too_many_decimals", __("%(material)s: at most three decimals of a kg.") % words)
        )
    return faults


def _workshop(workshop_id: int, by: Person) -> Workshop:
    workshop = (
        Workshop.objects.visible_to(by).select_related("center").filter(pk=workshop_id).first()
    )
    if workshop is None:
        raise Missing(field="workshop", sentence=_("There is no such workshop."))
    if not workshop.is_active:
        raise WorkshopInactive(field="workshop", workshop=workshop.name)
    return workshop


def _new_line_ids(count: int) -> list[int]:
    """Take the lines' ids before the lines are written: reservations name them, and the
    lines carry the kg that the reservations found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('orders_orderline', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _want(line_id: int, material: catalogue.Material, asked: AskedLine) -> stock.Want:
    if material.is_counted:
        return stock.Want(holder_id=line_id, material_id=material.pk, pieces=int(asked.quantity))
    return stock.Want(holder_id=line_id, material_id=material.pk, pieces=0, mass_kg=asked.quantity)


def _write(workshop: Workshop, *, note: str, by: Person, at: datetime) -> Order:
    return Order.objects.create(
        center_id=workshop.center_id,
        number=next_number(
            center_id=workshop.center_id,
            center_code=workshop.center.code,
            kind="SO",
            year=timezone.localtime(at).year,
        ),
        workshop=workshop,
        placed_by_id=by.user_id,
        placed_at=at,
        expires_at=at + HOLD_FOR,
        note=note,
    )


def _write_lines(
    order: Order,
    ids: Sequence[int],
    lines: Sequence[AskedLine],
    materials: Mapping[str, catalogue.Material],
    lots: Mapping[str, catalogue.Lot],
    held: Sequence[stock.Held],
) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            pk=pk,
            order=order,
            line_no=n,
            material=materials[asked.material],
            lot=lots.get(asked.lot),
            pieces=sum(part.pieces for part in held if part.holder_id == pk),
            mass_kg=sum((part.mass_kg for part in held if part.holder_id == pk), Decimal(0)),
            price_per_kg=materials[asked.material].counter_price_per_kg,
        )
        for n, (pk, asked) in enumerate(zip(ids, lines, strict=True), start=1)
    )
