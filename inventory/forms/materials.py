"""Forms of the catalogue and of reordering."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.models import Grade, Material
from inventory.services.cataloguing import DIMENSIONS, Piece
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import (
    KgField,
    NumberField,
    PercentField,
    PriceField,
    QuantityField,
)
from materialcenter.person import Person


class MmField(NumberField):
    """A length in millimetres, to the hundredth."""

    places = 2
    affixes = ("mm",)


class PieceForm(ActForm):
    """What a material is."""

    form = forms.ChoiceField(label=_("Form"))
    grade = forms.ChoiceField(label=_("Grade"))
    thickness_mm = MmField(label=_("Thickness (mm)"), required=False)
    width_mm = MmField(label=_("Width (mm)"), required=False)
    length_mm = MmField(label=_("Length (mm)"), required=False)
    diameter_mm = MmField(
        label=_("Diameter or side (mm)"),
        required=False,
        help_text=_("Of a round bar or pipe its diameter, of a square or hexagon bar its side."),
    )
    root_radius_mm = MmField(
        label=_("Root radius R (mm)"), required=False, least=0, help_text=_("Only of an angle.")
    )
    toe_radius_mm = MmField(
        label=_("Toe radius r (mm)"), required=False, least=0, help_text=_("Only of an angle.")
    )

    fixed_value_per_kg = PriceField(
        label=_("Booked at, as scrap (Rp/kg)"),
        required=False,
        least=Decimal(0),
        help_text=_("Only of what is kept by weight: what scrap of a cut is worth in the books."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = Grade.objects.filter(center_id=person.center_id).order_by("code")
        self.fields["form"].choices = Material.Form.choices  # type: ignore[attr-defined]
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            (grade.code, f"{grade.code} {grade.standard}".strip()) for grade in grades
        ]

    def piece(self) -> Piece:
        """Return what was typed as the act takes it."""
        typed = self.cleaned_data
        return Piece(
            form=typed["form"],
            grade=typed["grade"],
            dimensions={name: typed[name] for name in DIMENSIONS},
        )


class MaterialForm(PieceForm):
    """A new material."""

    field_order = ("code",)
    code = forms.CharField(
        label=_("Code"), max_length=30, help_text=_("Capital letters, such as SPHC-2-4X8.")
    )
    counter_price_per_kg = PriceField(label=_("Counter price (Rp/kg)"))


class ChangeMaterialForm(PieceForm):
    """A material's correction."""

    is_active = forms.BooleanField(label=_("On the list"), required=False)


class CounterPriceForm(ActForm):
    """A new counter price."""

    counter_price_per_kg = PriceField(label=_("Counter price (Rp/kg)"))


class ReorderPointForm(ActForm):
    """A material's levels, set by hand."""

    reorder_point_kg = KgField(label=_("Reorder point (kg)"), least=Decimal(0))
    order_up_to_kg = KgField(
        label=_("Order up to (kg)"),
        least=Decimal(0),
        help_text=_("An alert is raised when less than the reorder point is available or coming."),
    )


class PlanningForm(ActForm):
    """What a material is planned by; empty is the center's usual."""

    fill_rate_percent = PercentField(
        label=_("Target fill rate (%)"),
        required=False,
        help_text=_("This part of the kg asked for is to be met from the rack. Empty: 95 %."),
    )
    lead_time_days = QuantityField(
        label=_("Lead time (days)"),
        required=False,
        least=0,
        help_text=_("Empty: what its suppliers said and really took."),
    )
    multiple_kg = KgField(
        label=_("Ordered in multiples of (kg)"),
        required=False,
        help_text=_("Empty: whole packs of the supplier."),
    )
