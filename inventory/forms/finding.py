"""What narrows a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.models import Grade, Material, Place
from materialcenter.person import Person

_SEARCH = {"type": "search", "autocomplete": "off"}


class StockFilter(forms.Form):
    """Narrow the list of materials."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=60, widget=forms.TextInput(_SEARCH)
    )
    form = forms.ChoiceField(label=_("Form"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, data: object, *, person: Person) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        grades = Grade.objects.filter(center_id=person.center_id).values_list("code", flat=True)
        self.fields["form"].choices = [("", _("All")), *Material.Form.choices]  # type: ignore[attr-defined]
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, code) for code in grades.order_by("code")),
        ]


class LotFilter(forms.Form):
    """Narrow the list of lots."""

    q = forms.CharField(
        label=_("Lot or heat number, or a label"),
        required=False,
        max_length=600,
        widget=forms.TextInput(_SEARCH),
    )
    material = forms.CharField(label=_("Material"), required=False, max_length=30)
    rack = forms.ChoiceField(label=_("Rack"), required=False)

    def __init__(self, data: object, *, person: Person) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        racks = Place.objects.visible_to(person).racks().order_by("code")
        self.fields["rack"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, code) for code in racks.values_list("code", flat=True)),
        ]


class LedgerFilter(forms.Form):
    """Narrow the ledger."""

    lot = forms.CharField(label=_("Lot"), required=False, max_length=30)
    material = forms.CharField(label=_("Material"), required=False, max_length=30)
    reference = forms.CharField(label=_("Document"), required=False, max_length=60)
