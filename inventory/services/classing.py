"""How often each class of stock is counted, and where classes end."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.models import CountRule
from inventory.reports.classes import VALUE_CLASSES, limits_of
from inventory.rules.counting import ClassLimit
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.models import Center
from materialcenter.person import Person, Role

MAY_CLASS = (Role.SUPERVISOR,)
MOST_DAYS = 3650


class SharesUnordered(Invalid):
    """Shares that do not grow up to 100 %."""

    code = "class_shares_unordered"
    sentence = _("The shares must grow from class to class, above 0, and end with 100.")


class DaysUnfit(Invalid):
    """An interval of no days, or of more than ten years."""

    code = "class_days_out_of_range"
    sentence = _("Count at least every %(most)s days, and no more often than daily.")


@command
def change_limits(
    *, limits: Sequence[ClassLimit], by: Person, at: datetime
) -> tuple[ClassLimit, ...]:
    """Say up to which share of the value each class goes, and how often it is counted.

    limits: of A, B and C, in this order. Raises SharesUnordered, DaysUnfit.
    """
    by.must_be(*MAY_CLASS)
    _check(limits)
    Center.objects.visible_to(by).select_for_update(no_key=True, of=("self",)).get()
    for limit in limits:
        CountRule.objects.update_or_create(
            center_id=by.center_id,
            value_class=limit.value_class,
            defaults={"share_percent": limit.share_percent, "every_days": limit.every_days},
        )
    audit.record(
        by=by,
        action="count.rules_changed",
        subject="Center",
        subject_id=by.center_id,
        at=at,
        limits=[[limit.value_class, limit.share_percent, limit.every_days] for limit in limits],
    )
    return limits_of(by.center_id)


def _check(limits: Sequence[ClassLimit]) -> None:
    shares = [limit.share_percent for limit in limits]
    if (
        tuple(limit.value_class for limit in limits) != VALUE_CLASSES
        or not all(share.is_finite() for share in shares)
        or not 0 < shares[0] < shares[1] < shares[2] == Decimal(100)
    ):
        raise SharesUnordered(field="share_a")
    for limit in limits:
        if not 1 <= limit.every_days <= MOST_DAYS:
            raise DaysUnfit(field=f"days_{limit.value_class.lower()}", most=MOST_DAYS)
