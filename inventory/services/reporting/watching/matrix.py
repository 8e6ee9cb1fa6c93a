"""The nine cells of the ABC-XYZ matrix with what to do about each, and the materials in one."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.reports.watching import Cell, CellMaterial, Period, cell_materials, cells
from inventory.rules.reordering.matrix import CELLS
from inventory.services.reporting.asking import Asked
from inventory.services.reporting.watching.asking import (
    NARROW_BY,
    Section,
    about,
    days_in_words,
    file_name,
    months_over,
    part_of,
    period_of,
)
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.errors import Invalid
from materialcenter.formats import rupiah, whole

ADVICE = {
    "AX": gettext_lazy("Order often and little: agree on fixed deliveries, keep little reserve."),
    "AY": gettext_lazy("Look at the forecast every week, and keep the planned safety stock."),
    "AZ": gettext_lazy("Ask workshops before ordering; buy through pools, keep little of it."),
    "BX": gettext_lazy("Let the plan reorder it by itself, and look at it every month."),
    "BY": gettext_lazy("Let the plan reorder it, and look at its safety stock every quarter."),
    "BZ": gettext_lazy("Order when it is asked for or in a pool; keep a small safety stock."),
    "CX": gettext_lazy("Order seldom and much, where the price breaks: it is cheap to keep."),
    "CY": gettext_lazy("Order seldom, up to a generous level, and spend no time on it."),
    "CZ": gettext_lazy("Order only when it is asked for; sell off what lies there."),
}


class NoSuchCell(Invalid):
    """A cell that the matrix does not have."""

    code = "cell_unknown"
    sentence = gettext_lazy("The cells of the matrix are AX to CZ.")


def matrix_section(asked: Asked) -> Section:
    """Put every material into its cell. Raises BadPeriod, PeriodTooLong."""
    months = months_over(asked)
    found = cells(asked.by.center_id, months) if months else []
    return Section(
        key="matrix",
        title=_("ABC–XYZ matrix"),
        lead=_lead(months),
        reports={"matrix": _report(asked, months or period_of(asked), found)},
    )


def cell_report(asked: Asked, cell: str) -> Report:
    """List the materials in a cell, the dearest demand first.

    Raises NoSuchCell, BadPeriod, PeriodTooLong.
    """
    if cell not in CELLS:
        raise NoSuchCell(field="cell")
    months = months_over(asked)
    limit = asked.limit
    found = _materials(asked, months, cell, limit + 1) if months else []
    title, words = _("Materials in %(cell)s") % {"cell": cell}, _words(asked, months)
    rows = [_material_row(one) for one in found[:limit]]
    return Report(
        name=file_name(f"cell-{cell}", months or period_of(asked)),
        title=title,
        period=words,
        figures=[],
        table=asked.table(title, _material_columns(), rows, period=words, narrow_by=NARROW_BY),
        rows=rows,
        chart=None,
        next_cursor=str(found[limit - 1].n) if len(found) > limit else "",
    )


def _materials(asked: Asked, months: Period, cell: str, limit: int) -> Sequence[CellMaterial]:
    return cell_materials(asked.by.center_id, months, cell=cell, after=asked.after, limit=limit)


def _words(asked: Asked, months: Period | None) -> str:
    return days_in_words(months or period_of(asked))


def _lead(months: Period | None) -> str:
    if months is None:
        return _("Ask about a month at least: evenness is judged by whole months.")
    return _(
        "A, B and C by what demand is worth at counter prices, with the limits that counts go by;"
        " X, Y and Z by how evenly it comes: months stray from their mean by half of it at most,"
        " by all of it, or by more. Of %(months)s whole months, %(days)s."
    ) % {"months": whole(len(months.months)), "days": days_in_words(months)}


def _report(asked: Asked, period: Period, found: Sequence[Cell]) -> Report:
    title, words = _("Cells of the ABC–XYZ matrix"), days_in_words(period)
    value, stock = _sum(found, "value"), _sum(found, "stock")
    asked_kg = _sum(found, "asked_kg")
    rows = [_row(one, value, stock) for one in found]
    materials = sum(one.materials for one in found)
    totals: list[Value] = [_("All"), materials, asked_kg, value, None, None, stock, None, ""]
    return Report(
        name=file_name("matrix", period),
        title=title,
        period=words,
        figures=[
            Figure(_("Materials"), whole(materials)),
            Figure(_("Demand"), rupiah(value), about(asked_kg)),
            Figure(_("Stock"), rupiah(stock), _("at cost, today")),
        ],
        table=asked.table(
            title,
            _columns(),
            rows,
            period=words,
            totals=totals if found else (),
            narrow_by=NARROW_BY,
        ),
        rows=rows,
        chart=_chart(found),
    )


def _sum(found: Sequence[Cell], name: str) -> Decimal:
    return sum((getattr(one, name) for one in found), Decimal(0))


def _columns() -> list[Column]:
    return [
        Column(_("Cell"), width=8),
        Column(_("Materials"), Kind.WHOLE),
        Column(_("Asked for (kg)"), Kind.KG),
        Column(_("Demand (Rp)"), Kind.RUPIAH),
        Column(_("Of demand (%)"), Kind.PERCENT),
        Column(_("Met (%)"), Kind.PERCENT),
        Column(_("Stock (Rp)"), Kind.RUPIAH),
        Column(_("Of stock (%)"), Kind.PERCENT),
        Column(_("What to do"), width=60),
    ]


def _row(one: Cell, value: Decimal, stock: Decimal) -> list[Value]:
    return [
        one.cell,
        one.materials,
        one.asked_kg,
        one.value,
        part_of(one.value, value),
        one.level_percent,
        one.stock,
        part_of(one.stock, stock),
        str(ADVICE[one.cell]),
    ]


def _material_columns() -> list[Column]:
    return [
        Column(_("Material")),
        Column(_("Asked for (kg)"), Kind.KG),
        Column(_("Demand (Rp)"), Kind.RUPIAH),
        Column(_("Strays by (%)"), Kind.PERCENT),
        Column(_("Met (%)"), Kind.PERCENT),
        Column(_("Stock (Rp)"), Kind.RUPIAH),
    ]


def _material_row(one: CellMaterial) -> list[Value]:
    return [
        one.material,
        one.asked_kg,
        one.value,
        None if one.variation is None else one.variation * 100,
        part_of(one.met_kg, one.asked_kg),
        one.stock,
    ]


def _chart(found: Sequence[Cell]) -> Chart:
    return Chart(
        title=_("Demand and stock by cell (Rp)"),
        description=_("Two columns for each cell: what demand was worth, and what lies there."),
        shape=Shape.COLUMNS,
        unit=Unit.RUPIAH,
        categories_name=_("Cell"),
        categories=[one.cell for one in found],
        series=[
            Series(_("Demand"), [one.value for one in found]),
            Series(_("Stock"), [one.stock for one in found]),
        ],
    )
