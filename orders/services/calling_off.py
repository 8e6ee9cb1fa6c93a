"""Calling off from a blanket order: a purchase order at the agreed price, for a part of it."""

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
from materialcenter.errors import Conflict, Fault
from materialcenter.formats import day
from orders.models import BlanketOrder, BlanketOrderLine, PurchaseOrder
from orders.services.agreeing_blankets import BadBlanketOrder
from orders.services.checking_purchases import PurchaseLine
from orders.services.purchasing import BUYERS, write_purchase_order
from orders.services.states import refuse_state
from orders.services.taking_from_blankets import lock_blanket_order, take


@dataclass(frozen=True)
class Call:
    """How much of a material to call off, in its unit: whole pieces or kg."""

    material: str
    quantity: Decimal


class OutsideValidity(Conflict):
    """Today is not within the days of the blanket order."""

    code = "blanket_order_not_valid_today"
    sentence = _("%(number)s is valid from %(first)s to %(last)s only.")


@command
def call_off(
    *,
    blanket_order_id: int,
    calls: Sequence[Call],
    by: Person,
    at: datetime,
    expected_on: date | None = None,
    freight: int = 0,
    note: str = "",
) -> PurchaseOrder:
    """Draft an order for a part of a running blanket order, at its prices.

    What is taken counts at once, so that two never take the same; it comes back when the
    order is cancelled or closed short. The order is then approved and sent as any.
    expected_on: None takes the supplier's lead time. freight: rupiah before tax.
    Raises WrongRole, Missing, NotInThisState, OutsideValidity, MoreThanAgreed,
    BadBlanketOrder (a material that is not in it), BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    blanket, agreed = lock_blanket_order(blanket_order_id=blanket_order_id, by=by)
    _refuse_now(blanket, today=timezone.localdate(at))
    materials = catalogue.materials_by_id(blanket.center_id, [line.material_id for line in agreed])
    by_code = {materials[line.material_id].code: line for line in agreed}
    _refuse_others(calls, by_code)
    order = write_purchase_order(
        supplier_id=blanket.supplier_id,
        lines=[_line(call, by_code[call.material]) for call in calls],
        expected_on=expected_on,
        freight=freight,
        note=note,
        blanket_order_id=blanket.pk,
        by=by,
        at=at,
    )
    # Only the written lines know the kg of pieces; over what is left nothing of this stays.
    take(blanket, agreed, {line.material_id: line.mass_kg for line in order.lines.all()})
    audit.record(
        by=by,
        action="blanket_order.called_off",
        subject="BlanketOrder",
        subject_id=blanket.pk,
        at=at,
        number=blanket.number,
        purchase_order=order.number,
    )
    return order


def _refuse_now(blanket: BlanketOrder, *, today: date) -> None:
    if blanket.status != BlanketOrder.Status.RUNNING:
        raise refuse_state(blanket)
    if not blanket.valid_from <= today <= blanket.valid_until:
        raise OutsideValidity(
            number=blanket.number, first=day(blanket.valid_from), last=day(blanket.valid_until)
        )


def _refuse_others(calls: Sequence[Call], agreed: Mapping[str, BlanketOrderLine]) -> None:
    faults = [
        Fault(
            "material_not_agreed",
            __("%(material)s is not in this blanket order.") % {"material": call.material},
            f"lines.{n}.material",
        )
        for n, call in enumerate(calls)
        if call.material not in agreed
    ]
    if faults:
        raise BadBlanketOrder(faults=faults)


def _line(call: Call, agreed: BlanketOrderLine) -> PurchaseLine:
    return PurchaseLine(
        material=call.material,
        quantity=call.quantity,
        price_per_kg=agreed.price_per_kg,
        weight_basis=agreed.weight_basis,
    )
