"""Forms of settling suppliers from what was received."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField


class SinceFilter(ActForm):
    """The first day of the receipts to look at; empty: all."""

    since = DayField(label=_("Receipts from"), required=False)


class StartSettlingForm(ActForm):
    """What the person saw: from which day on, and what is due of it, whole rupiah."""

    since = DayField(label=_("Receipts from"), widget=forms.HiddenInput)
    total = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
