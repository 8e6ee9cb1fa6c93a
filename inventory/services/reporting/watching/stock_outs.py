"""What was refused, what that cost, and who had asked."""

from django.utils.translation import gettext as _

from inventory.documents.report import Figure, Report
from inventory.reports.watching import Period, StockOut, StockOuts, stock_outs
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.watching.asking import (
    NARROW_BY,
    Section,
    about,
    days_in_words,
    file_name,
    period_of,
)
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import rupiah, whole

MOST_BARS = 12
MOST_WORKSHOPS = 6


def stock_outs_section(asked: Asked) -> Section:
    """Say what was refused, the costliest first. Raises BadPeriod, PeriodTooLong."""
    period = period_of(asked)
    center_id = asked.by.center_id
    found = stock_outs(center_id, period, limit=asked.limit)
    before = stock_outs(center_id, period.before, limit=1)
    lead = _(
        "What workshops asked for and could not have. A refused kg costs the counter price less"
        " what a kg costs the depot."
    )
    if found.unknown:
        lead += " " + _(
            "%(count)s materials were never received, so what they cost is not known"
            " and not in the sum."
        ) % {"count": whole(found.unknown)}
    return Section(
        key="stock-outs",
        title=_("Stock-outs"),
        lead=lead,
        reports={"stock-outs": _report(asked, period, found, before)},
    )


def _report(asked: Asked, period: Period, found: StockOuts, before: StockOuts) -> Report:
    title, words = _("Stock-outs by material"), days_in_words(period)
    if found.materials > len(found.lines):
        title = _("Stock-outs, the costliest %(shown)s of %(all)s materials") % {
            "shown": whole(len(found.lines)),
            "all": whole(found.materials),
        }
    rows = [_row(line) for line in found.lines]
    return Report(
        name=file_name("stock-outs", period),
        title=title,
        period=words,
        figures=[
            Figure(
                _("Materials refused"),
                whole(found.materials),
                _("%(count)s before") % {"count": whole(before.materials)},
            ),
            Figure(
                _("Days with a refusal"),
                whole(found.days),
                _("material by material; %(count)s before") % {"count": whole(before.days)},
            ),
            Figure(
                _("Refused"),
                about(found.refused_kg),
                _("%(kg)s before") % {"kg": about(before.refused_kg)},
            ),
            Figure(
                _("Margin lost"),
                rupiah(found.lost),
                _("%(value)s before") % {"value": rupiah(before.lost)},
            ),
        ],
        table=asked.table(title, _columns(), rows, period=words, narrow_by=NARROW_BY),
        rows=rows,
        chart=_chart(found),
    )


def _columns() -> list[Column]:
    return [
        Column(_("Material")),
        Column(_("Days with a refusal"), Kind.WHOLE),
        Column(_("Last on"), Kind.DATE),
        Column(_("Refused (kg)"), Kind.KG),
        Column(_("Margin lost"), Kind.RUPIAH),
        Column(_("Asked by")),
        Column(_("Counter price"), Kind.PRICE),
        Column(_("Cost per kg"), Kind.PRICE),
    ]


def _row(line: StockOut) -> list[Value]:
    return [
        line.material,
        line.days,
        line.last_on,
        line.refused_kg,
        line.lost,
        _workshops(line),
        line.counter_price,
        line.cost_per_kg,
    ]


def _workshops(line: StockOut) -> str:
    named = ", ".join(line.workshops[:MOST_WORKSHOPS])
    more = len(line.workshops) - MOST_WORKSHOPS
    return _("%(named)s and %(more)s more") % {"named": named, "more": more} if more > 0 else named


def _chart(found: StockOuts) -> Chart:
    lines = found.lines[:MOST_BARS]
    return Chart(
        title=_("Refused kg of the costliest stock-outs"),
        description=_("Bars of the materials whose refusals cost most; %(kg)s in all.")
        % {"kg": about(found.refused_kg)},
        shape=Shape.BARS,
        unit=Unit.KG,
        categories_name=_("Material"),
        categories=[line.material for line in lines],
        series=[Series(_("Refused"), [line.refused_kg for line in lines])],
    )
