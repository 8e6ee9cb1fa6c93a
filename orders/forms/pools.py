"""Forms of pools: drafting, extending, committing."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import SENTENCES, DayField, PriceField, QuantityField
from materialcenter.rules import reading
from materialcenter.rules.reading import Unreadable

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time, from the browser's own picker or typed with the day first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
            error_messages={"invalid": _("Give a day and a time, such as 31/12/2026 16.00.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment by the clock here, or None where nothing was typed."""
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            typed = reading.read_date_time(value)
        except Unreadable as refusal:
            raise forms.ValidationError(
                SENTENCES.get(refusal.code, self.error_messages["invalid"]),
                code=refusal.code,
                params={"value": refusal.value, "expected": refusal.expected},
            ) from refusal
        return super().to_python(typed)


class PoolForm(ActForm):
    """What a new pool needs."""

    title = forms.CharField(label=_("Title"), max_length=120)
    deadline_at = MomentField(label=_("Closes at"))
    pickup_until = DayField(label=_("Pick up until"), required=False)
    deposit_percent = QuantityField(
        label=_("Deposit above the credit limit (%)"),
        required=False,
        help_text=_("Part of what goes over a workshop's credit limit. Empty asks no deposit."),
    )
    materials = forms.MultipleChoiceField(
        label=_("Materials"), widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"})
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["materials"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class DeadlineForm(ActForm):
    """A later closing time, and why."""

    deadline_at = MomentField(label=_("New closing time"))
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("All members are told and read this.")
    )


class CancelForm(ActForm):
    """Why a pool is called off."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("All members are told and read this.")
    )


class AppetiteForm(ActForm):
    """What the depot itself would take."""

    material = forms.CharField(widget=forms.HiddenInput)
    quantity = QuantityField(label=_("The depot takes up to"), required=False)


class CommitmentForm(ActForm):
    """What a workshop wants of a material; workshops: None lets its code be typed."""

    workshop = forms.ChoiceField(label=_("Workshop"))
    quantity = QuantityField(label=_("I want"))
    minimum = QuantityField(
        label=_("At least"),
        required=False,
        help_text=_("With less than this you would rather have nothing. Empty: exactly this much."),
    )
    maximum = QuantityField(
        label=_("At most"),
        required=False,
        help_text=_("You would take up to this so that a pack fills. Empty: exactly this much."),
    )
    price_cap = PriceField(
        label=_("Highest price (Rp/kg)"),
        required=False,
        help_text=_("Above this price you are not in. Empty: any price."),
    )

    def __init__(self, *args: Any, workshops: list[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if workshops is None:
            self.fields["workshop"] = forms.CharField(
                label=_("Workshop (code)"), max_length=12, help_text=_("Such as W0001.")
            )
            self.order_fields(["workshop"])
            return
        self.fields["workshop"].choices = workshops  # type: ignore[attr-defined]
        if len(workshops) == 1:
            self.fields["workshop"].widget = forms.HiddenInput()
            self.fields["workshop"].initial = workshops[0][0]
