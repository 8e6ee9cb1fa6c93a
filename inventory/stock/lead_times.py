"""How long suppliers' deliveries really took, as orders measured it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from inventory.models import LeadTime
from materialcenter.commands import step


@dataclass(frozen=True)
class MeasuredLeadTime:
    """A supplier's deliveries: how many, their mean and standard deviation in calendar days."""

    supplier_id: int
    deliveries: int
    mean_days: Decimal
    spread_days: Decimal


@step
def keep_lead_times(*, center_id: int, measured: Sequence[MeasuredLeadTime], at: datetime) -> None:
    """Replace what was measured of a center's suppliers; planning weighs it with their word.

    Of a supplier that is not among them nothing is kept: its deliveries are too long ago.
    """
    found = LeadTime.objects.filter(center_id=center_id)
    found.exclude(supplier_id__in=[one.supplier_id for one in measured]).delete()
    LeadTime.objects.bulk_create(
        [
            LeadTime(
                center_id=center_id,
                supplier_id=one.supplier_id,
                deliveries=one.deliveries,
                mean_days=one.mean_days,
                spread_days=one.spread_days,
                measured_at=at,
            )
            for one in sorted(measured, key=lambda one: one.supplier_id)
        ],
        update_conflicts=True,
        unique_fields=["supplier"],
        update_fields=["deliveries", "mean_days", "spread_days", "measured_at"],
    )
