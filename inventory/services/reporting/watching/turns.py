"""How often the stock turned over, by form."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from inventory.documents.report import Figure, Report
from inventory.models import Material
from inventory.reports.watching import Period, Turned, Turns, turns
from inventory.services.reporting.asking import ZONE, Asked
from inventory.services.reporting.watching.asking import (
    NARROW_BY,
    Section,
    days_in_words,
    file_name,
    period_of,
    short_month,
)
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, measured, rupiah, whole

MOST_DRAWN = 6
_TENTH, _DAY = Decimal("0.1"), Decimal(1)


def turns_section(asked: Asked) -> Section:
    """Say how often the stock turned over. Raises BadPeriod, PeriodTooLong."""
    period = period_of(asked)
    found = turns(asked.by.center_id, period, zone=ZONE)
    before = turns(asked.by.center_id, period.before, zone=ZONE)
    return Section(
        key="turns",
        title=_("Turns"),
        lead=_lead(period, found),
        reports={"turns": _report(asked, period, found, before)},
    )


def _lead(period: Period, found: Turns | None) -> str:
    lead = _(
        "What went to workshops at its cost, shares of pools with it, against what lay there on"
        " average at the ends of months."
    )
    if found is not None and found.period.since > period.since:
        lead += " " + _("The books begin on %(day)s, so earlier days are left out.") % {
            "day": day(found.period.since)
        }
    return lead


def _report(asked: Asked, period: Period, found: Turns | None, before: Turns | None) -> Report:
    title, words = _("Turns by form"), days_in_words(found.period if found else period)
    rows: list[list[Value]] = (
        [[str(Material.Form(one.form).label), *_sums(one)] for one in found.forms] if found else []
    )
    totals: list[Value] = [_("All"), *_sums(found.whole)] if found else []
    return Report(
        name=file_name("turns", period),
        title=title,
        period=words,
        figures=_figures(found.whole, before) if found else [],
        table=asked.table(
            title, _columns(), rows, period=words, totals=totals, narrow_by=NARROW_BY
        ),
        rows=rows,
        chart=_chart(found) if found else None,
    )


def _figures(one: Turned, before: Turns | None) -> Sequence[Figure]:
    earlier = (
        _("%(turns)s the period before") % {"turns": measured(_tenths(before.whole.turns))}
        if before
        else _("the books do not know the period before")
    )
    return [
        Figure(
            _("Turns a year"),
            measured(_tenths(one.turns)),
            earlier,
        ),
        Figure(
            _("Stock lasts"),
            _("%(days)s days") % {"days": whole(_days(one))},
            _("at the pace of the period"),
        ),
        Figure(
            _("Cost of what went out"),
            rupiah(one.cost),
            _("of it %(value)s through pools") % {"value": rupiah(one.pool_cost)},
        ),
        Figure(_("Stock on average"), rupiah(one.mean_value)),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Form"), width=16),
        Column(_("Cost of what went out"), Kind.RUPIAH),
        Column(_("Of it through pools"), Kind.RUPIAH),
        Column(_("Stock on average"), Kind.RUPIAH),
        Column(_("Turns a year"), Kind.MEASURED),
        Column(_("Days of stock"), Kind.WHOLE),
    ]


def _sums(one: Turned) -> list[Value]:
    return [
        one.cost,
        one.pool_cost,
        one.mean_value,
        _tenths(one.turns),
        _days(one),
    ]


def _tenths(turns: Decimal | None) -> Decimal | None:
    return None if turns is None else turns.quantize(_TENTH)


def _days(one: Turned) -> int | None:
    return None if one.days_of_stock is None else int(one.days_of_stock.quantize(_DAY))


def _chart(found: Turns) -> Chart:
    months = found.period.months
    return Chart(
        title=_("Stock at the end of each month, by form (Rp)"),
        description=_("Stacked columns of what lay there at cost; %(value)s on average.")
        % {"value": rupiah(found.whole.mean_value)},
        shape=Shape.STACKED,
        unit=Unit.RUPIAH,
        categories_name=_("Month"),
        categories=[short_month(month) for month in months],
        series=_series(found),
    )


def _series(found: Turns) -> list[Series]:
    """Draw the costliest forms one by one, and the others as one."""
    rest = found.forms[MOST_DRAWN:]
    drawn = [
        Series(str(Material.Form(one.form).label), one.closings) for one in found.forms[:MOST_DRAWN]
    ]
    if rest:
        sums = [
            sum(values, Decimal(0)) for values in zip(*(one.closings for one in rest), strict=True)
        ]
        drawn.append(Series(_("Other forms"), sums))
    return drawn
