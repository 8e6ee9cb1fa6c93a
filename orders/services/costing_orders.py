"""What placing an order and a year in stock cost a center, by which quantities are reckoned."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.formats import rupiah
from materialcenter.models import Center, Role

MAY_SET = (Role.PURCHASER, Role.SUPERVISOR)
LARGEST_COST = 10**9
LEAST_PERCENT, MOST_PERCENT = Decimal("0.1"), Decimal(100)


class BadOrderCost(Invalid):
    """No order costs so much to place."""

    code = "order_cost_invalid"
    sentence = _("Placing an order costs zero or more rupiah, and at most %(most)s.")


class BadHoldingPercent(Invalid):
    """Goods that cost nothing to keep would be bought without end."""

    code = "holding_percent_invalid"
    sentence = _(
        "A year in stock costs 0.1 to 100 percent of the value, with one decimal at the most."
    )


@command
def set_order_costs(
    *, order_cost: int, holding_percent: Decimal, by: Person, at: datetime
) -> Center:
    """Set what an order costs, rupiah, and a year in stock, percent of its value.

    Suggestions that are worked out from now on are reckoned by it. Raises WrongRole,
    BadOrderCost, BadHoldingPercent.
    """
    by.must_be(*MAY_SET)
    if not 0 <= order_cost <= LARGEST_COST:
        raise BadOrderCost(field="order_cost", most=rupiah(LARGEST_COST))
    in_range = LEAST_PERCENT <= holding_percent <= MOST_PERCENT
    if not in_range or holding_percent != round(holding_percent, 1):
        raise BadHoldingPercent(field="holding_percent")
    center = Center.objects.select_for_update(no_key=True).get(pk=by.center_id)
    before = {"order_cost": center.order_cost, "holding_percent": str(center.holding_percent)}
    center.order_cost, center.holding_percent = order_cost, round(holding_percent, 1)
    center.save(update_fields=["order_cost", "holding_percent"])
    audit.record(
        by=by,
        action="center.order_costs_set",
        subject="Center",
        subject_id=center.pk,
        at=at,
        before=before,
        after={"order_cost": order_cost, "holding_percent": str(center.holding_percent)},
    )
    return center
