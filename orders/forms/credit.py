"""Forms of credit notes: giving back, using what is left, paying it back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, QuantityField, RupiahField
from orders.models import CreditNote, Refund
from orders.reports.billing import BilledLine
from orders.reports.credited import BillStanding
from orders.rules.credit import Back
from orders.rules.credit import BilledLine as Standing
from orders.services.crediting_back import LONGEST_NOTE, REASONS

PIECES, KG = "pieces-", "mass_kg-"


class UseCreditForm(ActForm):
    """What is paid from a credit note."""

    credit_note = forms.CharField(widget=forms.HiddenInput, max_length=30)
    amount = RupiahField(label=_("Amount (Rp)"))


class RefundForm(ActForm):
    """Money that is paid back."""

    amount = RupiahField(label=_("Amount (Rp)"))
    method = forms.ChoiceField(label=_("How it is paid back"), choices=Refund.Method.choices)


class CreditInvoiceForm(ActForm):
    """What is given back of an invoice: pieces, kg or both beside each line.

    Fields "pieces-LINE" and "mass_kg-LINE"; where nothing is typed, nothing is given back.
    Kg alone where the weight was wrong; pieces alone take their part of the kg.
    """

    reason = forms.ChoiceField(
        label=_("What happened"),
        choices=[(reason.value, CreditNote.Reason(reason).label) for reason in REASONS],
    )
    note = forms.CharField(
        label=_("Why, for the workshop to read"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self, *args: Any, lines: Sequence[BilledLine], standing: BillStanding, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.lines = lines
        self.standing = standing
        for row in lines:
            number = row.line.line_no
            named = {"material": row.material.code}
            if row.line.pieces:
                label = __("Pieces of %(material)s given back") % named
                self.fields[f"{PIECES}{number}"] = QuantityField(label=label, required=False)
            label = __("Kg of %(material)s given back") % named
            self.fields[f"{KG}{number}"] = KgField(label=label, required=False)

    def rows(
        self,
    ) -> list[tuple[BilledLine, Standing, forms.BoundField | None, forms.BoundField]]:
        """Return each line, what still stands of it, and its inputs: pieces (None if weighed), kg."""
        return [
            (
                row,
                self.standing.lines[row.line.line_no],
                self[f"{PIECES}{row.line.line_no}"] if row.line.pieces else None,
                self[f"{KG}{row.line.line_no}"],
            )
            for row in self.lines
        ]

    def backs(self) -> list[Back]:
        """Return what is given back, in the order of the lines."""
        found = []
        for row in self.lines:
            number = row.line.line_no
            pieces = self.cleaned_data.get(f"{PIECES}{number}")
            mass_kg = self.cleaned_data[f"{KG}{number}"]
            if pieces is not None or mass_kg is not None:
                found.append(Back(number, pieces or 0, mass_kg))
        return found
