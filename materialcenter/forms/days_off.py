"""The form of a center's own bank day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField
from materialcenter.services.keeping_days_off import LONGEST_NAME

CLOSED, OPEN = "closed", "open"


class DayOffForm(ActForm):
    """A day, what the banks do on it, and why."""

    day = DayField(label=_("Day"))
    banks = forms.ChoiceField(
        label=_("Banks"),
        choices=((CLOSED, _("are closed")), (OPEN, _("work, although the calendar says no"))),
        initial=CLOSED,
    )
    name = forms.CharField(label=_("Why"), max_length=LONGEST_NAME)
