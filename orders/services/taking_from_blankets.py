"""What orders take of a blanket order: counted up under its lock, and given back.

Here belongs the one door to called_kg. Never here: drafting the order that takes it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.commands import step
from materialcenter.errors import Conflict, Fault, Missing
from materialcenter.formats import kg
from orders.models import BlanketOrder, BlanketOrderLine, PurchaseOrder, PurchaseOrderLine

NOTHING = Decimal(0)


class MoreThanAgreed(Conflict):
    """A blanket order has less left than is taken; `faults` names each material."""

    code = "blanket_order_exceeded"
    sentence = _("%(number)s does not have that much left.")


@step
def lock_blanket_order(
    *, blanket_order_id: int, by: Person
) -> tuple[BlanketOrder, list[BlanketOrderLine]]:
    """Lock a blanket order the person may see, then its lines by id. Raises Missing."""
    blanket = (
        BlanketOrder.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=blanket_order_id)
        .first()
    )
    if blanket is None:
        raise Missing
    lines = BlanketOrderLine.objects.select_for_update(no_key=True).filter(blanket_order=blanket)
    return blanket, list(lines.order_by("pk"))


@step
def lock_blanket_of(*, purchase_order_id: int, by: Person) -> list[BlanketOrderLine]:
    """Lock what an order was called off from before the order itself; [] where it was not.

    An order never changes its blanket order, so that one may be read before the lock.
    """
    blanket_id = (
        PurchaseOrder.objects.visible_to(by)
        .filter(pk=purchase_order_id)
        .values_list("blanket_order_id", flat=True)
        .first()
    )
    if blanket_id is None:
        return []
    return lock_blanket_order(blanket_order_id=blanket_id, by=by)[1]


@step
def take(
    blanket: BlanketOrder, lines: Sequence[BlanketOrderLine], taken: Mapping[int, Decimal]
) -> None:
    """Add kg to locked lines of a blanket order.

    taken: table kg by material id, below zero to give some back; every material is one of
    the blanket order's. Raises MoreThanAgreed, naming every material, and changes nothing then.
    """
    materials = catalogue.materials_by_id(blanket.center_id, list(taken))
    faults = [
        Fault(
            "more_than_agreed",
            __("%(code)s: %(left)s of %(agreed)s is left.")
            % {
                "code": materials[line.material_id].code,
                "left": kg(line.agreed_kg - line.called_kg),
                "agreed": kg(line.agreed_kg),
            },
        )
        for line in lines
        if line.called_kg + taken.get(line.material_id, NOTHING) > line.agreed_kg
    ]
    if faults:
        raise MoreThanAgreed(number=blanket.number, faults=faults)
    _add(lines, taken)


@step
def give_back_rest(lines: Sequence[BlanketOrderLine], ordered: Sequence[PurchaseOrderLine]) -> None:
    """Give back what an order that is over took of a blanket order and never brought."""
    rest = {
        line.material_id: -max(NOTHING, line.mass_kg - line.received_table_kg) for line in ordered
    }
    _add(lines, rest)


def _add(lines: Sequence[BlanketOrderLine], taken: Mapping[int, Decimal]) -> None:
    for line in lines:
        if change := taken.get(line.material_id, NOTHING):
            line.called_kg += change
            line.save(update_fields=["called_kg"])
