"""Fields that a scanner types into; their pages have a key for the camera beside them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.rules.labels import heat_in, lot_number_in, rack_code_in

LONGEST_TYPED = 600


class CodeForm(forms.Form):
    """A label, as scanned or typed."""

    code = forms.CharField(
        label=_("Lot number or label"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autofocus": True,
                "enterkeyhint": "go",
            }
        ),
    )


class _TypedByScanner(forms.CharField):
    """A text whose input takes a whole label, of which less than max_length is kept."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let a scanner type a whole label."""
        return {**super().widget_attrs(widget), "maxlength": str(LONGEST_TYPED)}


class LotField(_TypedByScanner):
    """A lot's number, typed or scanned."""

    scan = "lot"

    def to_python(self, value: Any) -> str:
        """Return the number."""
        return lot_number_in(super().to_python(value) or "")


class HeatField(_TypedByScanner):
    """A heat number, typed, or scanned from our label or a mill's tag."""

    scan = "heat"

    def to_python(self, value: Any) -> str:
        """Return the heat number."""
        return heat_in(super().to_python(value) or "")


class RackField(forms.ChoiceField):
    """A rack, chosen or scanned."""

    scan = "rack"

    def to_python(self, value: Any) -> str:
        """Return the rack's code."""
        chosen = super().to_python(value)
        return chosen if self.valid_value(chosen) else rack_code_in(chosen)
