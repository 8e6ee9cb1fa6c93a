"""Forms of consigned stock: the days of its balance sheet, and what goes back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory.models import Balance
from inventory.services.consigning import Given
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, NumberField, QuantityField
from materialcenter.forms.signing import SignatureField

LEAVES = "leaves-"


class SheetDaysForm(forms.Form):
    """From one day through another; this month when nothing is said."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Through"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        typed: dict[str, Any] = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return typed

    @property
    def days(self) -> tuple[date, date]:
        """Return both days; those that cannot be read are this month's."""
        today = timezone.localdate()
        if not self.is_valid():
            return today.replace(day=1), today
        until = self.cleaned_data["until"] or today
        return self.cleaned_data["since"] or until.replace(day=1), until


class HandBackForm(ActForm):
    """What of an owner's stock leaves, and who takes it.

    A field per lot on a rack, named "leaves-BALANCE": pieces or kg, empty leaves it here.
    """

    on = DayField(label=_("Date"))
    receiver_name = forms.CharField(label=_("Received by"), max_length=80)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=20, required=False)
    signature = SignatureField()

    def __init__(self, *args: Any, lying: Iterable[Balance], **more: Any) -> None:
        super().__init__(*args, **more)
        self.lying = list(lying)
        self.initial.setdefault("on", timezone.localdate())
        for balance in self.lying:
            self.fields[f"{LEAVES}{balance.pk}"] = _leaving(balance)

    def rows(self) -> list[tuple[Balance, forms.BoundField]]:
        """Return each lot on a rack with its input."""
        return [(balance, self[f"{LEAVES}{balance.pk}"]) for balance in self.lying]

    def given(self) -> list[Given]:
        """Return what leaves as the act takes it."""
        lines = []
        for balance in self.lying:
            amount = self.cleaned_data[f"{LEAVES}{balance.pk}"]
            if not amount:
                continue
            lot, rack = balance.lot.number, balance.place.code
            counted = balance.on_hand_pieces > 0
            lines.append(
                Given(lot, rack, pieces=amount) if counted else Given(lot, rack, mass_kg=amount)
            )
        return lines


def _leaving(balance: Balance) -> NumberField:
    label = __("Leaves of lot %(lot)s on %(rack)s") % {
        "lot": balance.lot.number,
        "rack": balance.place.code,
    }
    kind = QuantityField if balance.on_hand_pieces else KgField
    return kind(label=label, required=False, least=0)
