"""Forms of racks and of the books."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.services.racking import LONGEST_BAY, Setting
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, NumberField, QuantityField

SPOT_FIELDS = ("map_x_m", "map_y_m", "map_width_m", "map_depth_m")


class MetreField(NumberField):
    """A length on the yard's floor, to the centimetre."""

    places = 2
    affixes = ("m",)


class RackChangeForm(ActForm):
    """What is known of a rack."""

    capacity_kg = KgField(
        label=_("Carries up to (kg)"),
        required=False,
        help_text=_("Nothing is put there beyond it. Empty where nobody knows."),
    )
    bay = forms.CharField(label=_("Bay"), max_length=LONGEST_BAY, required=False)
    walk_order = QuantityField(
        label=_("Order of walking"),
        required=False,
        least=0,
        help_text=_("Pick lists and counts go from the lowest number to the highest."),
    )
    map_x_m = MetreField(
        label=_("From the left (m)"),
        required=False,
        least=0,
        help_text=_("Where it stands on the map; empty is drawn in the rows of its bay."),
    )
    map_y_m = MetreField(label=_("From the top (m)"), required=False, least=0)
    map_width_m = MetreField(label=_("Width (m)"), required=False)
    map_depth_m = MetreField(label=_("Depth (m)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a position that is known in part."""
        typed: dict[str, Any] = super().clean() or {}
        lengths = [typed.get(name) for name in SPOT_FIELDS]
        if not self.errors and None in lengths and any(m is not None for m in lengths):
            missing = SPOT_FIELDS[lengths.index(None)]
            self.add_error(missing, _("A rack on the map needs all four measures, or none."))
        return typed

    def setting(self) -> Setting:
        """Return what was typed as the acts take it."""
        typed = self.cleaned_data
        x_m, y_m, width_m, depth_m = (typed[name] for name in SPOT_FIELDS)
        return Setting(
            capacity_kg=typed["capacity_kg"],
            bay=typed["bay"],
            walk_order=typed["walk_order"] or 0,
            spot=None if x_m is None else (x_m, y_m, width_m, depth_m),
        )


class RackForm(RackChangeForm):
    """A new rack."""

    field_order = ("code", "bay")
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Such as A-01."))


class ClosingForm(ActForm):
    """The last day of a period."""

    through = DayField(
        label=_("Close through"),
        help_text=_("Nothing can be dated on or before this day afterwards. It is not undone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = timezone.localdate().replace(day=1)
        self.initial.setdefault("through", first - timedelta(days=1))
