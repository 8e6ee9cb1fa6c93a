"""What was handed over, with what each line was billed and what a pool saved on it."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Round

from materialcenter.person import Person
from orders.models import DeliveryNote, DeliveryNoteLine, WeightBasis

_EXACT: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=30, decimal_places=5)
_WHOLE: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=30, decimal_places=0)
_CLEARING = "share__allocation__pool_material__clearing"


def lines_handed_over(person: Person) -> QuerySet[DeliveryNoteLine, Any]:
    """Return delivery notes' lines with `billed` and `saved`, each line in whole rupiah.

    A line of a pool is billed as the pool's price is meant, by table weight or as weighed.
    saved: what the counter, at its price when the pool was cleared, would have asked above
    that; null for what was no pool's.
    """
    by_table = When(
        **{f"{_CLEARING}__offer__weight_basis": WeightBasis.TABLE},
        pieces__gt=0,
        material__piece_mass_kg__isnull=False,
        then=F("pieces") * F("material__piece_mass_kg"),
    )
    counter = Cast(KeyTextTransform("counter_price", f"{_CLEARING}__inputs"), _EXACT)
    return (
        DeliveryNoteLine.objects.filter(note__in=DeliveryNote.objects.visible_to(person))
        .annotate(billed_kg=Case(by_table, default=F("mass_kg"), output_field=_EXACT))
        .annotate(
            billed=_times("billed_kg", F("price_per_kg")),
            saved=_times("billed_kg", counter - F("price_per_kg")),
        )
    )


def _times(kg: str, price: Any) -> Round:
    return Round(F(kg) * price, output_field=_WHOLE)
