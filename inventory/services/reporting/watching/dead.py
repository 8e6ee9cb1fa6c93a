"""What lies there and was not asked for in half a year or a year, by form."""

from django.utils.translation import gettext as _

from inventory.documents.report import Figure, Report
from inventory.models import Material
from inventory.reports.watching import (
    HALF_YEAR_DAYS,
    YEAR_DAYS,
    Dead,
    DeadStock,
    dead_stock,
)
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.watching.asking import NARROW_BY, Section, about, part_of
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, percent, rupiah, whole


def dead_section(asked: Asked) -> Section:
    """Say what of today's stock nobody asks for."""
    found = dead_stock(asked.by.center_id, today=asked.today)
    return Section(
        key="dead-stock",
        title=_("Dead stock"),
        lead=_(
            "What lies there today and nobody took over the counter in %(half)s days, and of that"
            " in %(year)s days."
        )
        % {"half": HALF_YEAR_DAYS, "year": YEAR_DAYS},
        reports={"dead-stock": _report(asked, found)},
    )


def _report(asked: Asked, found: DeadStock) -> Report:
    title, words = _("Dead stock by form"), day(asked.today)
    rows: list[list[Value]] = [
        [str(Material.Form(one.form).label), *_sums(one)] for one in found.forms
    ]
    return Report(
        name=f"dead-stock-{asked.today.isoformat()}",
        title=title,
        period=words,
        figures=[_figure(found.whole, HALF_YEAR_DAYS), _figure(found.whole, YEAR_DAYS)],
        table=asked.table(
            title,
            _columns(),
            rows,
            period=words,
            totals=[_("All"), *_sums(found.whole)] if rows else (),
            narrow_by=NARROW_BY,
        ),
        rows=rows,
        chart=_chart(found),
    )


def _figure(one: Dead, days: int) -> Figure:
    part = one.half_year if days == HALF_YEAR_DAYS else one.year
    return Figure(
        _("Not asked for in %(days)s days") % {"days": days},
        rupiah(part.value),
        _("%(count)s materials, %(kg)s, %(share)s of the stock")
        % {
            "count": whole(part.materials),
            "kg": about(part.mass_kg),
            "share": percent(part_of(part.value, one.stock.value)),
        },
    )


def _columns() -> list[Column]:
    columns = [Column(_("Form"), width=16), Column(_("Stock (Rp)"), Kind.RUPIAH)]
    for days in (HALF_YEAR_DAYS, YEAR_DAYS):
        named = {"days": days}
        columns += [
            Column(_("Materials, %(days)s days") % named, Kind.WHOLE),
            Column(_("Kg, %(days)s days") % named, Kind.KG),
            Column(_("Rp, %(days)s days") % named, Kind.RUPIAH),
            Column(_("Of stock, %(days)s days (%%)") % named, Kind.PERCENT),
        ]
    return columns


def _sums(one: Dead) -> list[Value]:
    sums: list[Value] = [one.stock.value]
    for part in (one.half_year, one.year):
        sums += [
            part.materials,
            part.mass_kg,
            part.value,
            part_of(part.value, one.stock.value),
        ]
    return sums


def _chart(found: DeadStock) -> Chart:
    forms = found.forms
    return Chart(
        title=_("Stock by when it was last asked for (Rp)"),
        description=_("Stacked columns by form; %(value)s was not asked for in %(days)s days.")
        % {"value": rupiah(found.whole.half_year.value), "days": HALF_YEAR_DAYS},
        shape=Shape.STACKED,
        unit=Unit.RUPIAH,
        categories_name=_("Form"),
        categories=[str(Material.Form(one.form).label) for one in forms],
        series=[
            Series(
                _("In %(days)s days") % {"days": HALF_YEAR_DAYS},
                [one.stock.value - one.half_year.value for one in forms],
            ),
            Series(
                _("In %(days)s days") % {"days": YEAR_DAYS},
                [one.half_year.value - one.year.value for one in forms],
            ),
            Series(_("Longer ago"), [one.year.value for one in forms]),
        ],
    )
