"""The form that asks for a write-off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import RupiahField
from orders.services.writing_off import LONGEST_REASON


class WriteOffForm(ActForm):
    """How much of an invoice is to be given up, and why."""

    amount = RupiahField(label=_("Amount (Rp)"))
    reason = forms.CharField(
        label=_("Why it will not be paid"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
    )
