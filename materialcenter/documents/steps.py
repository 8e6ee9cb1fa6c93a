"""A chart of prices that fall in steps as the quantity grows, with one quantity marked.

Here belongs how such a chart looks; what all charts share is chart.py's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from materialcenter import formats
from materialcenter.documents.chart import (
    COLOURS,
    CONFIG,
    DASHES,
    HEIGHT_PX,
    NARROW_PX,
    WIDE_PX,
    ChartRow,
    ChartTable,
    Drawn,
    draw,
)

_MARK = "#11181f"
_TONNE_KG = 1000


@dataclass(frozen=True)
class Stairs:
    """One offer's prices by rising quantity: (from kg, Rp/kg); it ends where the chart does."""

    name: str
    steps: Sequence[tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class StepChart:
    """Prices over quantities, and the quantity that is marked with its name.

    title, description: read aloud instead of the picture. until_kg: where the axis ends.
    """

    title: str
    description: str
    stairs: Sequence[Stairs]
    marked_kg: Decimal
    mark: str
    until_kg: Decimal

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not any(one.steps for one in self.stairs)

    def table(self) -> ChartTable:
        """Write the steps as a table, one row for each."""
        rows = tuple(
            ChartRow(one.name, (formats.kg(from_kg), formats.price(price)))
            for one in self.stairs
            for from_kg, price in one.steps
        )
        return ChartTable(_("Offer"), (_("From"), _("Price per kg")), rows)


def drawn_steps(chart: StepChart) -> Drawn | None:
    """Draw a chart of steps for a page; None when there is nothing to see in it."""
    if chart.is_empty:
        return None
    return Drawn(
        chart.title,
        SafeString(steps_svg(chart, width_px=WIDE_PX)),
        SafeString(steps_svg(chart, width_px=NARROW_PX)),
        chart.table(),
    )


def steps_svg(chart: StepChart, *, width_px: int = WIDE_PX) -> str:
    """Draw a chart of steps as SVG, in the language that is active."""
    return draw(_spec(chart, width_px), title=chart.title, description=chart.description)


def _spec(chart: StepChart, width_px: int) -> dict[str, Any]:
    is_large = chart.until_kg >= 10 * _TONNE_KG
    divisor = _TONNE_KG if is_large else 1
    marked = {"kg": float(chart.marked_kg) / divisor, "mark": chart.mark}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width_px,
        "height": HEIGHT_PX,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": None,
        "padding": {"left": 2, "right": 8, "top": 6, "bottom": 2},
        "layer": [
            _lines(chart, divisor, width_px, unit=_("tonnes") if is_large else "kg"),
            {
                "data": {"values": [marked]},
                "mark": {"type": "rule", "color": _MARK, "strokeWidth": 1.5, "strokeDash": [2, 3]},
                "encoding": {"x": {"field": "kg", "type": "quantitative"}},
            },
            {
                "data": {"values": [marked]},
                "mark": _label(is_right=2 * chart.marked_kg > chart.until_kg),
                "encoding": {
                    "x": {"field": "kg", "type": "quantitative"},
                    "y": {"value": 8},
                    "text": {"field": "mark"},
                },
            },
        ],
        "config": CONFIG,
    }


def _label(*, is_right: bool) -> dict[str, Any]:
    """Set the mark's name on the side of it where there is more room."""
    side = {"align": "right", "dx": -5} if is_right else {"align": "left", "dx": 5}
    return {"type": "text", "color": _MARK, "fontSize": 12, "fontWeight": 600, **side}


def _lines(chart: StepChart, divisor: int, width_px: int, *, unit: str) -> dict[str, Any]:
    names = [one.name for one in chart.stairs]
    legend = {"title": None, "orient": "top", "columns": 1 if width_px == NARROW_PX else 3}
    colours, dashes = list(COLOURS[: len(names)]), list(DASHES[: len(names)])
    by_name = {"field": "s", "type": "nominal", "sort": names, "legend": legend}
    return {
        "data": {"values": list(_points(chart, divisor))},
        "mark": {"type": "line", "strokeWidth": 2.5, "interpolate": "step-after"},
        "encoding": {
            "x": {
                "field": "kg",
                "type": "quantitative",
                "scale": {"domain": [0, float(chart.until_kg) / divisor], "nice": False},
                "axis": {"title": unit, "format": ",~f", "tickCount": 5},
            },
            "y": {
                "field": "price",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": {
                    "title": pgettext("unit of an axis", "Rp/kg"),
                    "format": ",~f",
                    "tickCount": 5,
                },
            },
            "color": {**by_name, "scale": {"domain": names, "range": colours}},
            "strokeDash": {**by_name, "scale": {"domain": names, "range": dashes}},
        },
    }


def _points(chart: StepChart, divisor: int) -> Iterator[dict[str, Any]]:
    """Yield every step of every offer, and the last one's end at the edge."""
    for one in chart.stairs:
        for from_kg, price in one.steps:
            yield {"kg": float(from_kg) / divisor, "price": float(price), "s": one.name}
        if one.steps:
            end = float(chart.until_kg) / divisor
            yield {"kg": end, "price": float(one.steps[-1][1]), "s": one.name}
