"""What the stock is worth at the end of a day, by material and by lot."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.documents.report import Figure, Report
from inventory.reports.worth import MaterialWorth, worth_by_lot, worth_by_material
from inventory.services.reporting.asking import Asked
from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.spreadsheet import Column, Kind, Value
from materialcenter.formats import day, kg, rupiah, whole

MOST_BARS = 15

_MATERIAL_COLUMNS = (
    Column(gettext_lazy("Material")),
    Column(gettext_lazy("Form and grade")),
    Column(gettext_lazy("Lots"), Kind.WHOLE),
    Column(gettext_lazy("Pieces"), Kind.WHOLE),
    Column(gettext_lazy("Kg"), Kind.KG),
    Column(gettext_lazy("Cost per kg"), Kind.PRICE),
    Column(gettext_lazy("Value"), Kind.RUPIAH),
)
_LOT_COLUMNS = (
    Column(gettext_lazy("Lot")),
    Column(gettext_lazy("Material")),
    Column(gettext_lazy("Heat"), width=16),
    Column(gettext_lazy("Received"), Kind.DATE),
    Column(gettext_lazy("Quality"), width=16),
    Column(gettext_lazy("Pieces"), Kind.WHOLE),
    Column(gettext_lazy("Kg"), Kind.KG),
    Column(gettext_lazy("Cost per kg"), Kind.PRICE),
    Column(gettext_lazy("Value"), Kind.RUPIAH),
)


def value_report(asked: Asked) -> Report:
    """Say what lay there by material at the end of a day. Raises BadPeriod."""
    found = worth_by_material(
        asked.by.center_id, on=asked.on, material=asked.material, rack=asked.rack
    )
    rows: list[list[Value]] = [
        [
            row.material,
            f"{row.form_label} {row.grade}",
            row.lots,
            row.pieces or None,
            row.mass_kg,
            row.per_kg,
            row.value,
        ]
        for row in found
    ]
    mass_kg, value, period = _kg(found), _value(found), _as_of(asked)
    lots = sum(row.lots for row in found)
    title = _("Stock value by material")
    totals: list[Value] = [_("All"), "", lots, None, mass_kg, None, value]
    return Report(
        name=f"stock-value-{asked.on.isoformat()}",
        title=title,
        period=period,
        figures=_figures(value, mass_kg, lots),
        table=asked.table(
            title,
            _MATERIAL_COLUMNS,
            rows,
            period=period,
            totals=totals if found else (),
            narrow_by=gettext_lazy("one material or one rack"),
        ),
        rows=rows,
        chart=_chart(found, period),
    )


def value_by_lot_report(asked: Asked) -> Report:
    """Say what lay there lot by lot, the oldest first. Raises BadPeriod."""
    center_id, period = asked.by.center_id, _as_of(asked)
    by_material = worth_by_material(
        center_id, on=asked.on, material=asked.material, rack=asked.rack
    )
    found = worth_by_lot(
        center_id,
        on=asked.on,
        material=asked.material,
        rack=asked.rack,
        after=asked.after,
        limit=asked.limit + 1,
    )
    shown = found[: asked.limit]
    rows: list[list[Value]] = [
        [
            row.lot,
            row.material,
            row.heat,
            row.received_on,
            row.quality_label,
            row.pieces or None,
            row.mass_kg,
            row.per_kg,
            row.value,
        ]
        for row in shown
    ]
    mass_kg, value = _kg(by_material), _value(by_material)
    title = _("Stock value by lot")
    totals: list[Value] = [_("All"), "", "", None, "", None, mass_kg, None, value]
    return Report(
        name=f"stock-value-by-lot-{asked.on.isoformat()}",
        title=title,
        period=period,
        figures=_figures(value, mass_kg, sum(row.lots for row in by_material)),
        table=asked.table(
            title,
            _LOT_COLUMNS,
            rows,
            period=period,
            totals=totals if found else (),
            narrow_by=gettext_lazy("one material or one rack"),
        ),
        rows=rows,
        chart=_chart(by_material, period),
        next_cursor=str(shown[-1].lot_id) if len(found) > asked.limit else "",
    )


def _as_of(asked: Asked) -> str:
    return _("at the end of %(day)s") % {"day": day(asked.on)}


def _kg(found: list[MaterialWorth]) -> Decimal:
    return sum((row.mass_kg for row in found), Decimal(0))


def _value(found: list[MaterialWorth]) -> Decimal:
    return sum((row.value for row in found), Decimal(0))


def _figures(value: Decimal, mass_kg: Decimal, lots: int) -> list[Figure]:
    return [
        Figure(_("Value"), rupiah(value)),
        Figure(_("Weight"), kg(mass_kg)),
        Figure(_("Lots"), whole(lots)),
    ]


def _chart(found: list[MaterialWorth], period: str) -> Chart:
    shown, rest = found[:MOST_BARS], found[MOST_BARS:]
    names, values = [row.material for row in shown], [row.value for row in shown]
    if rest:
        names.append(_("%(count)s others") % {"count": whole(len(rest))})
        values.append(_value(rest))
    return Chart(
        title=_("Stock value by material"),
        description=_("Bars of the most valuable materials %(period)s; %(value)s in all.")
        % {"period": period, "value": rupiah(_value(found))},
        shape=Shape.BARS,
        unit=Unit.RUPIAH,
        categories_name=_("Material"),
        categories=names,
        series=[Series(_("Value"), values)],
    )
