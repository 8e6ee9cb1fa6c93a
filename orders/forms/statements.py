"""What narrows a member's statement, and the list of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField


class PeriodFilter(ActForm):
    """The days of a statement, both in it; empty ones are the last months'."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)


class MemberFilter(ActForm):
    """Words of a workshop's code, name, district or cluster."""

    search = forms.CharField(label=_("Search"), max_length=60, required=False)
