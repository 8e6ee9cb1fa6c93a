"""Forms of cutting: a job and its lines, a plan and its cuts, the search for remnants."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.forms.lots import NOTHING_CHOSEN, Choices, QuantityForm, rack_choices
from inventory.forms.materials import MmField
from inventory.models import CutOutput, Grade, Material
from inventory.rules.cutting import Wanted
from inventory.services.cutting import CutInto
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, QuantityField
from materialcenter.person import Person


class CutForm(QuantityForm):
    """What goes onto the bench."""

    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class CutIntoForm(ActForm):
    """A line of what came of it; one without a kind is left out."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    pieces = QuantityField(label=_("Pieces"), required=False, help_text=_("None for scrap."))
    length_mm = MmField(label=_("Length (mm)"), required=False)
    width_mm = MmField(label=_("Width (mm)"), required=False)
    mass_kg = KgField(
        label=_("Weighed (kg)"),
        required=False,
        help_text=_("Empty takes it from the size; scrap takes what is left but for the kerf."),
    )
    rack = forms.ChoiceField(label=_("Rack"), required=False)
    material = forms.ChoiceField(label=_("Scrap material"), required=False)
    label = forms.CharField(label=_("For"), required=False, max_length=60)

    def __init__(
        self, *args: Any, racks: Choices, scraps: Choices, is_flat: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [NOTHING_CHOSEN, *CutOutput.Kind.choices]  # type: ignore[attr-defined]
        self.fields["rack"].choices = [NOTHING_CHOSEN, *racks]  # type: ignore[attr-defined]
        self.fields["material"].choices = [NOTHING_CHOSEN, *scraps]  # type: ignore[attr-defined]
        if not is_flat:
            del self.fields["width_mm"]

    @property
    def is_left_out(self) -> bool:
        """Say whether nothing was chosen."""
        return not self.cleaned_data.get("kind")

    def into(self) -> CutInto:
        """Return the line as the act takes it."""
        typed = self.cleaned_data
        return CutInto(
            kind=typed["kind"],
            rack=typed["rack"],
            pieces=typed["pieces"] or 0,
            length_mm=typed["length_mm"],
            width_mm=typed.get("width_mm"),
            mass_kg=typed["mass_kg"],
            material=typed["material"],
            label=typed["label"],
        )


def cut_into_forms(
    data: Any,
    *,
    count: int,
    person: Person,
    is_flat: bool,
    initial: Sequence[dict[str, Any]] = (),
) -> list[CutIntoForm]:
    """Return a form per line; initial: what the first ones start with."""
    racks = rack_choices(person)
    scraps: Choices = [
        (code, code)
        for code in Material.objects.visible_to(person)
        .filter(unit=Material.Unit.KG, fixed_value_per_kg__isnull=False)
        .order_by("code")
        .values_list("code", flat=True)
    ]
    return [
        CutIntoForm(
            data,
            prefix=f"cut{n}",
            initial=initial[n] if n < len(initial) else {},
            racks=racks,
            scraps=scraps,
            is_flat=is_flat,
        )
        for n in range(count)
    ]


class PlanForm(ActForm):
    """Of what a plan is, and how wide the saw cuts."""

    material = forms.ChoiceField(label=_("Material"))
    kerf_mm = MmField(label=_("Kerf (mm)"), least=0, initial=Decimal(3))
    uses_remnants = forms.BooleanField(label=_("Use remnants first"), required=False, initial=True)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Material.objects.visible_to(person).on_offer().filter(piece_mass_kg__isnull=False)
        self.fields["material"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *((code, code) for code in codes.order_by("code").values_list("code", flat=True)),
        ]


class WantedForm(ActForm):
    """A cut that is wanted; a line without a length is left out."""

    length_mm = MmField(label=_("Length (mm)"), required=False)
    width_mm = MmField(
        label=_("Width (mm)"), required=False, help_text=_("Of a sheet; empty for a bar.")
    )
    pieces = QuantityField(label=_("Pieces"), required=False)
    may_turn = forms.BooleanField(label=_("May lie across the grain"), required=False, initial=True)
    label = forms.CharField(label=_("For"), required=False, max_length=60)

    @property
    def is_left_out(self) -> bool:
        """Say whether nothing was typed."""
        return self.cleaned_data.get("length_mm") is None

    def wanted(self) -> Wanted:
        """Return the cut as the act takes it."""
        typed = self.cleaned_data
        return Wanted(
            length_mm=typed["length_mm"],
            pieces=typed["pieces"] or 0,
            width_mm=typed["width_mm"],
            may_turn=typed["may_turn"],
            label=typed["label"],
        )


def wanted_forms(data: Any, *, count: int) -> list[WantedForm]:
    """Return a form per cut."""
    return [WantedForm(data, prefix=f"cut{n}") for n in range(count)]


class RemnantFilter(forms.Form):
    """Search remnants by the least size that would do."""

    length_mm = MmField(label=_("At least long (mm)"), required=False)
    width_mm = MmField(label=_("At least wide (mm)"), required=False)
    thickness_mm = MmField(label=_("Thickness or diameter (mm)"), required=False)
    grade = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, data: object, *, person: Person) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        grades = Grade.objects.filter(center_id=person.center_id).values_list("code", flat=True)
        self.fields["grade"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((code, code) for code in grades.order_by("code")),
        ]
