"""The form of a supplier's statement that is held against our books."""

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, RupiahField

MOST_SHOWN = 20


class TheirStatementForm(ActForm):
    """The supplier's file, its days, and what it says was owed before."""

    file = forms.FileField(
        label=_("The supplier's statement"),
        help_text=_(
            "A file .xlsx or .csv with the columns number, date and amount: invoices above zero,"
            " payments and credits below."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )
    since = DayField(label=_("From"), required=False, help_text=_("Empty: the file's first day."))
    until = DayField(label=_("Through"), required=False, help_text=_("Empty: its last day."))
    opening = RupiahField(
        label=_("Their opening balance (Rp)"),
        required=False,
        least=0,
        help_text=_("Empty: the same as ours."),
    )

    def refuse_cells(self, error: DomainError) -> None:
        """Show what is wrong with the file, each at its cell, MOST_SHOWN at most."""
        for fault in error.faults[:MOST_SHOWN]:
            words = f"{fault.place}: {fault.sentence}" if fault.place else fault.sentence
            self.add_error("file", words)
