"""What was lost, by month and reason."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.reports.worth import LOSSES, MonthLoss, losses
from inventory.services.reporting.asking import ZONE, Asked
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, kg, locale, rupiah

USUAL_DAYS = 330
NAMES = {
    "kerf": gettext_lazy("Cutting kerf"),
    "count": gettext_lazy("Count differences"),
    "write_off": gettext_lazy("Write-offs"),
    "rejects": gettext_lazy("Rejects"),
}


def losses_report(asked: Asked) -> Report:
    """Say what each month lost, the usual period being a year. Raises BadPeriod."""
    since, until = asked.period(usual_days=USUAL_DAYS)
    found = losses(asked.by.center_id, since=since, until=until, zone=ZONE, material=asked.material)
    period = _("%(since)s to %(until)s") % {"since": day(since), "until": day(until)}
    title = _("Losses by reason")
    rows = [_row(month) for month in found]
    masses = {kind: sum((m.mass_kg[kind] for m in found), Decimal(0)) for kind in LOSSES}
    values = {kind: sum((m.value[kind] for m in found), Decimal(0)) for kind in LOSSES}
    return Report(
        name=f"losses-{since.isoformat()}-{until.isoformat()}",
        title=title,
        period=period,
        figures=[
            Figure(str(NAMES[kind]), kg(masses[kind]), rupiah(values[kind])) for kind in LOSSES
        ],
        table=asked.table(
            title,
            _columns(),
            rows,
            period=period,
            totals=[_("All"), *_amounts(masses, values)],
            narrow_by=gettext_lazy("a shorter period"),
        ),
        rows=rows,
        chart=_chart(found, period),
    )


def month_name(first: date) -> str:
    """Write a month: Maret 2026."""
    return format_date(first, "MMMM y", locale=locale())


def _columns() -> Sequence[Column]:
    return (
        Column(_("Month"), width=18),
        *(Column(f"{NAMES[kind]} (kg)", Kind.KG) for kind in LOSSES),
        *(Column(f"{NAMES[kind]} (Rp)", Kind.RUPIAH) for kind in LOSSES if kind != "kerf"),
        Column(_("All (kg)"), Kind.KG),
        Column(_("All (Rp)"), Kind.RUPIAH),
    )


def _row(month: MonthLoss) -> list[Value]:
    return [month_name(month.month), *_amounts(month.mass_kg, month.value)]


def _amounts(masses: Mapping[str, Decimal], values: Mapping[str, Decimal]) -> list[Value]:
    return [
        *(masses[kind] or None for kind in LOSSES),
        *(values[kind] or None for kind in LOSSES if kind != "kerf"),
        sum(masses.values(), Decimal(0)),
        sum(values.values(), Decimal(0)),
    ]


def _chart(found: list[MonthLoss], period: str) -> Chart:
    return Chart(
        title=_("Losses by month (kg)"),
        description=_("Stacked columns of the kg lost each month by reason, %(period)s.")
        % {"period": period},
        shape=Shape.STACKED,
        unit=Unit.KG,
        categories_name=_("Month"),
        categories=[format_date(m.month, "MMM yy", locale=locale()) for m in found],
        series=[
            Series(str(NAMES[kind]), [month.mass_kg[kind] for month in found]) for kind in LOSSES
        ],
    )
