"""Forms of recalls: what is called back, a workshop's answer, the end."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, NumberField, QuantityField
from orders.reports.recalls import Item, NoticeView
from orders.services.answering import ItemAnswer

HELD, PASSED = "held-", "passed-"
_BETWEEN = re.compile(r"[\n,;]+")


def listed(text: str) -> list[str]:
    """Split what was typed below each other, or with commas between."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


class PickForm(ActForm):
    """What is to be called back."""

    heats = forms.CharField(
        label=_("Heat numbers, one below the other"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    lots = forms.CharField(
        label=_("Lot numbers or labels, one below the other"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def picked(self) -> dict[str, list[str]]:
        """Return heats and lots as the act takes them."""
        return {
            "heats": listed(self.cleaned_data["heats"]),
            "lots": listed(self.cleaned_data["lots"]),
        }


class RecallForm(PickForm):
    """A recall: what, why, and what the workshops are to do."""

    reason = forms.CharField(
        label=_("What is wrong"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    wanted = forms.CharField(
        label=_("What the workshops are asked to do"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class AnswerForm(ActForm):
    """What a workshop says of each line that it got: still there, passed on; the rest is used."""

    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, view: NoticeView, is_staff: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.view = view
        for item in view.items:
            self.fields[f"{HELD}{item.item_id}"] = _field(
                item,
                __("Still here of lot %(lot)s"),
                item.held_pieces if item.pieces else item.held_kg,
            )
            self.fields[f"{PASSED}{item.item_id}"] = _field(
                item,
                __("Passed on of lot %(lot)s"),
                item.passed_pieces if item.pieces else item.passed_kg,
            )
        self.fields["note"].initial = view.notice.note
        if is_staff:
            self.fields["said_by"] = forms.CharField(
                label=_("Who gave the answer"), max_length=80, initial=view.notice.said_by
            )

    def rows(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        """Return each line with its two inputs."""
        return [
            (item, self[f"{HELD}{item.item_id}"], self[f"{PASSED}{item.item_id}"])
            for item in self.view.items
        ]

    def answers(self) -> Sequence[ItemAnswer]:
        """Return the answer as the act takes it."""
        return [
            ItemAnswer(
                item.item_id,
                Decimal(self.cleaned_data[f"{HELD}{item.item_id}"]),
                Decimal(self.cleaned_data[f"{PASSED}{item.item_id}"]),
            )
            for item in self.view.items
        ]


def _field(item: Item, label: str, before: int | Decimal | None) -> NumberField:
    words = label % {"lot": item.lot_number}
    kind = QuantityField if item.pieces else KgField
    return kind(label=words, least=0, initial=before)


class CloseForm(ActForm):
    """How a recall ended."""

    outcome = forms.CharField(
        label=_("Outcome"), max_length=1500, widget=forms.Textarea({"rows": 3})
    )
    despite = forms.CharField(
        label=_("Why it is closed although some have not answered"), max_length=400, required=False
    )
