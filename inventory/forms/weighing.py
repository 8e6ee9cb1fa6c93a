"""Forms of the weighbridge: tickets, scales, the tare book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.forms.lots import NOTHING_CHOSEN, Choices
from inventory.models import Material, Scale, ScaleReading, WeighTicket
from inventory.services.keeping_scales import ScaleSheet
from inventory.services.ticketing import Deductions
from inventory.services.weighing import Head, Weight, weight_of
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, PercentField
from materialcenter.models import Supplier
from materialcenter.person import Person

LARGEST_ID = 2**63 - 1
# What a clerk fills in for every truck; the rest can wait behind a fold.
MAIN_FIELDS = ("direction", "vehicle", "scale", "mass_kg", "from_tare_book")


class WeightForm(ActForm):
    """One weight: what is typed, what the scale said, or the tare book's."""

    mass_kg = KgField(
        label=_("Read by eye (kg)"),
        required=False,
        help_text=_("Leave empty when the scale was read or the tare book is used."),
    )
    from_tare_book = forms.BooleanField(label=_("Use the tare from the tare book"), required=False)
    reading = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )

    def weight(self) -> Weight:
        """Return the weight as the acts take it. Raises WeightMissing."""
        typed = self.cleaned_data
        return weight_of(
            mass_kg=typed["mass_kg"],
            reading_id=typed["reading"],
            from_book=typed.get("from_tare_book"),
        )


class HeadForm(ActForm):
    """What a ticket is about."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=WeighTicket.Direction.choices,
        initial=WeighTicket.Direction.IN,
        widget=forms.RadioSelect,
    )
    vehicle = forms.CharField(
        label=_("Vehicle"),
        max_length=20,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
        help_text=_("The number plate, such as G 1234 AB."),
    )
    driver = forms.CharField(label=_("Driver"), required=False, max_length=80)
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    workshop = forms.CharField(
        label=_("Workshop"),
        required=False,
        max_length=12,
        help_text=_("Its code, such as W0001."),
    )
    material = forms.ChoiceField(label=_("Material"), required=False)
    reference = forms.CharField(
        label=_("Belongs to"),
        required=False,
        max_length=60,
        help_text=_("Number of the purchase order, receipt or delivery note."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.visible_to(person).order_by("code")
        materials = Material.objects.visible_to(person).on_offer().order_by("code")
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *((supplier.code, str(supplier)) for supplier in suppliers),
        ]
        self.fields["material"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *((code, code) for code in materials.values_list("code", flat=True)),
        ]

    def head(self) -> Head:
        """Return what was typed as the acts take it."""
        typed = self.cleaned_data
        return Head(**{name: typed[name] for name in Head.__dataclass_fields__})


class NewTicketForm(HeadForm, WeightForm):
    """A ticket with its first weighing."""

    field_order = MAIN_FIELDS
    scale = forms.ChoiceField(label=_("Scale"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["scale"].choices = scale_choices(person)  # type: ignore[attr-defined]
        self.fields["from_tare_book"].help_text = _("Only for what goes out: loaded now.")

    @property
    def main(self) -> list[forms.BoundField]:
        """Return the fields that every truck needs."""
        return [self[name] for name in MAIN_FIELDS]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields that may stay empty."""
        return [field for field in self.visible_fields() if field.name not in MAIN_FIELDS]


class DeductionsForm(ActForm):
    """What is deducted of the net."""

    dirt_percent = PercentField(label=_("Dirt (%)"))
    moisture_percent = PercentField(label=_("Moisture (%)"))
    method = forms.ChoiceField(
        label=_("Method"),
        choices=WeighTicket.Method.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Additive takes both off the net; sequential takes the moisture off what is left"
            " when the dirt is off."
        ),
    )

    def deductions(self) -> Deductions:
        """Return what was typed as the acts take it."""
        return Deductions(**{n: self.cleaned_data[n] for n in Deductions.__dataclass_fields__})


class CorrectionForm(HeadForm, DeductionsForm):
    """The whole ticket as it should have been, and why."""

    field_order = ("reason", "first_kg", "second_kg", "direction", "vehicle")
    reason = forms.CharField(label=_("What was wrong"), max_length=200)
    first_kg = KgField(label=_("First weighing (kg)"))
    second_kg = KgField(label=_("Second weighing (kg)"))


class TareForm(WeightForm):
    """An empty vehicle for the tare book."""

    field_order = ("vehicle", "scale", "mass_kg")
    vehicle = forms.CharField(
        label=_("Vehicle"),
        max_length=20,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
    )
    scale = forms.ChoiceField(label=_("Scale"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["from_tare_book"]
        self.fields["mass_kg"].help_text = _("Leave empty when the scale was read.")
        self.fields["scale"].choices = scale_choices(person)  # type: ignore[attr-defined]


class ScaleForm(ActForm):
    """A scale, its legal mark and where it is read."""

    name = forms.CharField(label=_("Name"), max_length=80)
    capacity_kg = KgField(label=_("Capacity (kg)"))
    division_kg = KgField(label=_("Division (kg)"), help_text=_("The step in which it weighs."))
    verified_until = DayField(
        label=_("Tera holds until"),
        required=False,
        help_text=_("Tickets of a scale without a valid tera are flagged."),
    )
    address = forms.CharField(
        label=_("Address of the indicator"),
        required=False,
        max_length=120,
        help_text=_(
            "tcp://192.168.1.20:4001 or serial:///dev/ttyUSB0?baud=9600; empty is read by eye."
        ),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def sheet(self) -> ScaleSheet:
        """Return what was typed as the acts take it."""
        return ScaleSheet(**{n: self.cleaned_data[n] for n in ScaleSheet.__dataclass_fields__})


class NewScaleForm(ScaleForm):
    """A scale to add."""

    field_order = ("code",)
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Such as TB-1."))


class TicketFilter(forms.Form):
    """Narrow the list of tickets."""

    q = forms.CharField(
        label=_("Vehicle, ticket or document"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


def scale_choices(person: Person) -> Choices:
    """List the scales in use."""
    scales = Scale.objects.visible_to(person).filter(is_active=True)
    return [(scale.code, f"{scale.code} · {scale.name}") for scale in scales]


def reading_named(form: WeightForm, person: Person) -> ScaleReading | None:
    """Return the reading that a form holds, to be shown with it."""
    value = form["reading"].value()
    if not str(value or "").isdecimal() or not 0 < int(value) <= LARGEST_ID:
        return None
    readings = ScaleReading.objects.visible_to(person).filter(used_at=None)
    return readings.select_related("scale").filter(pk=int(value)).first()
