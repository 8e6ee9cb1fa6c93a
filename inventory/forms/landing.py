"""The form of a late cost."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.rules.labels import lot_number_in
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, RupiahField
from materialcenter.models import Supplier
from materialcenter.person import Person

_MOST = 4_000


class LateCostForm(ActForm):
    """A freight bill, and the receipts or lots that it is for."""

    supplier = forms.ChoiceField(label=_("Who billed it"))
    bill_number = forms.CharField(label=_("Bill number"), max_length=60)
    amount = RupiahField(label=_("Amount (Rp)"), least=1)
    receipts = forms.CharField(
        label=_("Goods receipts"),
        required=False,
        max_length=_MOST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Their numbers, a line each; every lot that came with them is meant."),
    )
    lots = forms.CharField(
        label=_("Or lots"),
        required=False,
        max_length=_MOST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Numbers or scanned labels, a line each."),
    )
    on = DayField(label=_("Date"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, data: Any, *, person: Person) -> None:
        super().__init__(data)
        suppliers = Supplier.objects.visible_to(person).order_by("code")
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            (supplier.code, str(supplier)) for supplier in suppliers
        ]
        self.initial.setdefault("on", timezone.localdate())

    def clean_receipts(self) -> list[str]:
        """Split what was typed into numbers."""
        return [
            text.upper() for text in re.split(r"[\s,;]+", self.cleaned_data["receipts"]) if text
        ]

    def clean_lots(self) -> list[str]:
        """Read a number or a label from every line."""
        lines = re.split(r"[\r\n,;]+", self.cleaned_data["lots"])
        return [lot_number_in(line) for line in lines if line.strip()]
