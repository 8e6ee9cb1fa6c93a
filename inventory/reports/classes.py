"""Classes of stock by value, and which lots on which racks are due to be counted."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate

from inventory.models import Balance, CountEntry, CountLine, CountRule, StockCount
from inventory.rules.counting import USUAL_LIMITS, ClassLimit, classify, counted_before
from materialcenter.person import Person

VALUE_CLASSES = tuple(limit.value_class for limit in USUAL_LIMITS)


def limits_of(center_id: int) -> tuple[ClassLimit, ...]:
    """Return the center's limits of each class, the usual ones where nobody changed them."""
    changed = {
        rule.value_class: ClassLimit(rule.value_class, rule.share_percent, rule.every_days)
        for rule in CountRule.objects.filter(center_id=center_id)
    }
    return tuple(changed.get(usual.value_class, usual) for usual in USUAL_LIMITS)


def classes_of(center_id: int, limits: Sequence[ClassLimit]) -> Mapping[int, str]:
    """Return the class of each material that lies in the yard, by what lies there is worth."""
    worth = list(
        Balance.objects.filter(center_id=center_id, on_hand_kg__gt=0)
        .values("material_id")
        .annotate(worth=Sum("value"))
        .order_by("material_id")
        .values_list("material_id", "worth")
    )
    found = classify([value for _material, value in worth], limits)
    return {material: name for (material, _value), name in zip(worth, found, strict=True)}


def lying_in(center_id: int, value_class: str) -> QuerySet[Balance]:
    """Return what lies in the yard of the materials of a class."""
    classes = classes_of(center_id, limits_of(center_id))
    materials = [material for material, name in classes.items() if name == value_class]
    return Balance.objects.filter(center_id=center_id, on_hand_kg__gt=0, material_id__in=materials)


def due_balances(person: Person, *, on: date) -> QuerySet[Balance]:
    """Return what lies in the yard and is due to be counted, and on no open count.

    Annotated with `counted_on`, the day it was last counted and approved, or received.
    """
    limits = limits_of(person.center_id)
    last_days = counted_before(limits, today=on)
    is_due = Q(pk__in=[])
    for value_class, materials in _by_class(classes_of(person.center_id, limits)).items():
        is_due |= Q(material_id__in=materials, counted_on__lte=last_days[value_class])
    return (
        Balance.objects.visible_to(person)
        .filter(on_hand_kg__gt=0)
        .annotate(counted_on=Coalesce(_last_counted(), F("received_on")))
        .filter(is_due)
        .exclude(_being_counted())
    )


def _by_class(classes: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for material, value_class in classes.items():
        found.setdefault(value_class, []).append(material)
    return found


def _last_counted() -> Subquery:
    entries = CountEntry.objects.filter(
        line__lot=OuterRef("lot"),
        line__place=OuterRef("place"),
        line__count__status=StockCount.Status.APPROVED,
    ).order_by("-counted_at")
    return Subquery(entries.values(day=TruncDate("counted_at"))[:1])


def _being_counted() -> Exists:
    return Exists(
        CountLine.objects.filter(lot=OuterRef("lot"), place=OuterRef("place"), is_open=True)
    )
