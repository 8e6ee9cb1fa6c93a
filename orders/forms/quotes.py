"""Forms of firm quotes: asking one more supplier, entering an answer, declining."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, PriceField, QuantityField, RupiahField
from orders.models import WeightBasis


class AskSupplierForm(ActForm):
    """One more supplier, and what it is asked for."""

    supplier = forms.ChoiceField(label=_("Supplier"))
    materials = forms.MultipleChoiceField(
        label=_("Materials"), widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"})
    )

    def __init__(
        self,
        *args: Any,
        suppliers: Sequence[tuple[str, str]],
        codes: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]
        self.fields["materials"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class StandForm(ActForm):
    """The number or name that the supplier confirmed under."""

    reference = forms.CharField(label=_("Supplier's number"), max_length=40, required=False)


class QuoteForm(StandForm):
    """What goes for a whole answer."""

    document = forms.FileField(
        label=_("The supplier's quotation"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
    )


class QuoteRow(ActForm):
    """The firm answer for one material; up to three prices by quantity."""

    material = forms.CharField(widget=forms.HiddenInput)
    price_per_kg = PriceField(label=_("Price (Rp/kg)"))
    weight_basis = forms.ChoiceField(label=_("Price per kg of"), choices=WeightBasis)
    minimum_kg = KgField(label=_("Minimum order (kg)"), required=False, least=0)
    pack = QuantityField(label=_("Multiple"), required=False)
    freight_per_kg = PriceField(label=_("Freight (Rp/kg)"), required=False, least=0)
    freight_fixed = RupiahField(label=_("Freight (Rp per order)"), required=False, least=0)
    lead_time_days = QuantityField(label=_("Lead time (days)"), required=False, least=0)
    valid_until = DayField(label=_("Valid until"), required=False)
    from_kg_2 = KgField(label=_("From (kg)"), required=False, least=0)
    price_per_kg_2 = PriceField(label=_("Price from there (Rp/kg)"), required=False)
    from_kg_3 = KgField(label=_("From (kg)"), required=False, least=0)
    price_per_kg_3 = PriceField(label=_("Price from there (Rp/kg)"), required=False)

    TERMS = (
        "price_per_kg",
        "weight_basis",
        "minimum_kg",
        "pack",
        "freight_per_kg",
        "freight_fixed",
        "lead_time_days",
        "valid_until",
    )
    FURTHER = ("from_kg_2", "price_per_kg_2", "from_kg_3", "price_per_kg_3")

    def clean(self) -> dict[str, Any]:
        """Ask for both halves of a further price."""
        data = super().clean() or {}
        for n in ("2", "3"):
            mass, price = data.get(f"from_kg_{n}"), data.get(f"price_per_kg_{n}")
            if (mass is None) != (price is None) and not self.errors:
                missing = f"from_kg_{n}" if mass is None else f"price_per_kg_{n}"
                self.add_error(missing, _("A further price has a quantity and a price."))
        return data

    @property
    def terms(self) -> list[forms.BoundField]:
        """Return the fields that every answer has."""
        return [self[name] for name in self.TERMS]

    @property
    def further(self) -> list[forms.BoundField]:
        """Return the fields of further prices."""
        return [self[name] for name in self.FURTHER]

    @property
    def has_further(self) -> bool:
        """Say whether something of the further prices is typed or wrong."""
        return any(field.value() or field.errors for field in self.further)
