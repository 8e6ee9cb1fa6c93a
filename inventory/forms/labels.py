"""Which labels, on which paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.documents.labels import PAPERS
from inventory.services.labelling import Wanted
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import QuantityField

_ASKED = ("reference", "material", "rack", "q")


class LabelForm(ActForm):
    """The paper and the bundles; what the labels are of stands in hidden fields."""

    of = forms.ChoiceField(
        choices=[("lots", ""), ("racks", "")], widget=forms.HiddenInput, required=False
    )
    lot = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)
    reference = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    material = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    rack = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    q = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[(key, paper.name) for key, paper in PAPERS.items()]
    )
    start = QuantityField(
        label=_("Start at label"),
        required=False,
        help_text=_("On a part-used sheet: counted from the top left, row by row."),
    )
    bundle_pieces = QuantityField(
        label=_("Pieces in a bundle"),
        required=False,
        help_text=_("Each bundle gets a label, the last one the rest. Empty: one label per lot."),
    )

    def wanted(self) -> Wanted:
        """Return what was asked for as the act takes it."""
        typed: dict[str, Any] = self.cleaned_data
        return Wanted(
            of="racks" if typed["of"] == "racks" else "lots",
            lots=tuple(number for number in typed["lot"].split(",") if number.strip()),
            paper=typed["paper"],
            bundle_pieces=typed.get("bundle_pieces"),
            start=typed["start"] or 1,
            **{name: typed[name].strip() for name in _ASKED},
        )
