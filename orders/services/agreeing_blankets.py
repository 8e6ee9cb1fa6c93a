"""Blanket orders (kontrak payung): what a supplier agreed to bring at a price over a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Fault, Forbidden, Invalid, Missing
from materialcenter.models import Center, Supplier
from materialcenter.numbering import next_number
from orders.models import BlanketOrder, BlanketOrderLine, WeightBasis
from orders.services.checking_purchases import PurchaseLine, faults_of_order
from orders.services.purchasing import BUYERS
from orders.services.states import move_to
from orders.services.taking_from_blankets import lock_blanket_order

LARGEST_AGREED_KG = Decimal(100_000_000)


@dataclass(frozen=True)
class AgreedLine:
    """A material agreed on: kg of table weight in all, and rupiah per kg of weight_basis."""

    material: str
    agreed_kg: Decimal
    price_per_kg: Decimal
    weight_basis: str = WeightBasis.TABLE


class BadBlanketOrder(Invalid):
    """No supplier could agree to this; `faults` names everything."""

    code = "blanket_order_invalid"
    sentence = _("This blanket order is not possible.")


class OwnBlanketOrder(Forbidden):
    """Who wrote a blanket order does not approve it."""

    code = "blanket_order_own"
    sentence = _("Somebody else approves a blanket order that you wrote.")


@command
def write_blanket_order(
    *,
    supplier_id: int,
    lines: Sequence[AgreedLine],
    valid_from: date,
    valid_until: date,
    by: Person,
    at: datetime,
    reference: str = "",
) -> BlanketOrder:
    """Write down what a supplier agreed to; it counts once another approved it.

    reference: the supplier's own number of it. Raises WrongRole, Missing, BadBlanketOrder.
    """
    by.must_be(*BUYERS)
    supplier = Supplier.objects.visible_to(by).filter(pk=supplier_id, is_active=True).first()
    if supplier is None:
        raise Missing(field="supplier")
    today = timezone.localdate(at)
    materials = catalogue.materials_by_code(by, [line.material for line in lines])
    faults = [
        *_wrong_days(valid_from, valid_until, today=today),
        *_wrong_lines(lines, materials, today=today),
    ]
    if faults:
        raise BadBlanketOrder(faults=faults)
    center = Center.objects.only("code").get(pk=by.center_id)
    blanket = BlanketOrder.objects.create(
        center=center,
        number=next_number(
            center_id=center.pk, center_code=center.code, kind="BO", year=today.year
        ),
        supplier=supplier,
        reference=reference.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        created_by_id=by.user_id,
        created_at=at,
    )
    _write_lines(blanket, lines, materials)
    _record("written", blanket, by=by, at=at)
    return blanket


@command
def approve_blanket_order(*, blanket_order_id: int, by: Person, at: datetime) -> BlanketOrder:
    """Approve what another wrote, so that it may be called off.

    Raises WrongRole, Missing, NotInThisState, OwnBlanketOrder (a machine approves nothing).
    """
    by.must_be(*BUYERS)
    blanket, _lines = lock_blanket_order(blanket_order_id=blanket_order_id, by=by)
    move_to(blanket, BlanketOrder.Status.RUNNING)
    if by.user_id is None or by.user_id == blanket.created_by_id:
        raise OwnBlanketOrder
    blanket.approved_by_id, blanket.approved_at = by.user_id, at
    blanket.save(update_fields=["approved_by", "approved_at"])
    _record("approved", blanket, by=by, at=at)
    return blanket


@command
def close_blanket_order(*, blanket_order_id: int, by: Person, at: datetime) -> BlanketOrder:
    """End a blanket order: what was called off still comes, nothing more is called off.

    Raises WrongRole, Missing, NotInThisState.
    """
    by.must_be(*BUYERS)
    blanket, _lines = lock_blanket_order(blanket_order_id=blanket_order_id, by=by)
    move_to(blanket, BlanketOrder.Status.CLOSED)
    _record("closed", blanket, by=by, at=at)
    return blanket


def _wrong_days(valid_from: date, valid_until: date, *, today: date) -> list[Fault]:
    if valid_until < valid_from:
        return [Fault("days_out_of_order", __("It ends before it begins."), "valid_until")]
    if valid_until < today:
        return [Fault("date_in_the_past", __("It is over already."), "valid_until")]
    return []


def _wrong_lines(
    lines: Sequence[AgreedLine], materials: Mapping[str, catalogue.Material], *, today: date
) -> list[Fault]:
    """Name what is wrong with the lines; agreed kg are no pieces, so they are looked at here."""
    asked = [
        PurchaseLine(line.material, Decimal(1), line.price_per_kg, line.weight_basis)
        for line in lines
    ]
    faults = faults_of_order(asked, materials, freight=0, expected_on=None, today=today)
    for n, line in enumerate(lines):
        if not 0 < line.agreed_kg <= LARGEST_AGREED_KG:
            faults.append(
                Fault(
                    "agreed_kg_out_of_range",
                    __("What is agreed is more than zero, and at most 100.000 tonnes."),
                    f"lines.{n}.agreed_kg",
                    __("Line %(number)s") % {"number": n + 1},
                )
            )
    return faults


def _write_lines(
    blanket: BlanketOrder,
    lines: Sequence[AgreedLine],
    materials: Mapping[str, catalogue.Material],
) -> None:
    BlanketOrderLine.objects.bulk_create(
        BlanketOrderLine(
            blanket_order=blanket,
            line_no=line_no,
            material_id=materials[line.material].pk,
            agreed_kg=line.agreed_kg,
            price_per_kg=line.price_per_kg,
            weight_basis=line.weight_basis,
        )
        for line_no, line in enumerate(lines, start=1)
    )


def _record(action: str, blanket: BlanketOrder, *, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=f"blanket_order.{action}",
        subject="BlanketOrder",
        subject_id=blanket.pk,
        at=at,
        number=blanket.number,
    )
