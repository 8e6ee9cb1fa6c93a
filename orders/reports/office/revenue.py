"""The center's revenue year by year, against its targets.

Revenue is the service margin: what workshops were billed, net, less what the goods cost
that they took. The turnover is no measure of it. The center passes most of the steel's
price on to the mill, so a year of higher steel prices would look like a better year for
the center. And the figures that the office set (Rp 550 million reached in 2023, Rp 600
million for 2024) would, as turnover, be some 45 t of plate a year at the counter's price,
where the center had handed out 1 400 t by May 2023.
"""

from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from inventory import catalogue
from materialcenter.person import Person
from materialcenter.rules.money import whole_rupiah
from orders.models import CreditNote, YearTarget
from orders.reports.office.shapes import Revenue
from orders.reports.office.sold import lines_handed_over
from orders.reports.office.span import start_of

REVENUE_YEARS = 5


def revenues(person: Person, *, until: int, years: int = REVENUE_YEARS) -> tuple[Revenue, ...]:
    """Return what the center earned in each of some years, the oldest first. Four statements.

    until: the last year. A year without anything is there with zeros.
    """
    first = until - years + 1
    since, before = start_of(first), start_of(until + 1)
    sold = dict(
        lines_handed_over(person)
        .filter(note__handed_at__gte=since, note__handed_at__lt=before)
        .order_by()
        .values_list(ExtractYear("note__handed_at"))
        .annotate(Sum("billed"))
    )
    credited = dict(
        CreditNote.objects.visible_to(person)
        .filter(issued_at__gte=since, issued_at__lt=before, invoice__isnull=False)
        .order_by()
        .values_list(ExtractYear("issued_at"))
        .annotate(Sum("net"))
    )
    costs = catalogue.cost_of_goods_by_year(person.center_id, since=since, before=before)
    targets = YearTarget.objects.visible_to(person).filter(year__range=(first, until))
    set_for = {target.year: target for target in targets}
    return tuple(
        Revenue(
            year=year,
            turnover=int(sold.get(year, 0)) - credited.get(year, 0),
            cost=whole_rupiah(costs.get(year, Decimal(0))),
            target=set_for[year].revenue if year in set_for else None,
            reported=set_for[year].reported if year in set_for else None,
        )
        for year in range(first, until + 1)
    )
