"""The charts of a year's report for the regional industry office."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.formats import kg, rupiah, whole
from orders.reports.office import CLUSTER, Group, OfficeReport, Sums

MOST_BARS = 12


def office_charts(report: OfficeReport) -> list[Chart]:
    """Return every chart of a year that has something to see in it."""
    charts = [revenue_chart(report), forms_chart(report), served_chart(report), saved_chart(report)]
    return [chart for chart in charts if not chart.is_empty]


def revenue_chart(report: OfficeReport) -> Chart:
    """Draw the revenue of the last years beside their targets."""
    known = [row for row in report.revenues if row.is_known]
    return Chart(
        title=_("Revenue against the target"),
        description=_("Two columns a year; %(reached)s in %(year)s.")
        % {"reached": rupiah(report.revenue.reached), "year": report.this.year},
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Year"),
        categories=[str(row.year) for row in known],
        series=[
            Series(_("Revenue"), [row.reached for row in known]),
            Series(_("Target"), [row.target for row in known]),
        ],
    )


def forms_chart(report: OfficeReport) -> Chart:
    """Draw the kg of each form beside those of the year before."""
    now, before = report.this.forms, report.before.forms
    forms = [*now, *(form for form in before if form not in now)]
    return Chart(
        title=_("Handed over by form"),
        description=_("Two columns a form; %(kg)s in %(year)s.")
        % {"kg": kg(report.this.whole.mass_kg), "year": report.this.year},
        shape=Shape.COLUMNS,
        unit=Unit.KG,
        categories_name=_("Form"),
        categories=[str(catalogue.Material.Form(form).label) for form in forms],
        series=[
            Series(str(report.before.year), [before.get(form) for form in forms]),
            Series(str(report.this.year), [now.get(form) for form in forms]),
        ],
    )


def served_chart(report: OfficeReport) -> Chart:
    """Draw how many workshops of each cluster were served, beside the year before."""
    groups = sorted(report.this.by(CLUSTER), key=lambda group: (-group.sums.served, group.key))
    before = {group.key: group.sums for group in report.before.by(CLUSTER)}
    names, parts = _most(groups)
    return Chart(
        title=_("Workshops served by cluster"),
        description=_("Two bars a cluster; %(count)s workshops in %(year)s.")
        % {"count": whole(report.this.whole.served), "year": report.this.year},
        shape=Shape.BARS,
        unit=Unit.COUNT,
        categories_name=_("Cluster"),
        categories=names,
        series=[
            Series(
                str(report.before.year),
                _sums(parts, lambda group: before.get(group.key, Sums()).served),
            ),
            Series(str(report.this.year), _sums(parts, lambda group: group.sums.served)),
        ],
    )


def saved_chart(report: OfficeReport) -> Chart:
    """Draw what pools saved the workshops of each cluster."""
    groups = sorted(report.this.by(CLUSTER), key=lambda group: (-group.sums.saving, group.key))
    names, parts = _most([group for group in groups if group.sums.saving])
    return Chart(
        title=_("Saved by pooling, by cluster"),
        description=_("Bars of the rupiah saved against the counter price; %(saving)s in all.")
        % {"saving": rupiah(report.this.whole.saving)},
        shape=Shape.BARS,
        unit=Unit.RUPIAH,
        categories_name=_("Cluster"),
        categories=names,
        series=[Series(_("Saved"), _sums(parts, lambda group: group.sums.saving))],
    )


def _most(groups: Sequence[Group]) -> tuple[list[str], list[Sequence[Group]]]:
    """Name the first groups and put the rest together; return names and what stands for each."""
    shown, rest = groups[:MOST_BARS], groups[MOST_BARS:]
    names = [group.key or _("No cluster named") for group in shown]
    parts: list[Sequence[Group]] = [[group] for group in shown]
    if rest:
        names.append(_("%(count)s others") % {"count": whole(len(rest))})
        parts.append(rest)
    return names, parts


def _sums(parts: Sequence[Sequence[Group]], number: Callable[[Group], int]) -> list[int]:
    return [sum(number(group) for group in groups) for groups in parts]
