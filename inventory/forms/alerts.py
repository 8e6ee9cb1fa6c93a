"""Forms of reorder alerts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField


class SnoozeForm(ActForm):
    """Until when an alert is quiet, and why."""

    until = DayField(label=_("Quiet until"))
    reason = forms.CharField(label=_("Why"), max_length=200)
