"""Forms of pools: drafting, extending, committing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import (
    SENTENCES,
    DayField,
    PercentField,
    PriceField,
    QuantityField,
)
from materialcenter.rules import reading
from materialcenter.rules.reading import Unreadable
from orders.models import Pool
from orders.reports.drafting import OfferedMaterial
from orders.services.drafting import Conditions

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


class ConditionsForm(ActForm):
    """On what terms workshops join a pool."""

    title = forms.CharField(label=_("Title"), max_length=120)
    deadline_at = MomentField(label=_("Closes at"))
    pickup_until = DayField(label=_("Pick up until"), required=False)
    audience = forms.ChoiceField(
        label=_("Who may join"),
        choices=Pool.Audience.choices,
        initial=Pool.Audience.EVERYBODY,
        required=False,
    )
    invited = forms.CharField(
        label=_("Chosen workshops (codes)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as W0001, W0014. Only where chosen workshops may join."),
    )
    deposit_percent = PercentField(
        label=_("Deposit (%)"), required=False, help_text=_("Empty asks no deposit.")
    )
    deposit_rule = forms.ChoiceField(
        label=_("Deposit of what"),
        choices=Pool.DepositRule.choices,
        initial=Pool.DepositRule.OVER_CREDIT,
        required=False,
    )
    topping_up_hours = QuantityField(
        label=_("Hours to fill packs up after closing"),
        required=False,
        least=0,
        help_text=_(
            "So long only changes that fill a pack are taken, where packs are not full."
            " Empty closes at once."
        ),
    )
    asks_quotes = forms.BooleanField(
        label=_("Ask suppliers for a firm price before ordering"), required=False
    )

    def clean_invited(self) -> tuple[str, ...]:
        """Return the codes, in capitals, each once."""
        codes = re.split(r"[\s,;]+", self.cleaned_data["invited"].strip().upper())
        return tuple(dict.fromkeys(code for code in codes if code))

    def conditions(self) -> Conditions:
        """Return what was typed as the act takes it."""
        data = self.cleaned_data
        return Conditions(
            title=data["title"],
            deadline_at=data["deadline_at"],
            pickup_until=data["pickup_until"],
            deposit_percent=data["deposit_percent"] or Decimal(0),
            deposit_rule=data["deposit_rule"] or Pool.DepositRule.OVER_CREDIT,
            audience=data["audience"] or Pool.Audience.EVERYBODY,
            invited=data["invited"],
            topping_up_hours=data["topping_up_hours"] or 0,
            asks_quotes=data["asks_quotes"],
        )


def typed_conditions(conditions: Conditions) -> dict[str, Any]:
    """Return conditions as the form shows them first."""
    return {**asdict(conditions), "invited": ", ".join(conditions.invited)}


class PoolForm(ConditionsForm):
    """What a new pool needs: conditions, materials, and what the depot takes of each.

    offered: what may be chosen; what runs low there is ticked where `ticks_low` says so.
    """

    materials = forms.MultipleChoiceField(label=_("Materials"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Sequence[OfferedMaterial], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        choices = [(row.material.code, row.material.code) for row in offered]
        self.fields["materials"].choices = choices  # type: ignore[attr-defined]
        for row in offered:
            self.fields[_appetite_of(row)] = QuantityField(
                label=_("The depot takes up to"),
                required=False,
                least=0,
                initial=row.wanted or None,
            )

    def rows(self) -> list[tuple[OfferedMaterial, bool, forms.BoundField]]:
        """Return each material, whether it is ticked, and the field of the depot's quantity."""
        ticked = set(self["materials"].value() or ())
        return [(row, row.material.code in ticked, self[_appetite_of(row)]) for row in self.offered]

    def condition_fields(self) -> list[forms.BoundField]:
        """Return the fields above the materials."""
        return [self[name] for name in ConditionsForm.base_fields]

    def appetites(self) -> dict[str, int]:
        """Return what the depot takes of each chosen material, by code."""
        chosen = set(self.cleaned_data["materials"])
        return {
            row.material.code: self.cleaned_data[_appetite_of(row)] or 0
            for row in self.offered
            if row.material.code in chosen
        }

    def alerts_of(self, shown: Iterable[str]) -> list[int]:
        """Return which of the alerts that the page showed are answered by the materials chosen."""
        chosen = set(self.cleaned_data["materials"])
        standing = {str(row.alert_id): row for row in self.offered if row.alert_id}
        return [
            int(pk)
            for pk in shown
            if pk.isascii()
            and pk.isdigit()
            and len(pk) < 18
            and (pk not in standing or standing[pk].material.code in chosen)
        ]


def _appetite_of(row: OfferedMaterial) -> str:
    return f"appetite-{row.material.pk}"


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
