"""Forms of purchase orders: drafts, promises, revisions, blanket orders and the limit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, PercentField, PriceField, RupiahField
from orders.models import WeightBasis
from orders.reports.purchasing import OrderedLine


class PurchaseOrderForm(ActForm):
    """What an order needs beside its lines."""

    supplier = forms.ChoiceField(label=_("Supplier"))
    expected_on = DayField(
        label=_("Delivery by"),
        required=False,
        help_text=_("Empty: after the supplier's lead time."),
    )
    freight = RupiahField(label=_("Freight (Rp, before VAT)"), required=False, least=0)
    note = forms.CharField(label=_("Note to the supplier"), max_length=200, required=False)

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]


class PurchaseRow(ActForm):
    """A material to order."""

    material = forms.CharField(
        label=_("Material"),
        max_length=30,
        widget=forms.TextInput({"list": "materials", "autocomplete": "off"}),
    )
    quantity = KgField(
        label=_("Quantity"), help_text=_("Sheets, bars or kg, as the material is counted.")
    )
    price_per_kg = PriceField(label=_("Price (Rp/kg)"))
    weight_basis = forms.ChoiceField(label=_("Price per kg of"), choices=WeightBasis)
    over_receipt_percent = PercentField(
        label=_("May come on top (%)"),
        required=False,
        help_text=_("Empty: as the limits say for this supplier and material."),
    )


class ConfirmForm(ActForm):
    """The days that the supplier promised: one for the order, and one for a line that differs."""

    expected_on = DayField(label=_("Delivery promised for"))

    def __init__(self, *args: Any, lines: Sequence[OrderedLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._numbers = [row.line.line_no for row in lines] if len(lines) > 1 else []
        for row in lines:
            if row.line.line_no in self._numbers:
                self.fields[f"line_{row.line.line_no}"] = DayField(
                    label=f"{row.line.line_no}. {row.material.code}",
                    required=False,
                    help_text=_("Empty: the same day."),
                )

    def clean(self) -> dict[str, Any]:
        """Return the day of the order, and those of lines by number."""
        typed = super().clean() or {}
        days: dict[int, date] = {
            n: typed[f"line_{n}"] for n in self._numbers if typed.get(f"line_{n}")
        }
        return {"expected_on": typed.get("expected_on"), "promised": days}


class RevisionForm(ActForm):
    """Why an order is changed, and what beside its lines is to change."""

    reason = forms.CharField(label=_("Why it changes"), max_length=300)
    expected_on = DayField(label=_("Delivery by"))
    freight = RupiahField(label=_("Freight (Rp, before VAT)"), least=0)


class RevisedRow(PurchaseRow):
    """What a line is to be: one of the order's, or one that is added and has no number yet."""

    line_no = forms.IntegerField(widget=forms.HiddenInput, required=False)
    quantity = KgField(label=_("Quantity"))
    dropped = forms.BooleanField(
        label=_("Take this line off"),
        required=False,
        help_text=_("As long as nothing of it came or was billed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_new = ("material", "weight_basis", "over_receipt_percent")
        for name in of_new if self["line_no"].value() else ("dropped",):
            del self.fields[name]


class BlanketOrderForm(ActForm):
    """What a blanket order needs beside its lines."""

    supplier = forms.ChoiceField(label=_("Supplier"))
    reference = forms.CharField(label=_("Supplier's number"), max_length=60, required=False)
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]


class AgreedRow(ActForm):
    """A material agreed on."""

    material = forms.CharField(
        label=_("Material"),
        max_length=30,
        widget=forms.TextInput({"list": "materials", "autocomplete": "off"}),
    )
    agreed_kg = KgField(label=_("Agreed (kg)"))
    price_per_kg = PriceField(label=_("Price (Rp/kg)"))
    weight_basis = forms.ChoiceField(label=_("Price per kg of"), choices=WeightBasis)


class CallOffForm(ActForm):
    """What a call-off needs beside its lines."""

    expected_on = DayField(
        label=_("Delivery by"),
        required=False,
        help_text=_("Empty: after the supplier's lead time."),
    )
    freight = RupiahField(label=_("Freight (Rp, before VAT)"), required=False, least=0)
    note = forms.CharField(label=_("Note to the supplier"), max_length=200, required=False)


class CallRow(ActForm):
    """How much to call off of a material."""

    material = forms.CharField(widget=forms.HiddenInput)
    quantity = KgField(label=_("Call off"), required=False, least=0)


class ApprovalLimitForm(ActForm):
    """The rupiah above which another approves."""

    limit = RupiahField(
        label=_("Another approves above (Rp, before VAT)"),
        least=0,
        help_text=_("Orders written before keep the limit of then."),
    )


class OrderCostsForm(ActForm):
    """What quantities are reckoned by."""

    order_cost = RupiahField(
        label=_("Placing one order costs (Rp)"),
        least=0,
        help_text=_("Time on the telephone, receiving, checking the invoice, paying."),
    )
    holding_percent = PercentField(
        label=_("A year in stock costs (percent of the value)"),
        help_text=_("Interest, space, rust and loss; a fifth of the value is usual."),
    )
