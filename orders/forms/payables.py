"""Forms of paying suppliers: one invoice, a batch, and that the bank paid it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, RupiahField
from orders.models import SupplierCredit
from orders.reports.payment_batches import Proposed
from orders.services.batching_payments import Chosen

PICK, AMOUNT = "pick_", "amount_"


class PaidForm(ActForm):
    """When the bank paid, and its reference."""

    paid_on = DayField(label=_("Paid on"))
    reference = forms.CharField(label=_("Bank reference"), max_length=60)


class PaySupplierForm(PaidForm):
    """Money that the bank paid on one invoice."""

    closes = RupiahField(
        label=_("Closes of the invoice (Rp)"),
        help_text=_("The supplier's discount is taken off when it was paid in time."),
    )
    field_order = ("closes", "paid_on", "reference")


class UntilFilter(ActForm):
    """Up to which day payables are proposed."""

    until = DayField(label=_("Due up to"), required=False)


class BatchForm(ActForm):
    """Which payables are paid, on which day, and how much of each.

    Fields "pick_ID" and "amount_ID" for each proposed invoice; an empty amount is all of it.
    """

    pay_on = DayField(label=_("The bank pays on"))

    def __init__(self, *args: Any, proposed: Sequence[Proposed], on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pay_on"].initial = on
        self.proposed = proposed
        for row in proposed:
            pk, number = row.payable.invoice.pk, row.payable.invoice.number
            amount = _("Rupiah of invoice %(number)s") % {"number": number}
            self.fields[f"{PICK}{pk}"] = forms.BooleanField(label=number, required=False)
            self.fields[f"{AMOUNT}{pk}"] = RupiahField(
                label=amount, required=False, initial=row.payable.open
            )
            self.fields[f"{AMOUNT}{pk}"].widget.attrs["size"] = 14

    @property
    def rows(self) -> list[tuple[Proposed, forms.BoundField, forms.BoundField]]:
        """Return each proposed payable with its two fields."""
        return [
            (
                row,
                self[f"{PICK}{row.payable.invoice.pk}"],
                self[f"{AMOUNT}{row.payable.invoice.pk}"],
            )
            for row in self.proposed
        ]

    @property
    def chosen(self) -> list[Chosen]:
        """Return what was picked, each with the rupiah that it closes."""
        picked = [row.payable for row in self.proposed]
        return [
            Chosen(one.invoice.pk, self.cleaned_data[f"{AMOUNT}{one.invoice.pk}"] or one.open)
            for one in picked
            if self.cleaned_data[f"{PICK}{one.invoice.pk}"]
        ]


class CreditFilter(ActForm):
    """Which debit and credit notes to list; empty is any."""

    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *SupplierCredit.Kind.choices]
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *SupplierCredit.Status.choices]
    )

    def __init__(self, *args: Any, suppliers: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("All")), *suppliers]
        self.fields["supplier"].choices = choices  # type: ignore[attr-defined]
