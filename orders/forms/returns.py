"""Forms of goods that go back to their supplier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, QuantityField
from orders.forms.pools import MomentField


class SupplierReturnForm(ActForm):
    """Why goods go back, with which vehicle, and when."""

    reason = forms.CharField(label=_("Why it goes back"), max_length=300)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=20, required=False)
    returned_at = MomentField(label=_("Sent back"), required=False, help_text=_("Empty: now."))


class GoingBackRow(ActForm):
    """What of a receipt's line goes back from one rack; an empty row stays."""

    line_no = forms.IntegerField(widget=forms.HiddenInput)
    rack = forms.CharField(max_length=30, widget=forms.HiddenInput)
    pieces = QuantityField(label=_("Pieces that go back"), required=False, least=0)
    mass_kg = KgField(
        label=_("Weight on the scale (kg)"),
        required=False,
        help_text=_("Empty: the part of what lies there that the pieces are."),
    )

    def clean(self) -> dict[str, Any]:
        """Take no pieces for none, as for what is kept by weight."""
        return {**self.cleaned_data, "pieces": self.cleaned_data.get("pieces") or 0}
