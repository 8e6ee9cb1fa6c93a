"""Forms of stock counts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory.forms.lots import NOTHING_CHOSEN, rack_choices
from inventory.models import CountLine, StockCount
from inventory.reports.classes import VALUE_CLASSES
from inventory.reports.counts import SeenLine
from inventory.rules.counting import ClassLimit
from inventory.rules.labels import lot_number_in
from inventory.services.opening_counts import RECOUNT_PERCENT, RECOUNT_VALUE, Scope
from materialcenter.formats import kg, whole
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import KgField, PercentField, QuantityField, RupiahField
from materialcenter.person import Person

LARGEST_SEQUENCE = 10**15


class OpeningForm(ActForm):
    """What to count, and from which difference on it is counted again."""

    scope = forms.ChoiceField(
        label=_("What to count"), choices=StockCount.Scope.choices, widget=forms.RadioSelect
    )
    racks = forms.MultipleChoiceField(
        label=_("Racks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For a count by rack. An empty rack is walked past too."),
    )
    value_class = forms.ChoiceField(
        label=_("Class"), required=False, help_text=_("For a count by class of value.")
    )
    recount_percent = PercentField(label=_("Count again over (%)"))
    recount_value = RupiahField(label=_("Count again over (Rp)"), least=0)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["racks"].choices = rack_choices(person)  # type: ignore[attr-defined]
        self.fields["value_class"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *((name, name) for name in VALUE_CLASSES),
        ]
        self.initial.setdefault("scope", StockCount.Scope.RACKS)
        self.initial.setdefault("recount_percent", RECOUNT_PERCENT)
        self.initial.setdefault("recount_value", int(RECOUNT_VALUE))

    @property
    def asked(self) -> dict[str, Any]:
        """Return what was typed as the act takes it."""
        typed = self.cleaned_data
        return {
            "scope": Scope(typed["scope"], tuple(typed["racks"]), typed["value_class"]),
            "recount_percent": typed["recount_percent"],
            "recount_value": Decimal(typed["recount_value"]),
            "note": typed["note"],
        }


class FindingForm(forms.Form):
    """The label of a lot that one stands before."""

    lot = forms.CharField(
        label=_("Scan or type the lot"),
        max_length=600,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_lot(self) -> str:
        """Return the lot's number."""
        return lot_number_in(self.cleaned_data["lot"])


class FoundForm(ActForm):
    """A lot that lies on a rack and is not on the list there."""

    lot = forms.CharField(
        label=_("Lot"), max_length=600, widget=forms.TextInput({"autocomplete": "off"})
    )
    rack = forms.ChoiceField(label=_("Rack"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rack"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *rack_choices(person),
        ]

    def clean_lot(self) -> str:
        """Return the lot's number."""
        return lot_number_in(self.cleaned_data["lot"])


class EntryForm(ActForm):
    """What was counted of one line; it remembers which movement it was shown after."""

    pieces = QuantityField(label=_("Pieces counted"), least=0)
    mass_kg = KgField(
        label=_("Weighed (kg)"),
        required=False,
        least=0,
        help_text=_("Empty takes the pieces' part of what the lot weighs."),
    )
    sequence = forms.IntegerField(min_value=0, max_value=LARGEST_SEQUENCE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: CountLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not line.lot.received_pieces:
            del self.fields["pieces"]
            self.fields["mass_kg"].required = True
            self.fields["mass_kg"].help_text = ""
        self.initial.setdefault("sequence", line.newest)  # type: ignore[attr-defined]

    @property
    def quantity(self) -> dict[str, Any]:
        """Return pieces, kg and sequence as the act takes them."""
        typed = self.cleaned_data
        return {
            "pieces": typed.get("pieces"),
            "mass_kg": typed["mass_kg"],
            "sequence": typed["sequence"],
        }

    def ask_anew(self, line: CountLine) -> None:
        """Forget what was counted before something moved, and remember that movement."""
        newest = line.newest  # type: ignore[attr-defined]
        self.data = {"pieces": "", "mass_kg": "", "sequence": str(newest)}


class RejectForm(ActForm):
    """Counted lines that are to be counted again, and why."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Lines"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, seen: Sequence[SeenLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (line.line.pk, _in_words(line)) for line in seen if line.figures
        ]


def _in_words(seen: SeenLine) -> str:
    line, figures = seen.line, seen.figures
    name = f"{line.place.code} · {line.lot.number} · {line.lot.material.code}"
    if figures is None:
        return name
    difference = figures.difference
    pieces = f"{whole(difference.pieces)} · " if line.lot.received_pieces else ""
    return f"{name}: {pieces}{kg(difference.mass_kg)}"


class LimitsForm(ActForm):
    """Where classes end and how often each is counted; C ends with everything."""

    share_a = PercentField(label=_("A: up to this share of the value (%)"))
    share_b = PercentField(label=_("B: up to this share of the value (%)"))
    days_a = QuantityField(label=_("A: count every (days)"))
    days_b = QuantityField(label=_("B: count every (days)"))
    days_c = QuantityField(label=_("C: count every (days)"))

    field_order = ("share_a", "days_a", "share_b", "days_b", "days_c")

    def __init__(self, *args: Any, limits: Sequence[ClassLimit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for limit in limits:
            name = limit.value_class.lower()
            self.initial.setdefault(f"share_{name}", limit.share_percent)
            self.initial.setdefault(f"days_{name}", limit.every_days)

    @property
    def limits(self) -> list[ClassLimit]:
        """Return the limits of A, B and C."""
        typed = self.cleaned_data
        return [
            ClassLimit(
                value_class,
                typed.get(f"share_{value_class.lower()}", Decimal(100)),
                typed[f"days_{value_class.lower()}"],
            )
            for value_class in VALUE_CLASSES
        ]
