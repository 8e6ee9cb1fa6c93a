"""Forms of the bank's lines: which invoices a line pays, or why it pays none."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.formats import rupiah
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import RupiahField
from orders.rules.bank_matching import OpenBill
from orders.services.taking_bank_lines import LONGEST_REASON, LinePart


class TakeLineForm(ActForm):
    """The invoice that a line pays."""

    invoice = forms.CharField(label=_("Invoice"), max_length=30)


class ShareLineForm(ActForm):
    """What of a line goes to each open invoice of a workshop: fields "amount-NUMBER"."""

    def __init__(self, *args: Any, bills: Sequence[OpenBill], **more: Any) -> None:
        super().__init__(*args, **more)
        self.bills = bills
        for bill in bills:
            self.fields[f"amount-{bill.number}"] = RupiahField(
                label=bill.number,
                help_text=_("%(open)s open") % {"open": rupiah(bill.open)},
                required=False,
                least=0,
            )

    @property
    def parts(self) -> list[LinePart]:
        """Return what goes to each invoice that gets something."""
        typed = [(bill.number, self.cleaned_data[f"amount-{bill.number}"]) for bill in self.bills]
        return [LinePart(number, int(amount)) for number, amount in typed if amount]


class IgnoreLineForm(ActForm):
    """Why a line is no workshop's payment."""

    reason = forms.CharField(label=_("Why it is not from a workshop"), max_length=LONGEST_REASON)
