"""Purchase orders: drafting, approving, confirming, cancelling, closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Forbidden, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.models import Center, Role, Supplier
from materialcenter.numbering import next_number
from materialcenter.rules.money import line_amount
from orders.models import Pool, PurchaseOrder, PurchaseOrderLine, WeightBasis
from orders.services.announcing import announce
from orders.services.states import move_to, refuse_state

BUYERS = (Role.PURCHASER, Role.SUPERVISOR)
OVER_RECEIPT_PERCENT = Decimal(5)
LARGEST_KG = Decimal(10_000_000)
LARGEST_PRICE = Decimal(100_000_000)


@dataclass(frozen=True)
class PurchaseLine:
    """A material to order.

    material: its code. quantity: in the material's unit, whole pieces or kg. price_per_kg:
    rupiah, of the weight that weight_basis names. over_receipt_percent of the ordered kg,
    and over_receipt_kg where it is set, may come on top without a supervisor.
    """

    material: str
    quantity: Decimal
    price_per_kg: Decimal
    weight_basis: str = WeightBasis.TABLE
    over_receipt_percent: Decimal = OVER_RECEIPT_PERCENT
    over_receipt_kg: Decimal | None = None


class BadPurchaseOrder(Invalid):
    """An order that no supplier could fill; `faults` names everything."""

    code = "purchase_order_invalid"
    sentence = _("This purchase order is not possible.")


class ApprovalNeeded(Forbidden):
    """The order is over the limit and needs somebody else's approval."""

    code = "approval_by_another_needed"
    sentence = _(
        "An order of more than %(limit)s is approved by a supervisor who did not write it."
    )


class StillExpected(Invalid):
    """An order is closed short only after something came."""

    code = "nothing_received_yet"
    sentence = _("Nothing has come of %(number)s yet. Cancel it instead of closing it.")


@command
def draft_purchase_order(
    *,
    supplier_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    pool_id: int | None = None,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Draft an order to a supplier.

    expected_on: None takes the supplier's lead time. freight: rupiah for the whole order,
    before tax. Raises WrongRole, Missing, BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    return write_purchase_order(
        supplier_id=supplier_id,
        lines=lines,
        pool_id=pool_id,
        expected_on=expected_on,
        freight=freight,
        note=note,
        by=by,
        at=at,
    )


@step
def write_purchase_order(
    *,
    supplier_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    pool_id: int | None = None,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Write the draft; see draft_purchase_order. For acts that make an order among else."""
    supplier = _supplier(supplier_id, by)
    if pool_id is not None and not Pool.objects.visible_to(by).filter(pk=pool_id).exists():
        raise Missing(field="pool")
    today = timezone.localdate(at)
    materials = catalogue.materials_by_code(by, [line.material for line in lines])
    faults = _faults(lines, materials, freight=freight, expected_on=expected_on, today=today)
    if faults:
        raise BadPurchaseOrder(faults=faults)
    center = Center.objects.only("code").get(pk=by.center_id)
    order = PurchaseOrder.objects.create(
        center_id=by.center_id,
        number=next_number(
            center_id=center.pk, center_code=center.code, kind="PO", year=today.year
        ),
        supplier=supplier,
        pool_id=pool_id,
        created_by_id=by.user_id,
        created_at=at,
        expected_on=expected_on or today + timedelta(days=supplier.lead_time_days),
        freight=freight,
        note=note.strip(),
    )
    _write_lines(order, lines, materials)
    _record("drafted", order, by=by, at=at)
    return order


@command
def change_draft(
    *,
    purchase_order_id: int,
    lines: Sequence[PurchaseLine],
    by: Person,
    at: datetime,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Write a draft's lines, day, freight and note anew; its number and supplier stay.

    Who changes it has written it: over the limit another approves. expected_on: None takes
    the supplier's lead time. Raises WrongRole, Missing, NotInThisState, BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    order, before = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status != PurchaseOrder.Status.DRAFT:
        raise refuse_state(order)
    today = timezone.localdate(at)
    materials = catalogue.materials_by_code(by, [line.material for line in lines])
    faults = _faults(lines, materials, freight=freight, expected_on=expected_on, today=today)
    if faults:
        raise BadPurchaseOrder(faults=faults)
    order.created_by_id = by.user_id
    order.expected_on = expected_on or today + timedelta(days=order.supplier.lead_time_days)
    order.freight = freight
    order.note = note.strip()
    order.save(update_fields=["created_by", "expected_on", "freight", "note"])
    PurchaseOrderLine.objects.filter(pk__in=[line.pk for line in before]).delete()
    _write_lines(order, lines, materials)
    _record("changed", order, by=by, at=at)
    return order


def _supplier(supplier_id: int, by: Person) -> Supplier:
    supplier = Supplier.objects.visible_to(by).filter(pk=supplier_id, is_active=True).first()
    if supplier is None:
        raise Missing(field="supplier")
    return supplier


def _write_lines(
    order: PurchaseOrder,
    lines: Sequence[PurchaseLine],
    materials: Mapping[str, catalogue.Material],
) -> None:
    rows = []
    for line_no, line in enumerate(lines, start=1):
        material = materials[line.material]
        pieces = int(line.quantity) if material.is_counted else 0
        rows.append(
            PurchaseOrderLine(
                purchase_order=order,
                line_no=line_no,
                material_id=material.pk,
                pieces=pieces,
                mass_kg=catalogue.table_kg(material, pieces) if pieces else line.quantity,
                price_per_kg=line.price_per_kg,
                weight_basis=line.weight_basis,
                over_receipt_percent=line.over_receipt_percent,
                over_receipt_kg=line.over_receipt_kg,
            )
        )
    PurchaseOrderLine.objects.bulk_create(rows)


def _faults(
    lines: Sequence[PurchaseLine],
    materials: Mapping[str, catalogue.Material],
    *,
    freight: int,
    expected_on: date | None,
    today: date,
) -> list[Fault]:
    faults = []
    if not lines:
        faults.append(Fault("no_lines", __("Order at least one material."), "lines"))
    if freight < 0:
        faults.append(Fault("freight_negative", __("Freight is zero or more."), "freight"))
    if expected_on is not None and expected_on < today:
        faults.append(
            Fault("date_in_the_past", __("The delivery lies in the past."), "expected_on")
        )
    seen: set[str] = set()
    for index, line in enumerate(lines):
        for code, field, sentence in _line_faults(line, materials.get(line.material), seen):
            faults.append(
                Fault(
                    code=code,
                    sentence=sentence,
                    field=f"lines.{index}.{field}",
                    place=__("Line %(number)s") % {"number": index + 1},
                )
            )
        seen.add(line.material)
    return faults


def _line_faults(
    line: PurchaseLine, material: catalogue.Material | None, seen: set[str]
) -> list[tuple[str, str, str]]:
    """Return (code, field, sentence) for everything that is wrong with a line."""
    names = {"material": line.material}
    if material is None:
        return [("material_unknown", "material", __("There is no material %(material)s.") % names)]
    found = []
    if line.material in seen:
        found.append(
            ("material_twice", "material", __("%(material)s is ordered in another line.") % names)
        )
    if line.quantity <= 0:
        found.append(
            ("quantity_not_positive", "quantity", __("A quantity must be more than zero."))
        )
    elif material.is_counted and line.quantity != int(line.quantity):
        found.append(
            (
                "fraction_of_piece",
                "quantity",
                __("%(material)s is counted in whole pieces.") % names,
            )
        )
    elif catalogue.table_kg(material, 1) * line.quantity > LARGEST_KG:
        found.append(("quantity_too_large", "quantity", __("Nobody orders that much at once.")))
    if line.price_per_kg <= 0:
        found.append(("price_not_positive", "price_per_kg", __("A price must be more than zero.")))
    elif line.price_per_kg > LARGEST_PRICE:
        found.append(("price_too_high", "price_per_kg", too_high(LARGEST_PRICE)))
    if line.weight_basis not in WeightBasis.values:
        found.append(
            ("basis_unknown", "weight_basis", __("A price is per table weight or weighed weight."))
        )
    if not 0 <= line.over_receipt_percent <= 100:
        sentence = __("A percentage lies between 0 and 100.")
        found.append(("percent_out_of_range", "over_receipt_percent", sentence))
    if (line.over_receipt_kg or 0) < 0:
        found.append(("limit_negative", "over_receipt_kg", __("A limit is zero or more.")))
    return found


def too_high(largest: Decimal) -> str:
    """Say that a price cannot be meant. largest: rupiah per kg."""
    return __("A price is at most %(largest)s per kg.") % {"largest": rupiah(int(largest))}


@step
def lock_purchase_order(
    *, purchase_order_id: int, by: Person
) -> tuple[PurchaseOrder, list[PurchaseOrderLine]]:
    """Lock an order the person may see, then its lines by id. Raises Missing."""
    order = (
        PurchaseOrder.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=purchase_order_id)
        .first()
    )
    if order is None:
        raise Missing
    lines = list(
        PurchaseOrderLine.objects.select_for_update(no_key=True)
        .filter(purchase_order=order)
        .order_by("pk")
    )
    return order, lines


def worth(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> int:
    """Add up an order before tax, freight included, in whole rupiah."""
    return order.freight + sum(line_amount(line.mass_kg, line.price_per_kg) for line in lines)


@command
def approve_purchase_order(*, purchase_order_id: int, by: Person, at: datetime) -> PurchaseOrder:
    """Approve a draft.

    Up to the center's limit whoever may order may approve, also an own draft; over it
    only a supervisor other than the writer, and a person, never a machine. `approved_by`
    names who approved only where that is another than the writer.
    Raises WrongRole, Missing, NotInThisState, ApprovalNeeded.
    """
    by.must_be(*BUYERS)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    is_another = by.user_id is not None and by.user_id != order.created_by_id
    limit = Center.objects.values_list("order_approval_limit", flat=True).get(pk=by.center_id)
    move_to(order, PurchaseOrder.Status.APPROVED)
    if worth(order, lines) > limit and not (is_another and by.has(Role.SUPERVISOR)):
        raise ApprovalNeeded(limit=rupiah(limit))
    order.approved_by_id = by.user_id if is_another else None
    order.approved_at = at
    order.save(update_fields=["approved_by", "approved_at"])
    announce(order, lines)
    _record("approved", order, by=by, at=at)
    return order


@command
def confirm_purchase_order(
    *, purchase_order_id: int, expected_on: date, by: Person, at: datetime
) -> PurchaseOrder:
    """Note that the supplier confirmed, and the day it promises.

    Raises WrongRole, Missing, NotInThisState, BadPurchaseOrder (a day in the past).
    """
    by.must_be(*BUYERS)
    if expected_on < timezone.localdate(at):
        raise BadPurchaseOrder(
            faults=[Fault("date_in_the_past", __("The delivery lies in the past."), "expected_on")]
        )
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    order.expected_on = expected_on
    move_to(order, PurchaseOrder.Status.CONFIRMED, also=["expected_on"])
    announce(order, lines)
    _record("confirmed", order, by=by, at=at)
    return order


@command
def cancel_purchase_order(
    *, purchase_order_id: int, reason: str, by: Person, at: datetime
) -> PurchaseOrder:
    """Call an order off before anything came. Raises WrongRole, Missing, NotInThisState, Invalid."""
    by.must_be(*BUYERS)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    order.note = _reason(reason)
    move_to(order, PurchaseOrder.Status.CANCELLED, also=["note"])
    announce(order, lines)
    _record("cancelled", order, by=by, at=at)
    return order


@command
def close_purchase_order(
    *, purchase_order_id: int, reason: str, by: Person, at: datetime
) -> PurchaseOrder:
    """Close an order: what is still missing does not come any more.

    reason: needed where something is missing. Raises WrongRole, Missing, NotInThisState,
    StillExpected, Invalid (no reason).
    """
    by.must_be(*BUYERS)
    order, lines = lock_purchase_order(purchase_order_id=purchase_order_id, by=by)
    if order.status in {PurchaseOrder.Status.SENT, PurchaseOrder.Status.CONFIRMED}:
        raise StillExpected(number=order.number)
    if order.status != PurchaseOrder.Status.RECEIVED or reason.strip():
        order.note = _reason(reason)
    move_to(order, PurchaseOrder.Status.CLOSED, also=["note"])
    announce(order, lines)
    _record("closed", order, by=by, at=at)
    return order


def _reason(text: str) -> str:
    if not text.strip() or len(text.strip()) > 200:
        raise Invalid(
            code="reason_missing",
            field="reason",
            sentence=_("Give a reason of up to 200 characters."),
        )
    return text.strip()


def _record(action: str, order: PurchaseOrder, *, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=f"purchase_order.{action}",
        subject="PurchaseOrder",
        subject_id=order.pk,
        at=at,
        note=order.note,
    )
