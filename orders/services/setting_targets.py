"""Setting what revenue a center is to reach in a year, and what it reported of years before."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.models import Center, Role
from materialcenter.person import Person
from orders.models import YearTarget

SETTERS = (Role.SUPERVISOR,)
FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST = 10**15


class BadYear(Invalid):
    """A year that no report can be of."""

    code = "year_out_of_range"
    sentence = _("Name a year from %(first)s to %(last)s.")


class BadRevenue(Invalid):
    """A target or a reported revenue that no center can have."""

    code = "revenue_out_of_range"
    sentence = _("A target is more than zero, a reported revenue zero or more.")


@command
def set_year_target(
    *, year: int, revenue: int | None, reported: int | None, by: Person, at: datetime
) -> None:
    """Set the revenue to reach in a year and the one reported of it, whole rupiah.

    None takes either away; with both None nothing is kept of the year. Raises WrongRole,
    BadYear, BadRevenue. Two at once: the later one stands.
    """
    by.must_be(*SETTERS)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadYear(field="year", first=FIRST_YEAR, last=LAST_YEAR)
    if revenue is not None and not 0 < revenue <= LARGEST:
        raise BadRevenue(field="revenue")
    if reported is not None and not 0 <= reported <= LARGEST:
        raise BadRevenue(field="reported")
    center = Center.objects.visible_to(by).select_for_update(no_key=True).get()
    if revenue is None and reported is None:
        YearTarget.objects.visible_to(by).filter(year=year).delete()
    else:
        YearTarget.objects.update_or_create(
            center=center, year=year, defaults={"revenue": revenue, "reported": reported}
        )
    audit.record(
        by=by,
        action="year_target.set",
        subject="Center",
        subject_id=center.pk,
        at=at,
        year=year,
        revenue=revenue,
        reported=reported,
    )
