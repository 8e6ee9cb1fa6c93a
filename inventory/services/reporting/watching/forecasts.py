"""What was forecast against what came, by month and class, and the materials most off."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from inventory.documents.report import Figure, Report
from inventory.reports.watching import Forecasts, Foretold, Period, forecasts
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.losses import month_name
from inventory.services.reporting.watching.asking import (
    CLASS_NAMES,
    NARROW_BY,
    Section,
    about,
    days_in_words,
    file_name,
    months_over,
    period_of,
    short_month,
)
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import percent

WORST = 10


def forecasts_section(asked: Asked) -> Section:
    """Say how right forecasts were. Raises BadPeriod, PeriodTooLong."""
    months = months_over(asked)
    found = _found(asked, months)
    period = months or period_of(asked)
    return Section(
        key="forecasts",
        title=_("Forecast against what came"),
        lead=_(
            "Each month's forecast as it was kept before the month began, against the kg that were"
            " asked for in it. What single materials were off is summed without regard to its"
            " sign; a forecast that is always too high or too low shows as bias."
        ),
        reports={
            "forecasts": _by_month(asked, period, found),
            "forecasts-by-class": _by_class(asked, period, found),
            "forecasts-worst": _worst(asked, period, found),
        },
    )


def _found(asked: Asked, months: Period | None) -> Forecasts:
    if months is None:
        return Forecasts({}, {}, ())
    return forecasts(asked.by.center_id, months, limit=WORST)


def _by_month(asked: Asked, period: Period, found: Forecasts) -> Report:
    months = sorted(found.by_month)
    rows: list[list[Value]] = [
        [month_name(month), *_sums(found.by_month[month])] for month in months
    ]
    whole = found.whole
    return _report(
        asked,
        period,
        "forecasts",
        _("Forecast by month"),
        Column(_("Month"), width=18),
        rows,
        totals=[_("All"), *_sums(whole)],
        figures=[
            Figure(_("Forecast"), about(whole.forecast_kg)),
            Figure(_("Asked for"), about(whole.came_kg)),
            Figure(_("Bias"), percent(whole.bias_percent), _("above zero: too much forecast")),
            Figure(_("Single ones off by"), percent(whole.off_percent), _("of what was asked for")),
        ],
        chart=_chart(months, found),
    )


def _by_class(asked: Asked, period: Period, found: Forecasts) -> Report:
    rows: list[list[Value]] = [
        [str(name), *_sums(found.by_class[key])]
        for key, name in CLASS_NAMES.items()
        if key in found.by_class
    ]
    return _report(
        asked,
        period,
        "forecasts-by-class",
        _("Forecast by class of demand"),
        Column(_("Class of demand"), width=18),
        rows,
        totals=[_("All"), *_sums(found.whole)],
    )


def _worst(asked: Asked, period: Period, found: Forecasts) -> Report:
    rows: list[list[Value]] = [[code, *_sums(part)] for code, part in found.worst]
    return _report(
        asked,
        period,
        "forecasts-worst",
        _("The ten forecasts most off"),
        Column(_("Material")),
        rows,
    )


def _report(
    asked: Asked,
    period: Period,
    key: str,
    title: str,
    first: Column,
    rows: Sequence[Sequence[Value]],
    *,
    totals: Sequence[Value] = (),
    figures: Sequence[Figure] = (),
    chart: Chart | None = None,
) -> Report:
    words = days_in_words(period)
    return Report(
        name=file_name(key, period),
        title=title,
        period=words,
        figures=figures,
        table=asked.table(
            title,
            [first, *_columns()],
            rows,
            period=words,
            totals=totals if rows else (),
            narrow_by=NARROW_BY,
        ),
        rows=rows,
        chart=chart,
    )


def _columns() -> list[Column]:
    return [
        Column(_("Forecast (kg)"), Kind.KG),
        Column(_("Asked for (kg)"), Kind.KG),
        Column(_("Bias (%)"), Kind.PERCENT),
        Column(_("Off by (kg)"), Kind.KG),
        Column(_("Off by (%)"), Kind.PERCENT),
    ]


def _sums(part: Foretold) -> list[Value]:
    return [
        part.forecast_kg,
        part.came_kg,
        part.bias_percent,
        part.error_kg,
        part.off_percent,
    ]


def _chart(months: Sequence[date], found: Forecasts) -> Chart:
    parts = [found.by_month[month] for month in months]
    return Chart(
        title=_("Forecast and asked for, by month (kg)"),
        description=_("Two columns for each month; single materials were off by %(off)s.")
        % {"off": percent(found.whole.off_percent)},
        shape=Shape.COLUMNS,
        unit=Unit.KG,
        categories_name=_("Month"),
        categories=[short_month(month) for month in months],
        series=[
            Series(_("Forecast"), [part.forecast_kg for part in parts]),
            Series(_("Asked for"), [part.came_kg for part in parts]),
        ],
    )
