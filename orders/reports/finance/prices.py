"""What a kg of a material was offered at, and what was paid for it, against time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from inventory import catalogue
from materialcenter.person import Person
from orders.models import Offer, SupplierInvoice, SupplierInvoiceLine

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class PricePoint:
    """A price per kg from a day on; until: the day from which it holds no more, None for now."""

    since: date
    price_per_kg: Decimal
    until: date | None = None


@dataclass(frozen=True)
class SupplierPrices:
    """One supplier's offers of a material over time, the lowest price of each, before freight."""

    code: str
    name: str
    offers: tuple[PricePoint, ...]

    def price_on(self, day: date) -> Decimal | None:
        """Return what it asked on a day; None where it offered nothing."""
        held = [
            point
            for point in self.offers
            if point.since <= day and (point.until is None or day < point.until)
        ]
        return held[-1].price_per_kg if held else None


@dataclass(frozen=True)
class Prices:
    """A material's prices until a day. paid: a day's kg at their mean price, the oldest first."""

    on: date
    material: str
    suppliers: tuple[SupplierPrices, ...]
    paid: tuple[PricePoint, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day on which a price began, ended or was paid, in order, the last one too."""
        days = {point.since for point in self.paid} | {self.on}
        for supplier in self.suppliers:
            days |= {point.since for point in supplier.offers}
            days |= {point.until for point in supplier.offers if point.until is not None}
        return tuple(sorted(days))

    def last_paid_on(self, day: date) -> Decimal | None:
        """Return what was paid last by a day; None where nothing was yet."""
        by_then = [point.price_per_kg for point in self.paid if point.since <= day]
        return by_then[-1] if by_then else None


def priced_materials(person: Person) -> list[str]:
    """Return the codes of materials that were ever offered or billed, most billed first.

    Two statements.
    """
    billed = (
        _billed(person)
        .order_by()
        .values(code=F("order_line__material__code"))
        .annotate(kg=Sum("mass_kg"))
        .order_by("-kg", "code")
        .values_list("code", flat=True)
    )
    offered = (
        Offer.objects.visible_to(person)
        .order_by("material__code")
        .values_list("material__code", flat=True)
        .distinct()
    )
    return list(dict.fromkeys([*billed, *offered]))


def prices_of(material: catalogue.Material, person: Person, *, on: date) -> Prices:
    """Gather what a material was offered at and what was paid for it until a day. Two statements.

    An offer counts at its lowest price, from the day it holds until it was replaced or ran
    out. Paid is what stands on suppliers' invoices that were not refused, by their date.
    """
    found: defaultdict[tuple[str, str], list[PricePoint]] = defaultdict(list)
    offers = (
        Offer.objects.visible_to(person)
        .filter(material_id=material.pk, valid_from__lte=on)
        .annotate(lowest=Min("tiers__price_per_kg"), replaced_on=TruncDate("replaced_at"))
        .order_by("supplier__code", "valid_from", "pk")
        .values_list(
            "supplier__code", "supplier__name", "valid_from", "lowest", "replaced_on", "valid_until"
        )
    )
    for code, name, since, lowest, replaced_on, valid_until in offers:
        ends = [day for day in (replaced_on, _day_after(valid_until)) if day and day <= on]
        if lowest is not None and min([*ends, date.max]) > since:
            found[code, name].append(PricePoint(since, lowest, min(ends, default=None)))
    paid = (
        _billed(person)
        .filter(order_line__material_id=material.pk, invoice__invoiced_on__lte=on)
        .order_by("invoice__invoiced_on")
        .values_list("invoice__invoiced_on")
        .annotate(Sum("mass_kg"), Sum("amount"))
    )
    return Prices(
        on,
        material.code,
        tuple(SupplierPrices(code, name, tuple(points)) for (code, name), points in found.items()),
        tuple(PricePoint(day, _mean(amount, mass_kg)) for day, mass_kg, amount in paid),
    )


def _billed(person: Person) -> QuerySet[SupplierInvoiceLine, Any]:
    invoices = SupplierInvoice.objects.visible_to(person).filter(
        ~Q(status=SupplierInvoice.Status.REFUSED)
    )
    return SupplierInvoiceLine.objects.filter(invoice__in=invoices, order_line__isnull=False)


def _day_after(day: date | None) -> date | None:
    return None if day is None else date.fromordinal(day.toordinal() + 1)


def _mean(amount: int, mass_kg: Decimal) -> Decimal:
    return (Decimal(amount) / mass_kg).quantize(_CENT, ROUND_HALF_UP)
