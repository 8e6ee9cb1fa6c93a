"""Forms of the bank's lines: which invoice a line pays, or why it pays none."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from orders.services.taking_bank_lines import LONGEST_REASON


class TakeLineForm(ActForm):
    """The invoice that a line pays."""

    invoice = forms.CharField(label=_("Invoice"), max_length=30)


class IgnoreLineForm(ActForm):
    """Why a line is no workshop's payment."""

    reason = forms.CharField(label=_("Why it is not from a workshop"), max_length=LONGEST_REASON)
