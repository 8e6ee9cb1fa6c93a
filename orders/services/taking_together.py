"""Taking all that a supplier brings cheapest, and that runs low, as one purchase order."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Supplier
from orders.models import PurchaseOrder
from orders.reports.combined import ProposedOrder, proposed_orders
from orders.rules.suggesting import Answer
from orders.services.checking_purchases import PurchaseLine
from orders.services.purchasing import write_purchase_order
from orders.services.suggesting import BUYERS, mark_taken


class NothingRunsLow(Conflict):
    """Nothing that runs low is cheapest at this supplier now."""

    code = "nothing_runs_low"
    sentence = _("Nothing that runs low is to be ordered from %(supplier)s now.")


class UnderSmallestOrder(Conflict):
    """The order would be too small for the supplier."""

    code = "under_smallest_order"
    sentence = _("%(supplier)s takes no order under %(minimum)s kg; %(missing)s kg are missing.")


@command
def take_together(*, supplier_code: str, by: Person, at: datetime) -> PurchaseOrder:
    """Draft one order of what runs low, filled up, and note it at every alert.

    What is low, prices and quantities are those of now. Two at once: the second finds the
    alerts taken. Raises WrongRole, Missing, NothingRunsLow, UnderSmallestOrder, AlertTaken, AlertOver,
    BadPurchaseOrder.
    """
    by.must_be(*BUYERS)
    if not Supplier.objects.visible_to(by).filter(code=supplier_code).exists():
        raise Missing
    found = proposed_orders(by, supplier=supplier_code)
    if not found:
        raise NothingRunsLow(supplier=supplier_code)
    (proposed,) = found
    if not proposed.may_be_ordered:
        raise UnderSmallestOrder(
            supplier=proposed.supplier.name,
            minimum=proposed.supplier.order_minimum_kg,
            missing=proposed.missing_kg,
        )
    alert_ids = sorted(line.alert_id for line in proposed.lines if line.alert_id is not None)
    alerts = [stock.lock_alert(alert_id=alert_id, center_id=by.center_id) for alert_id in alert_ids]
    order = _write(proposed, by, at)
    mark_taken(alerts, answer=Answer.PURCHASE_ORDER, reference=order.number, at=at)
    audit.record(
        by=by,
        action="alerts.taken_together",
        subject="PurchaseOrder",
        subject_id=order.pk,
        at=at,
        number=order.number,
        alerts=alert_ids,
    )
    return order


def _write(proposed: ProposedOrder, by: Person, at: datetime) -> PurchaseOrder:
    return write_purchase_order(
        supplier_id=proposed.supplier.pk,
        lines=[
            PurchaseLine(
                material=line.material.code,
                quantity=Decimal(line.quantity),
                price_per_kg=line.price_per_kg,
                weight_basis=line.weight_basis,
            )
            for line in proposed.lines
        ],
        expected_on=timezone.localdate(at) + timedelta(days=proposed.lead_time_days),
        freight=proposed.freight,
        by=by,
        at=at,
    )
