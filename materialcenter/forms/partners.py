"""Forms of workshops, suppliers, people and tokens.

What is typed goes to the act as it is; the act reads it and says what is wrong.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import PercentField, QuantityField, RupiahField
from materialcenter.models import Role, Workshop
from materialcenter.services.detailing import Detail
from materialcenter.services.inviting import PERSON_DETAILS, STAFF_ROLES
from materialcenter.services.minting import MACHINE_ROLES
from materialcenter.services.registering import SUPPLIER_DETAILS, WORKSHOP_DETAILS

_HELP: dict[str, str | Promise] = {
    "npwp": _("16 digits"),
    "nib": _("13 digits"),
    "whatsapp": _("Such as 0812-3456-7890"),
    "phone": _("Such as 0812-3456-7890"),
    "coaching_programme": _("Such as YDBA"),
    "tier_one_partner": _("The car maker's supplier that it works for"),
    "settles_on_receipt": _("Invoices are drafted from what was received, without waiting."),
    "order_minimum_kg": _("0: there is none."),
    "truck_kg": _("0: nobody knows. Orders of several materials are filled up to it."),
    "bank_account": _("The batch's file for the bank takes it from here."),
    "early_discount_percent": _("0: none is given."),
    "username": _("Small letters, digits, dots and dashes"),
}
_TYPES = {"email": "email", "whatsapp": "tel", "phone": "tel"}
_DIGITS = frozenset({"npwp", "nib"})
_WHOLE = frozenset(
    {
        "lead_time_days",
        "lead_time_spread_days",
        "payment_terms_days",
        "early_discount_days",
        "order_minimum_kg",
        "truck_kg",
    }
)
_CHECKS = frozenset({"is_active", "is_vat_registered", "settles_on_receipt"})


class DetailsForm(ActForm):
    """A field for every detail of a partner or person."""

    details: dict[str, Detail] = {}

    def __init__(self, *args: Any, without: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for name, detail in self.details.items():
            if name not in without:
                self.fields[name] = _field(name, detail)

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the names of the details."""
        return {name: self.cleaned_data[name] for name in self.details if name in self.fields}


def _field(name: str, detail: Detail) -> forms.Field:
    needed = detail.empty is None
    known: dict[str, Any] = {"label": detail.label, "help_text": _HELP.get(name, "")}
    if name in _CHECKS:
        return forms.BooleanField(required=False, initial=detail.empty, **known)
    if name == "trade":
        return forms.ChoiceField(choices=Workshop.Trade.choices, **known)
    if name == "payment_terms":
        return forms.ChoiceField(choices=Workshop.Terms.choices, **known)
    if name == "billing":
        return forms.ChoiceField(choices=Workshop.Billing.choices, **known)
    if name == "credit_limit":
        return RupiahField(required=False, least=0, **known)
    if name == "early_discount_percent":
        return PercentField(required=False, **known)
    if name in _WHOLE:
        return QuantityField(required=needed, least=0, **known)
    widget = forms.Textarea({"rows": 3}) if name == "address" else forms.TextInput()
    if name in _TYPES:
        widget = forms.TextInput({"type": _TYPES[name]})
    if name in _DIGITS:
        widget = forms.TextInput({"inputmode": "numeric"})
    return forms.CharField(required=needed, widget=widget, **known)


class WorkshopForm(DetailsForm):
    """A workshop."""

    details = WORKSHOP_DETAILS


class SupplierForm(DetailsForm):
    """A supplier."""

    details = SUPPLIER_DETAILS


class BuyerForm(DetailsForm):
    """Somebody who is to buy for a workshop."""

    details = PERSON_DETAILS


class StaffForm(DetailsForm):
    """Somebody who is to work in the center."""

    details = PERSON_DETAILS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["roles"] = forms.MultipleChoiceField(
            label=_("Roles"),
            choices=[(role, Role(role).label) for role in STAFF_ROLES],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
        )


class RoleForm(ActForm):
    """A role more for somebody."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, Role(role).label) for role in STAFF_ROLES]
    )


class TokenForm(ActForm):
    """A token for a machine."""

    name = forms.CharField(label=_("Name"), help_text=_("Which machine or program uses it"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role, Role(role).label) for role in MACHINE_ROLES]
    )
    workshop = forms.CharField(
        label=_("Workshop's code"), required=False, help_text=_("Only for the role buyer")
    )
