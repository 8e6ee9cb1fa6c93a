"""Charts: what is to be seen as plain data, drawn to SVG on the server by Vega-Lite.

Here belongs how every chart looks and is read aloud. Never here: queries, or the words of
one chart. A drawing needs no script and holds no style block or style attribute, so a page
may hold it inline under a strict policy; it is drawn once per content, in Valkey.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import redis
import vl_convert
from babel.dates import format_date, get_day_names, get_month_names
from django.core import cache as caching
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from materialcenter import formats
from materialcenter.documents.pdf import FONT_PACKAGE

FONT = "IBM Plex Sans"
# Told apart in print and by those who see few colours, each 4.5:1 or more on white.
COLOURS = ("#0a4aa3", "#b45309", "#0d7a5f", "#8a3ffc", "#a3160f", "#46535f", "#8a6d00", "#006d8f")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3], [10, 4], [3, 1])
WIDE_PX = 760
NARROW_PX = 330
HEIGHT_PX = 280
_BAR_PX = 26
_VERSION = "6.4"
# One more whenever the way of drawing changes, so that no old drawing is taken for a new one.
_DRAWING = 4
_KEPT_S = 7 * 24 * 3600
_LONGEST_LABEL_PX = 220


# The picture has one name and one description; its parts are not read out one by one.
_PARTS = re.compile(r' (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*"|aria-hidden="true")')


class Shape(StrEnum):
    """How the numbers are drawn.

    COLUMNS stand beside each other, BARS lie and leave room for long names, STACKED columns
    stand on each other, LINES run over time: in steps from day to day, straight between names.
    """

    COLUMNS = "columns"
    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"


class Unit(StrEnum):
    """What the numbers count: written large ones as tonnes, million or billion rupiah.

    PERCENT lines are drawn from about their lowest on, since a part in a hundred matters.
    """

    KG = "kg"
    RUPIAH = "rupiah"
    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True)
class Series:
    """One row of numbers with a name, a number for each category; None where there is none."""

    name: str
    values: Sequence[Decimal | int | None]


@dataclass(frozen=True)
class Chart:
    """What is to be seen: numbers over categories, in their order.

    title, description: read aloud instead of the picture. categories: names, or days for
    LINES. categories_name: the head over them in the chart's table.
    """

    title: str
    description: str
    shape: Shape
    unit: Unit
    categories_name: str
    categories: Sequence[str | date]
    series: Sequence[Series]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to draw."""
        return not any(value for one in self.series for value in one.values)

    def table(self) -> "ChartTable":
        """Write the same numbers as a table."""
        rows = tuple(
            ChartRow(
                _written(category),
                tuple(_number(one.values[place], self.unit) for one in self.series),
            )
            for place, category in enumerate(self.categories)
        )
        return ChartTable(self.categories_name, tuple(one.name for one in self.series), rows)


@dataclass(frozen=True)
class ChartRow:
    """A category and its numbers, as people write them."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class ChartTable:
    """A chart's numbers as text."""

    head: str
    names: tuple[str, ...]
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True)
class Drawn:
    """A chart for a page: two widths, of which the style sheet shows one, and its table."""

    title: str
    wide: SafeString
    narrow: SafeString
    table: ChartTable


def drawn(chart: Chart) -> Drawn | None:
    """Draw a chart for a page; None when there is nothing to see in it."""
    if chart.is_empty:
        return None
    return Drawn(
        chart.title,
        SafeString(svg(chart, width_px=WIDE_PX)),
        SafeString(svg(chart, width_px=NARROW_PX)),
        chart.table(),
    )


def svg(chart: Chart, *, width_px: int = WIDE_PX) -> str:
    """Draw a chart as SVG with a title and a description, in the language that is active."""
    return draw(_spec(chart, width_px), title=chart.title, description=chart.description)


def draw(spec: Mapping[str, Any], *, title: str, description: str) -> str:
    """Draw a Vega-Lite specification as SVG that is read aloud by its title and description.

    The key of what is kept is the whole of what is drawn, so new data is a new drawing and
    nothing has to be thrown away. Without Valkey every time is drawn anew.
    """
    text = json.dumps(spec, sort_keys=True, default=float)
    words = json.dumps([title, description, formats.locale()])
    key = f"chart:{_DRAWING}:{hashlib.sha256((text + words).encode()).hexdigest()}"
    try:
        kept: str | None = caching.cache.get(key)
        if kept is None:
            kept = _draw(text, title, description, key)
            caching.cache.set(key, kept, _KEPT_S)
    except redis.RedisError:
        kept = _draw(text, title, description, key)
    return kept


def _draw(spec: str, title: str, description: str, key: str) -> str:
    _load_font()
    made: str = vl_convert.vegalite_to_svg(
        spec,
        vl_version=_VERSION,
        format_locale=_number_locale(),
        time_format_locale=_time_locale(),
    )
    start, rest = made.split(">", 1)
    head = start.replace(' class="marks"', "")
    name = f"c{key[-12:]}-{head.split('width=')[1].split(chr(34))[1]}"
    words = format_html(
        ' role="img" aria-labelledby="{0}-t {0}-d"><title id="{0}-t">{1}</title>'
        '<desc id="{0}-d">{2}</desc>',
        name,
        title,
        description,
    )
    return head + words + _PARTS.sub("", rest)


@cache
def _load_font() -> None:
    vl_convert.register_font_directory(str(files(FONT_PACKAGE).joinpath("files")))


def _number_locale() -> dict[str, Any]:
    is_id = formats.locale() == "id_ID"
    return {
        "decimal": "," if is_id else ".",
        "thousands": "." if is_id else ",",
        "grouping": [3],
        "currency": ["Rp", ""],
    }


def _time_locale() -> dict[str, Any]:
    where = formats.locale()
    days = [6, *range(6)]
    return {
        "dateTime": "%d %B %Y %H:%M",
        "date": "%d-%m-%Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": [get_day_names("wide", locale=where)[day] for day in days],
        "shortDays": [get_day_names("abbreviated", locale=where)[day] for day in days],
        "months": [get_month_names("wide", locale=where)[month] for month in range(1, 13)],
        "shortMonths": [
            get_month_names("abbreviated", locale=where)[month] for month in range(1, 13)
        ],
    }


@dataclass(frozen=True)
class _Scale:
    """What numbers are divided by so that an axis stays readable, and the unit's name then."""

    divisor: int
    name: str


def _scale(chart: Chart) -> _Scale:
    numbers = [Decimal(value or 0) for one in chart.series for value in one.values]
    largest = max((abs(number) for number in numbers), default=Decimal(0))
    if chart.unit is Unit.COUNT:
        return _Scale(1, "")
    if chart.unit is Unit.PERCENT:
        return _Scale(1, "%")
    if chart.unit is Unit.KG:
        return _Scale(1000, _("tonnes")) if largest >= 10_000 else _Scale(1, "kg")
    if largest >= 2_000_000_000:
        return _Scale(1_000_000_000, pgettext("unit of an axis", "Rp billion"))
    if largest >= 2_000_000:
        return _Scale(1_000_000, pgettext("unit of an axis", "Rp million"))
    return _Scale(1, "Rp")


def _spec(chart: Chart, width_px: int) -> dict[str, Any]:
    scale = _scale(chart)
    is_lying = chart.shape is Shape.BARS
    kind = _category(chart, width_px)
    number = _quantity(chart, scale)
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width_px,
        "height": {"step": _BAR_PX} if is_lying else HEIGHT_PX,
        "autosize": {"type": "fit-x" if is_lying else "fit", "contains": "padding"},
        "background": None,
        "padding": {"left": _left(chart), "right": 8, "top": 6, "bottom": 2},
        "data": {"values": list(_points(chart, scale))},
        "mark": _mark(chart),
        "encoding": {"y" if is_lying else "x": kind, "x" if is_lying else "y": number},
        "config": CONFIG,
    }
    if len(chart.series) > 1:
        spec["encoding"].update(_by_series(chart, width_px))
    return spec


def _left(chart: Chart) -> int:
    """Leave room for long names, which a reader's own font may set wider than the measured one."""
    if chart.shape is not Shape.BARS:
        return 2
    return 2 + min(24, max((len(str(name)) for name in chart.categories), default=0))


def _points(chart: Chart, scale: _Scale) -> Iterator[dict[str, Any]]:
    for order, one in enumerate(chart.series):
        for category, value in zip(chart.categories, one.values, strict=True):
            if value is not None:
                shown = category.isoformat() if isinstance(category, date) else category
                number = float(value) / scale.divisor
                yield {"c": shown, "v": number, "s": one.name, "o": order}


def _mark(chart: Chart) -> dict[str, Any]:
    if chart.shape is not Shape.LINES:
        return {"type": "bar", "color": COLOURS[0]}
    line = {"type": "line", "strokeWidth": 2.5, "color": COLOURS[0]}
    if _has_days(chart):
        return {**line, "interpolate": "step-after"}
    return {**line, "point": {"size": 40}}


def _has_days(chart: Chart) -> bool:
    return bool(chart.categories) and isinstance(chart.categories[0], date)


def _category(chart: Chart, width_px: int) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": None, "labelLimit": min(_LONGEST_LABEL_PX, width_px * 4 // 11)}
    if chart.shape is Shape.LINES and _has_days(chart):
        axis |= {"format": "%-d %b %y", "tickCount": 4 if width_px == NARROW_PX else 8}
        return {"field": "c", "type": "temporal", "axis": {**axis, "labelOverlap": True}}
    is_lying = chart.shape is Shape.BARS
    upright = is_lying or sum(len(str(name)) for name in chart.categories) * 8 < width_px
    axis |= {"labelAngle": 0 if upright else -45, "labelOverlap": False}
    # All of them in their own order, also where a series, or every one, has no number of one.
    names = list(chart.categories)
    return {
        "field": "c",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names},
        "axis": axis,
    }


def _quantity(chart: Chart, scale: _Scale) -> dict[str, Any]:
    axis = {"title": scale.name or None, "format": ",~f", "tickCount": 5}
    stack: dict[str, Any] = {"stack": "zero" if chart.shape is Shape.STACKED else None}
    if chart.unit is Unit.PERCENT and chart.shape is Shape.LINES:
        stack["scale"] = {"zero": False, "nice": True}
    return {"field": "v", "type": "quantitative", "axis": axis, **stack}


def _legend_columns(names: Sequence[str], width_px: int) -> int:
    """Count the names that fit side by side: about 7 px a letter, and the sign before it."""
    widest_px = 30 + 7 * max(map(len, names))
    return max(1, min(4, width_px // widest_px))


def _by_series(chart: Chart, width_px: int) -> dict[str, Any]:
    names = [one.name for one in chart.series]
    legend = {"title": None, "orient": "top", "columns": _legend_columns(names, width_px)}
    by: dict[str, Any] = {
        "color": {
            "field": "s",
            "type": "nominal",
            "sort": names,
            "scale": {"domain": names, "range": list(COLOURS[: len(names)])},
            "legend": legend,
        },
        "order": {"field": "o", "type": "quantitative"},
    }
    if chart.shape is Shape.LINES:
        by["strokeDash"] = {
            "field": "s",
            "type": "nominal",
            "scale": {"domain": names, "range": list(DASHES[: len(names)])},
            "legend": legend,
        }
        del by["order"]
    elif chart.shape is not Shape.STACKED:
        offset = "yOffset" if chart.shape is Shape.BARS else "xOffset"
        by[offset] = {"field": "s", "type": "nominal", "sort": names}
        del by["order"]
    return by


CONFIG = {
    "font": f"{FONT}, system-ui, sans-serif",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelColor": "#46535f",
        "titleColor": "#46535f",
        "titleFontWeight": "normal",
        "gridColor": "#dde3e8",
        "domainColor": "#6b7885",
        "tickColor": "#6b7885",
    },
    "legend": {"labelFontSize": 12, "labelColor": "#11181f", "labelLimit": 270, "offset": 6},
}


def _written(category: str | date) -> str:
    if isinstance(category, date):
        return format_date(category, "d MMM y", locale=formats.locale())
    return category


def _number(value: Decimal | int | None, unit: Unit) -> str:
    if unit is Unit.KG:
        return formats.kg(value)
    if unit is Unit.RUPIAH:
        return formats.rupiah(value)
    if unit is Unit.PERCENT:
        return formats.percent(value)
    return formats.whole(None if value is None else int(value))
