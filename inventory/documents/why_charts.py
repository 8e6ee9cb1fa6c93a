"""The charts of why a material is to be ordered."""

from django.utils.translation import gettext as _

from inventory.reports.why import Why
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.formats import day, kg


def demand_chart(why: Why) -> Chart:
    """Draw the weeks that were and the band in which the coming ones should lie."""
    mean = next((week.mean_kg for week in why.weeks if week.mean_kg is not None), None)
    return Chart(
        title=_("Asked for by week, and what is expected"),
        description=_("A line of the weeks that were; ahead, %(kg)s a week are expected.")
        % {"kg": kg(mean or 0)},
        shape=Shape.LINES,
        unit=Unit.KG,
        categories_name=_("Week from"),
        categories=[week.begins for week in why.weeks],
        series=[
            Series(_("Asked for"), [week.asked_kg for week in why.weeks]),
            Series(_("Expected"), [week.mean_kg for week in why.weeks]),
            Series(_("At least, nine weeks in ten"), [week.low_kg for week in why.weeks]),
            Series(_("At most, nine weeks in ten"), [week.high_kg for week in why.weeks]),
        ],
    )


def position_chart(why: Why) -> Chart:
    """Draw what there will be day by day, against the reorder point."""
    point = why.plan.reorder_point_kg if why.plan else None
    if why.runs_out_on:
        told = _("It runs out on %(day)s.") % {"day": day(why.runs_out_on)}
    elif why.falls_under_on:
        told = _("It falls under the reorder point on %(day)s.") % {"day": day(why.falls_under_on)}
    else:
        told = _("It stays above the reorder point.")
    return Chart(
        title=_("What there will be, with what is coming"),
        description=told,
        shape=Shape.LINES,
        unit=Unit.KG,
        categories_name=_("Day"),
        categories=[one.day for one in why.days],
        series=[
            Series(_("Available"), [one.left_kg for one in why.days]),
            Series(_("Reorder point"), [point for _one in why.days]),
        ],
    )
