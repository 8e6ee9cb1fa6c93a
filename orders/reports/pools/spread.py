"""On whom a pool hangs while it is open: who wants more than a quarter of its kg."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, Sum
from django.db.models.functions import Coalesce

from orders.models import Commitment, Pool
from orders.rules.concentration import concentration


@dataclass(frozen=True)
class LargeMember:
    """A workshop with more than a quarter of a pool, in percent of the kg wanted."""

    code: str
    name: str
    percent: Decimal


def large_members(pool: Pool) -> tuple[LargeMember, ...]:
    """Say who wants more than a quarter of a pool by table kg, the largest first. One statement.

    For the center's staff alone: it names workshops.
    """
    rows = (
        Commitment.objects.filter(pool=pool)
        .counted()
        .order_by()
        .values_list("workshop__code", "workshop__name")
        .annotate(
            wanted_kg=Sum(
                F("quantity") * Coalesce(F("material__piece_mass_kg"), Decimal(1)),
                output_field=DecimalField(max_digits=20, decimal_places=3),
            )
        )
    )
    names: Mapping[str, str] = {code: name for code, name, _kg in rows}
    spread = concentration({code: kg for code, _name, kg in rows})
    return tuple(LargeMember(part.key, names[part.key], part.percent) for part in spread.over)
