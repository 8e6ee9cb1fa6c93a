"""What the watching of stock is asked, and the words that its parts share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from inventory.documents.report import Report
from inventory.reports.watching import Period
from inventory.services.reporting.asking import Asked
from materialcenter.errors import Invalid
from materialcenter.formats import day, kg, locale
from materialcenter.person import Role

MAY_WATCH = (Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)
# The running month and the eleven before it.
USUAL_DAYS = 330
MOST_DAYS = 3 * 366
EARLIEST = date(2000, 1, 1)
# How many lines of a long list a page shows and a file holds; each says so.
LINES_SHOWN = 10
LINES_KEPT = 1_000
NARROW_BY = gettext_lazy("a shorter period")
CLASS_NAMES = {
    "smooth": gettext_lazy("smooth"),
    "erratic": gettext_lazy("erratic"),
    "intermittent": gettext_lazy("intermittent"),
    "lumpy": gettext_lazy("lumpy"),
    "none": pgettext_lazy("class of demand", "not planned yet"),
}


class PeriodTooLong(Invalid):
    """More days than can be watched at once."""

    code = "period_too_long"
    sentence = gettext_lazy("Ask about three years at most, and about none before 2000.")


@dataclass(frozen=True)
class Section:
    """A subject of the watching: what it says, and its reports by what their files are asked by.

    lead: how it is counted, in a sentence or two.
    """

    key: str
    title: str
    lead: str
    reports: Mapping[str, Report]


def period_of(asked: Asked) -> Period:
    """Return the days asked about, usually a year of months. Raises BadPeriod, PeriodTooLong."""
    if asked.on < EARLIEST:
        raise PeriodTooLong(field="until")
    period = Period(*asked.period(usual_days=USUAL_DAYS))
    if period.days > MOST_DAYS or period.since < EARLIEST:
        raise PeriodTooLong(field="since")
    return period


def months_over(asked: Asked) -> Period | None:
    """Return the whole months of the period that are over. Raises as `period_of`."""
    period = period_of(asked)
    # Today is not over yet, so its month is not either.
    return Period(period.since, min(period.until, asked.yesterday)).whole_months


def days_in_words(period: Period) -> str:
    """Write a period: 1 March 2026 to 31 March 2026."""
    return _("%(since)s to %(until)s") % {"since": day(period.since), "until": day(period.until)}


def file_name(key: str, period: Period) -> str:
    """Name a part's files."""
    return f"{key}-{period.since.isoformat()}-{period.until.isoformat()}"


def short_month(first: date) -> str:
    """Write a month under a chart: Mar 26."""
    return format_date(first, "MMM yy", locale=locale())


def about(mass_kg: Decimal) -> str:
    """Write a sum in whole kg: the tables below it have the grams."""
    return kg(mass_kg.quantize(Decimal(1)))


def part_of(number: Decimal, whole: Decimal) -> Decimal | None:
    """Return a part in percent; None where there is no whole."""
    return number * 100 / whole if whole else None
