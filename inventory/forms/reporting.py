"""What narrows the accountant's reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.models import Place
from inventory.rules.reordering.matrix import CELLS
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, QuantityField
from materialcenter.person import Person


class _OfMaterial(ActForm):
    material = forms.CharField(label=_("Material"), required=False, max_length=30)

    def clean_material(self) -> str:
        """Write the code as the catalogue does."""
        return str(self.cleaned_data["material"]).strip().upper()


class AsOfFilter(_OfMaterial):
    """Stock of a day, of a material, on a rack."""

    until = DayField(label=_("At the end of"), required=False)
    rack = forms.ChoiceField(label=_("Rack"), required=False)

    def __init__(self, data: Any, *, person: Person) -> None:
        super().__init__(data)
        racks = Place.objects.visible_to(person).racks().order_by("code")
        self.fields["rack"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, code) for code in racks.values_list("code", flat=True)),
        ]


class ValueFilter(AsOfFilter):
    """What the stock is worth, by material or by lot."""

    by = forms.ChoiceField(
        label=_("Lines"),
        required=False,
        choices=[("", _("By material")), ("lot", _("By lot"))],
    )


class CardFilter(_OfMaterial):
    """The card of a material or a lot over days."""

    lot = forms.CharField(label=_("Lot"), required=False, max_length=40)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)
    field_order = ["material", "lot", "since", "until"]

    def clean_lot(self) -> str:
        """Write the number as lots do."""
        return str(self.cleaned_data["lot"]).strip().upper()


class LossFilter(_OfMaterial):
    """What was lost over days, of a material."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)


class SlowFilter(ActForm):
    """What did not go within so many days."""

    days = QuantityField(label=_("Did not go in (days)"), required=False, least=1)


class WatchFilter(ActForm):
    """How the stock did over days."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)


class CellFilter(WatchFilter):
    """A cell of the ABC-XYZ matrix, the first without a word, over days."""

    cell = forms.ChoiceField(
        label=_("Cell"), required=False, choices=[(cell, cell) for cell in CELLS]
    )
    field_order = ["cell", "since", "until"]

    def clean_cell(self) -> str:
        """Take the cell that the list shows first for none."""
        return str(self.cleaned_data["cell"]) or CELLS[0]
