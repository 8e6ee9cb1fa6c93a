"""Forms of selling: the cart, handing over, another lot, payments and deposits."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from inventory.stock import HandOut
from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, NumberField, QuantityField, RupiahField
from materialcenter.forms.signing import SignatureField
from materialcenter.models import Workshop
from orders.models import Payment
from orders.reports.selling import Pick
from orders.reports.shelf import ShelfLine
from orders.services.handing_over import Rest
from orders.services.paying import TAKEN_BY_HAND, TakenPayment
from orders.services.placing import AskedLine

QUANTITY = "quantity-"
PART = "part-"


class CartForm(ActForm):
    """Quantities typed beside the materials of the shelf; several workshops make a choice.

    A field per material or remnant, named "quantity-KEY"; where nothing is typed, nothing
    is ordered.
    """

    note = forms.CharField(label=_("Note for the depot"), max_length=200, required=False)

    def __init__(
        self, *args: Any, lines: Iterable[ShelfLine], workshops: list[Workshop] | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.lines = list(lines)
        if workshops is None:
            self.fields["workshop"] = forms.CharField(
                label=_("Workshop (code)"),
                max_length=12,
                help_text=_("Such as W0001."),
            )
        elif len(workshops) != 1:
            choices = [(workshop.code, str(workshop)) for workshop in workshops]
            self.fields["workshop"] = forms.ChoiceField(label=_("Workshop"), choices=choices)
        for line in self.lines:
            self.fields[QUANTITY + line.key] = _quantity_field(line)

    def rows(self) -> list[tuple[ShelfLine, forms.BoundField]]:
        """Return each material with its input."""
        return [(line, self[QUANTITY + line.key]) for line in self.lines]

    def asked(self) -> list[AskedLine]:
        """Return what is ordered, in the order of the shelf."""
        typed = ((line, self.cleaned_data[QUANTITY + line.key]) for line in self.lines)
        return [
            AskedLine(line.material.code, Decimal(amount), lot=line.lot.number if line.lot else "")
            for line, amount in typed
            if amount is not None
        ]

    def refuse(self, error: DomainError) -> None:
        """Put each fault, named by its material's code, beside the material."""
        faults = [replace(fault, field=QUANTITY + fault.field) for fault in error.faults]
        error.faults = tuple(faults)
        super().refuse(error)


def chosen_in(typed: Any) -> list[str]:
    """Return the codes of the materials beside which something was typed."""
    return [
        name.removeprefix(QUANTITY)
        for name, value in typed.items()
        if name.startswith(QUANTITY) and value.strip()
    ]


def _quantity_field(line: ShelfLine) -> NumberField:
    label = __("Quantity of %(material)s") % {"material": line.key}
    field = QuantityField if line.material.is_counted else KgField
    return field(label=label, required=False)


class PaymentForm(ActForm):
    """Money that came in."""

    amount = RupiahField(label=_("Amount (Rp)"))
    method = forms.ChoiceField(
        label=_("How it was paid"),
        choices=[(method.value, method.label) for method in TAKEN_BY_HAND],
    )


class DepositForm(PaymentForm):
    """Money that a workshop pays ahead for a pool."""

    pool = forms.ChoiceField(label=_("Pool"))
    workshop = forms.CharField(label=_("Workshop (code)"), max_length=12)
    field_order = ("pool", "workshop", "amount", "method")

    def __init__(self, *args: Any, pools: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pool"].choices = pools  # type: ignore[attr-defined]


class SwapForm(ActForm):
    """Another lot, typed or scanned."""

    reservation_id = forms.IntegerField(widget=forms.HiddenInput)
    lot = forms.CharField(label=_("Lot number (type or scan)"), max_length=300)


class ScannedForm(ActForm):
    """A lot in a clerk's hand, scanned or typed."""

    scanned = forms.CharField(
        label=_("Lot in your hand (scan or type)"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}
        ),
    )


class HandOverForm(ActForm):
    """What leaves, who takes it, and what is paid at once.

    A field per held part, named "part-RESERVATION": pieces or kg, empty leaves it behind.
    """

    receiver_name = forms.CharField(label=_("Received by"), max_length=80)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=20, required=False)
    amount = RupiahField(label=_("Paid now (Rp)"), required=False, least=0)
    method = forms.ChoiceField(
        label=_("How it was paid"),
        choices=[(method.value, method.label) for method in TAKEN_BY_HAND],
        initial=Payment.Method.CASH,
        required=False,
    )
    rest = forms.ChoiceField(
        label=_("What is left behind"),
        choices=Rest.choices,
        initial=Rest.KEEP,
        required=False,
        widget=forms.RadioSelect,
    )
    signature = SignatureField()

    def __init__(self, *args: Any, pick: Pick, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pick = pick
        for part in pick.parts:
            held = part.held
            self.fields[f"{PART}{held.reservation_id}"] = _part_field(part.material, held)
        if pick.due_now:
            self.fields["amount"].initial = pick.due_now

    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each held part with its input."""
        return [(part, self[f"{PART}{part.held.reservation_id}"]) for part in self.pick.parts]

    @classmethod
    def again(cls, data: "MultiValueDict[str, Any]", *, pick: Pick) -> "HandOverForm":
        """Show what was typed over the parts that are held now; new ones leave whole."""
        typed = data.copy()
        for name, field in cls(pick=pick).fields.items():
            if name.startswith(PART) and name not in typed:
                typed[name] = field.prepare_value(field.initial)
        return cls(typed, pick=pick)

    def seen_parts(self) -> list[int]:
        """Return the reservations that stood on the form that was sent."""
        names = (name.removeprefix(PART) for name in self.data if name.startswith(PART))
        return [int(number) for number in names if re.fullmatch(r"[0-9]{1,18}", number)]

    def hand_outs(self) -> list[HandOut] | None:
        """Return the parts that leave; None when all of everything does."""
        outs = []
        is_all = True
        for part in self.pick.parts:
            held = part.held
            amount = self.cleaned_data[f"{PART}{held.reservation_id}"]
            whole = held.pieces if part.material.is_counted else held.mass_kg
            is_all = is_all and amount == whole
            if amount:
                counted = part.material.is_counted
                outs.append(
                    HandOut(
                        held.reservation_id,
                        pieces=amount if counted else None,
                        mass_kg=None if counted else amount,
                    )
                )
        return None if is_all else outs

    def what_becomes_of_the_rest(self) -> Rest:
        """Return whether what is left behind stays held."""
        return Rest(self.cleaned_data["rest"] or Rest.LET_GO)

    def payment(self) -> TakenPayment | None:
        """Return what is paid at once, None for nothing."""
        amount = self.cleaned_data["amount"]
        if not amount:
            return None
        return TakenPayment(amount, self.cleaned_data["method"] or Payment.Method.CASH)


def _part_field(material: catalogue.Material, held: catalogue.HeldPart) -> NumberField:
    label = __("Hand over of lot %(lot)s") % {"lot": held.lot_number}
    if material.is_counted:
        return QuantityField(label=label, required=False, least=0, initial=held.pieces)
    return KgField(label=label, required=False, least=0, initial=held.mass_kg)
