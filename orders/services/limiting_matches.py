"""How far a supplier's invoice may be off: a center's own limits, upper and lower."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Fault, Invalid
from materialcenter.models import Role
from orders.models import MatchLimits

KEEPERS = (Role.SUPERVISOR,)
LARGEST = Decimal(1_000_000_000)


@dataclass(frozen=True)
class MatchFigures:
    """Limits in percent, kg or whole rupiah; None where a figure is not set.

    Of two figures that are both set the smaller counts. Upper limits need one of the two;
    below a lower limit one is told, and without one never. vat_rupiah: per invoice.
    """

    price_percent: Decimal | None
    price_rupiah: int | None
    quantity_percent: Decimal | None
    quantity_kg: Decimal | None
    freight_percent: Decimal | None
    freight_rupiah: int | None
    price_under_percent: Decimal | None
    price_under_rupiah: int | None
    quantity_under_percent: Decimal | None
    quantity_under_kg: Decimal | None
    vat_rupiah: int


class BadMatchLimits(Invalid):
    """Limits that no invoice could be held to; `faults` names each."""

    code = "match_limits_invalid"
    sentence = _("These limits are not possible.")


@command
def set_match_limits(*, limits: MatchFigures, by: Person, at: datetime) -> MatchLimits:
    """Set a center's limits, for every match from now on. Raises WrongRole, BadMatchLimits."""
    by.must_be(*KEEPERS)
    if faults := _faults(limits):
        raise BadMatchLimits(faults=faults)
    row, _made = MatchLimits.objects.update_or_create(
        center_id=by.center_id, defaults=asdict(limits)
    )
    audit.record(
        by=by,
        action="match_limits.set",
        subject="MatchLimits",
        subject_id=row.pk,
        at=at,
        **asdict(limits),
    )
    row.refresh_from_db()
    return row


def _faults(limits: MatchFigures) -> list[Fault]:
    faults = [
        Fault("limit_out_of_range", __("A limit is zero or more, a percentage at most 100."), name)
        for name, figure in asdict(limits).items()
        if figure is not None
        and not 0 <= figure <= (Decimal(100) if name.endswith("percent") else LARGEST)
    ]
    pairs = (
        ("price_percent", limits.price_percent, limits.price_rupiah),
        ("quantity_percent", limits.quantity_percent, limits.quantity_kg),
        ("freight_percent", limits.freight_percent, limits.freight_rupiah),
    )
    sentence = __("Set one of the two; 0 allows nothing.")
    faults += [
        Fault("limit_missing", sentence, name)
        for name, percent, absolute in pairs
        if percent is None and absolute is None
    ]
    return faults
