"""Reading what a year held, by cluster and trade: five statements, however much it was."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import CreditNote, DeliveryNote, YearTarget
from orders.reports.office.shapes import Cell, OfficeYear, Sums, Taken
from orders.reports.office.sold import lines_handed_over
from orders.reports.office.span import start_of

_Whose = tuple[str, str]
_WHOSE = {"cluster": F("workshop__cluster"), "trade": F("workshop__trade")}


def office_years(person: Person, *, on: date) -> list[int]:
    """List the years that can be asked for, the newest first: from the first known on, with `on`'s.

    Three statements.
    """
    first_note = DeliveryNote.objects.visible_to(person).aggregate(at=Min("handed_at"))["at"]
    first_past = catalogue.past_issues(person).aggregate(on=Min("issued_on"))["on"]
    targets = YearTarget.objects.visible_to(person).values_list("year", flat=True)
    known = {on.year, *targets}
    known |= {day.year for day in (first_note, first_past) if day is not None}
    return list(range(max(known), min(known) - 1, -1))


def office_year(person: Person, year: int) -> OfficeYear:
    """Read what a year held. Four statements."""
    cells = _workshops(person, year)
    taken: defaultdict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for row in _sold(person, year):
        taken[_place(row)] += row["kg"]
        _add(cells, row, mass_kg=row["kg"], pool_kg=row["of_pools"] or Decimal(0))
        _add(cells, row, turnover=int(row["amount"]))
        _add(cells, row, saving=int(row["saved"] or 0))
    for row in _of_old_books(person, year):
        taken[_place(row)] += row["kg"]
        _add(cells, row, mass_kg=row["kg"], old_kg=row["kg"])
    for row in _credited(person, year):
        _add(cells, row, turnover=-row["net"])
    return OfficeYear(
        year,
        tuple(Cell(*whose, sums) for whose, sums in sorted(cells.items())),
        tuple(Taken(*place, kg) for place, kg in sorted(taken.items())),
    )


def _add(cells: dict[_Whose, Sums], row: Mapping[str, Any], **amounts: Any) -> None:
    whose = row["cluster"], row["trade"]
    sums = cells.get(whose, Sums())
    more = {name: getattr(sums, name) + amount for name, amount in amounts.items()}
    cells[whose] = replace(sums, **more)


def _place(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return row["cluster"], row["trade"], row["form"], row["code"]


def _workshops(person: Person, year: int) -> dict[_Whose, Sums]:
    """Count the workshops of each cluster and trade."""
    notes = DeliveryNote.objects.visible_to(person).filter(_in_year("handed_at", year))
    past = catalogue.past_issues(person).filter(issued_on__year=year)
    served = Q(Exists(notes.filter(workshop=OuterRef("pk")))) | Q(
        Exists(past.filter(workshop=OuterRef("pk")))
    )
    coached, partnered = ~Q(coaching_programme=""), ~Q(tier_one_partner="")
    took, on_register = Q(is_served=True), Q(is_active=True) | Q(is_served=True)
    rows = (
        Workshop.objects.visible_to(person)
        .annotate(is_served=served)
        .order_by()
        .values("cluster", "trade")
        .annotate(
            registered=Count("pk", filter=on_register),
            served=Count("pk", filter=took),
            coached=Count("pk", filter=on_register & coached),
            coached_served=Count("pk", filter=took & coached),
            partnered=Count("pk", filter=on_register & partnered),
            partnered_served=Count("pk", filter=took & partnered),
        )
    )
    cells: dict[_Whose, Sums] = {}
    for row in rows:
        counts: dict[str, Any] = {
            name: n for name, n in row.items() if name not in ("cluster", "trade")
        }
        cells[row["cluster"], row["trade"]] = Sums(**counts)
    return cells


def _sold(person: Person, year: int) -> Iterable[Mapping[str, Any]]:
    return (
        lines_handed_over(person)
        .filter(_in_year("note__handed_at", year))
        .order_by()
        .values(
            cluster=F("note__workshop__cluster"),
            trade=F("note__workshop__trade"),
            form=F("material__form"),
            code=F("material__code"),
        )
        .annotate(
            kg=Sum("mass_kg"),
            of_pools=Sum("mass_kg", filter=Q(note__pool__isnull=False)),
            amount=Sum("billed"),
            saved=Sum("saved"),
        )
    )


def _of_old_books(person: Person, year: int) -> Iterable[Mapping[str, Any]]:
    return (
        catalogue.past_issues(person)
        .filter(issued_on__year=year)
        .order_by()
        .values(form=F("material__form"), code=F("material__code"), **_WHOSE)
        .annotate(kg=Sum("mass_kg"))
    )


def _credited(person: Person, year: int) -> Iterable[Mapping[str, Any]]:
    """Sum what was given back of bills; the rest of a deposit is no such thing."""
    return (
        CreditNote.objects.visible_to(person)
        .filter(_in_year("issued_at", year), invoice__isnull=False)
        .order_by()
        .values(**_WHOSE)
        .annotate(net=Sum("net"))
    )


def _in_year(field: str, year: int) -> Q:
    return Q(**{f"{field}__gte": start_of(year), f"{field}__lt": start_of(year + 1)})
