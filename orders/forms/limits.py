"""Forms of limits: how much more may come, and how far an invoice may be off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, PercentField, RupiahField

EMPTY = _("Empty: no limit of this kind. Of two that are set the smaller counts.")


class ReceiptLimitForm(ActForm):
    """How much more than ordered may come from a supplier of a material."""

    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    material = forms.CharField(
        label=_("Material"),
        max_length=30,
        required=False,
        help_text=_("Empty: every material."),
        widget=forms.TextInput({"list": "materials", "autocomplete": "off"}),
    )
    over_percent = PercentField(label=_("May come on top (%)"))
    over_kg = KgField(
        label=_("May come on top (kg)"),
        required=False,
        least=0,
        help_text=_("Empty: the percentage alone. Of the two the smaller counts."),
    )

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All suppliers"))
        self.fields["supplier"].choices = [every, *suppliers]  # type: ignore[attr-defined]


class MatchLimitsForm(ActForm):
    """How far a supplier's invoice may be off, above and below."""

    price_percent = PercentField(label=_("Price above (%)"), required=False, help_text=EMPTY)
    price_rupiah = RupiahField(label=_("Price above (Rp per order line)"), required=False, least=0)
    quantity_percent = PercentField(label=_("Quantity above (%)"), required=False)
    quantity_kg = KgField(label=_("Quantity above (kg per order line)"), required=False, least=0)
    freight_percent = PercentField(label=_("Freight above (%)"), required=False)
    freight_rupiah = RupiahField(label=_("Freight above (Rp per order)"), required=False, least=0)
    vat_rupiah = RupiahField(label=_("VAT off (Rp per invoice)"), least=0)
    price_under_percent = PercentField(
        label=_("Price below (%)"),
        required=False,
        help_text=_("What is below is told and never held. Empty: not told by this figure."),
    )
    price_under_rupiah = RupiahField(
        label=_("Price below (Rp per order line)"), required=False, least=0
    )
    quantity_under_percent = PercentField(label=_("Quantity below (%)"), required=False)
    quantity_under_kg = KgField(
        label=_("Quantity below (kg per order line)"), required=False, least=0
    )
