"""How old the stock is."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.reports.worth import BANDS, Ageing, ageing
from inventory.services.reporting.asking import Asked
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, kg, rupiah


def ageing_report(asked: Asked) -> Report:
    """Say how long what lay there at the end of a day had lain there. Raises BadPeriod."""
    found = ageing(asked.by.center_id, on=asked.on, material=asked.material, rack=asked.rack)
    period = _("at the end of %(day)s") % {"day": day(asked.on)}
    title = _("Ageing of stock")
    names = [band_name(*band) for band in BANDS]
    columns = (
        Column(_("Material")),
        *(Column(name, Kind.RUPIAH) for name in names),
        Column(_("Value"), Kind.RUPIAH),
        Column(_("Kg"), Kind.KG),
    )
    rows: list[list[Value]] = [
        [row.material, *row.value, row.all_value, row.all_kg] for row in found
    ]
    values, masses = _by_band(found, "value"), _by_band(found, "mass_kg")
    totals: list[Value] = [_("All"), *values, sum(values), sum(masses)]
    return Report(
        name=f"stock-ageing-{asked.on.isoformat()}",
        title=title,
        period=period,
        figures=[
            Figure(name, rupiah(value), kg(mass_kg))
            for name, value, mass_kg in zip(names, values, masses, strict=True)
        ],
        table=asked.table(
            title,
            columns,
            rows,
            period=period,
            totals=totals if found else (),
            narrow_by=gettext_lazy("one material or one rack"),
        ),
        rows=rows,
        chart=Chart(
            title=_("Stock value by age"),
            description=_(
                "Columns of what stock is worth by days since it was received, %(period)s."
            )
            % {"period": period},
            shape=Shape.COLUMNS,
            unit=Unit.RUPIAH,
            categories_name=_("Age"),
            categories=names,
            series=[Series(_("Value"), values)],
        ),
    )


def band_name(first: int, last: int | None) -> str:
    """Write a band of days: 31–90 days."""
    if last is None:
        return _("over %(days)s days") % {"days": first - 1}
    return _("%(first)s–%(last)s days") % {"first": first, "last": last}


def _by_band(found: list[Ageing], what: str) -> list[Decimal]:
    return [
        sum((getattr(row, what)[band] for row in found), Decimal(0)) for band in range(len(BANDS))
    ]
