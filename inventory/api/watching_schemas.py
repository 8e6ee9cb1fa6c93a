"""What the watching of stock answers: shapes of its routes."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from materialcenter.api.schemas import CursorList, Kg, Out


def _to_cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


# Rupiah, percent and ratios, which are reckoned with more decimals than anybody reads.
Rounded = Annotated[Decimal, AfterValidator(_to_cents)]


class DaysOut(Out):
    """Whole days, the first and the last of them."""

    since: date
    until: date


class ServedOut(Out):
    """What was asked of the rack, met and refused; percents are null where nothing was asked."""

    asked_kg: Kg
    met_kg: Kg
    refused_kg: Kg
    level_percent: Rounded | None
    target_percent: Rounded | None


class MonthServedOut(ServedOut):
    """A month's service; one without demand is not there."""

    month: date


class ClassServedOut(ServedOut):
    """The service of a class of demand: smooth, erratic, intermittent, lumpy, none."""

    demand_class: str


class ServiceLevelOut(Out):
    """The service level; before: of as many days before the period."""

    period: DaysOut
    whole: ServedOut
    before: ServedOut
    by_month: list[MonthServedOut]
    by_class: list[ClassServedOut]


class StockOutOut(Out):
    """A refused material. lost: rupiah of margin; null with cost_per_kg where no cost is known."""

    material: str
    days: int
    last_on: date
    workshops: list[str]
    refused_kg: Kg
    counter_price: Rounded
    cost_per_kg: Rounded | None
    lost: Rounded | None


class StockOutsOut(CursorList[StockOutOut]):
    """What was refused, the costliest first. unknown: materials whose cost is not known."""

    materials: int
    refused_kg: Kg
    lost: Rounded
    unknown: int


class CellOut(Out):
    """A cell of the matrix. value: of demand at counter prices; stock: at cost; advice: to do."""

    cell: str
    materials: int
    asked_kg: Kg
    met_kg: Kg
    value: Rounded
    stock: Rounded
    advice: str


class MatrixOut(Out):
    """The nine cells, AX to CZ; none without a whole month."""

    months: DaysOut | None
    cells: list[CellOut]


class CellMaterialOut(Out):
    """A material in a cell. variation: the coefficient of its months, null without demand."""

    material: str
    asked_kg: Kg
    met_kg: Kg
    variation: Rounded | None
    value: Rounded
    stock: Rounded


class ForetoldOut(Out):
    """Kg forecast and asked for; error_kg without regard to its sign, material by material."""

    forecast_kg: Kg
    came_kg: Kg
    error_kg: Kg
    bias_percent: Rounded | None
    off_percent: Rounded | None


class MonthForetoldOut(ForetoldOut):
    """A month that was forecast."""

    month: date


class ClassForetoldOut(ForetoldOut):
    """A class of demand as it was when the forecasts were made."""

    demand_class: str


class MaterialForetoldOut(ForetoldOut):
    """A material."""

    material: str


class ForecastsOut(Out):
    """Forecasts against what came. worst: the ten materials most kg off."""

    months: DaysOut | None
    whole: ForetoldOut
    by_month: list[MonthForetoldOut]
    by_class: list[ClassForetoldOut]
    worst: list[MaterialForetoldOut]


class TurnedOut(Out):
    """A form's stock in rupiah at cost; closings: at the end of each month of the period."""

    form: str
    cost: Rounded
    pool_cost: Rounded
    mean_value: Rounded
    turns: Rounded | None
    days_of_stock: Rounded | None
    closings: list[Rounded]


class TurnsOut(Out):
    """Turns a year. period: from the first day of the books on; null before that."""

    period: DaysOut | None
    whole: TurnedOut | None
    forms: list[TurnedOut]


class LyingOut(Out):
    """Materials that lie there, and what they cost."""

    materials: int
    mass_kg: Kg
    value: Rounded


class DeadOut(Out):
    """A form's stock today, and what of it was not asked for in 180 and in 365 days."""

    form: str
    stock: LyingOut
    half_year: LyingOut
    year: LyingOut
