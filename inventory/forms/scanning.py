"""The field that a scanner types into."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """A label, as scanned or typed."""

    code = forms.CharField(
        label=_("Lot number or label"),
        max_length=600,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "autofocus": True,
                "enterkeyhint": "go",
            }
        ),
    )
