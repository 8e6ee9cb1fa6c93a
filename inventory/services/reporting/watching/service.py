"""The service level by month and by class of demand, against its target."""

from decimal import Decimal

from django.utils.translation import gettext as _

from inventory.documents.report import Figure, Report
from inventory.reports.watching import Period, Served, Service, service
from inventory.services.planning_stock import FILL_RATE_PERCENT
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.losses import month_name
from inventory.services.reporting.watching.asking import (
    CLASS_NAMES,
    NARROW_BY,
    Section,
    about,
    days_in_words,
    file_name,
    period_of,
    short_month,
)
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import percent


def service_section(asked: Asked) -> Section:
    """Say how much of what was asked of the rack was met. Raises BadPeriod, PeriodTooLong."""
    period = period_of(asked)
    found = service(asked.by.center_id, period, target_percent=FILL_RATE_PERCENT)
    return Section(
        key="service",
        title=_("Service level"),
        lead=_(
            "The kg met from the rack of what was asked of it. Pools are left out: what they"
            " bring was never asked of the rack."
        ),
        reports={
            "service": _by_month(asked, period, found),
            "service-by-class": _by_class(asked, period, found),
        },
    )


def _by_month(asked: Asked, period: Period, found: Service) -> Report:
    title, words, whole = _("Service level by month"), days_in_words(period), found.whole
    rows: list[list[Value]] = [
        [month_name(month), *_sums(found.by_month.get(month, Served()))] for month in period.months
    ]
    return Report(
        name=file_name("service", period),
        title=title,
        period=words,
        figures=[
            Figure(
                _("Service level"),
                percent(whole.level_percent),
                _("target %(target)s") % {"target": percent(whole.target_percent)},
            ),
            Figure(
                _("The period before"),
                percent(found.before.level_percent),
                days_in_words(period.before),
            ),
            Figure(
                _("Asked for"),
                about(whole.asked_kg),
                _("%(kg)s before") % {"kg": about(found.before.asked_kg)},
            ),
            Figure(
                _("Refused"),
                about(whole.refused_kg),
                _("%(kg)s before") % {"kg": about(found.before.refused_kg)},
            ),
        ],
        table=asked.table(
            title,
            [Column(_("Month"), width=18), *_columns()],
            rows,
            period=words,
            totals=[_("All"), *_sums(whole)],
            narrow_by=NARROW_BY,
        ),
        rows=rows,
        chart=_chart(period, found),
    )


def _by_class(asked: Asked, period: Period, found: Service) -> Report:
    title, words = _("Service level by class of demand"), days_in_words(period)
    columns = [
        Column(_("Class of demand"), width=18),
        *_columns(),
        Column(_("Met before (%)"), Kind.PERCENT),
    ]
    rows: list[list[Value]] = [
        [str(name), *_sums(found.by_class[key]), _before(found, key)]
        for key, name in CLASS_NAMES.items()
        if key in found.by_class
    ]
    return Report(
        name=file_name("service-by-class", period),
        title=title,
        period=words,
        figures=[],
        table=asked.table(
            title,
            columns,
            rows,
            period=words,
            totals=[_("All"), *_sums(found.whole), found.before.level_percent],
            narrow_by=NARROW_BY,
        ),
        rows=rows,
        chart=None,
    )


def _before(found: Service, key: str) -> Decimal | None:
    return found.before_by_class.get(key, Served()).level_percent


def _columns() -> list[Column]:
    return [
        Column(_("Asked for (kg)"), Kind.KG),
        Column(_("Met (kg)"), Kind.KG),
        Column(_("Refused (kg)"), Kind.KG),
        Column(_("Met (%)"), Kind.PERCENT),
        Column(_("Target (%)"), Kind.PERCENT),
    ]


def _sums(part: Served) -> list[Value]:
    return [
        part.asked_kg,
        part.met_kg,
        part.refused_kg,
        part.level_percent,
        part.target_percent,
    ]


def _chart(period: Period, found: Service) -> Chart:
    parts = [found.by_month.get(month, Served()) for month in period.months]
    return Chart(
        title=_("Met of what was asked for, by month (%)"),
        description=_("Lines of the part that was met and of the target; %(level)s over all.")
        % {"level": percent(found.whole.level_percent)},
        shape=Shape.LINES,
        unit=Unit.PERCENT,
        categories_name=_("Month"),
        categories=[short_month(month) for month in period.months],
        series=[
            Series(_("Met"), [part.level_percent for part in parts]),
            Series(_("Target"), [part.target_percent for part in parts]),
        ],
    )
