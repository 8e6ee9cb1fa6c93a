"""What narrows the pages of the books, and an account's code and name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField
from orders.models import JournalEntry
from orders.services.booking.chart import LONGEST_CODE, LONGEST_NAME


class PeriodFilter(ActForm):
    """Entries of some days, both ends in it."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        wanted: dict[str, Any] = super().clean() or {}
        since, until = wanted.get("since"), wanted.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return wanted


class JournalFilter(PeriodFilter):
    """Entries of some days, of one kind, of one paper."""

    fact = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *JournalEntry.Fact.choices]
    )
    reference = forms.CharField(label=_("Document"), required=False, max_length=60)
    field_order = ["reference", "fact", "since", "until"]


class DayFilter(ActForm):
    """The books as they stood at the end of a day."""

    on = DayField(label=_("At the end of"), required=False)


class AccountForm(ActForm):
    """The code and the name that the accountant uses for an account."""

    code = forms.CharField(label=_("Code"), max_length=LONGEST_CODE)
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Leave it empty for the usual name."),
    )
