"""Forms of tax invoices: which to export, and the number that one was given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField
from orders.services.exporting_taxes import Wanted

LONGEST_LIST = 20_000


class TaxExportForm(ActForm):
    """Days, or the numbers of invoices."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    numbers = forms.CharField(
        label=_("Or these invoices"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("One number on each line. The days do not count then."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    again = forms.BooleanField(
        label=_("Also what was exported already, on purpose"), required=False
    )

    def wanted(self) -> Wanted:
        """Return what was asked for; call it on a valid form."""
        data = self.cleaned_data
        return Wanted(
            since=data["since"],
            until=data["until"],
            numbers=tuple(dict.fromkeys(data["numbers"].split())),
            again=data["again"],
        )


class TaxNumberForm(ActForm):
    """The number (NSFP) of an invoice's tax invoice."""

    tax_number = forms.CharField(
        label=_("Tax invoice number (NSFP)"),
        max_length=40,
        help_text=_("17 digits, as the tax office's system gives them on upload."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
