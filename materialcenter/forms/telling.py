"""The forms by which somebody chooses how to be told, and connects a way of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.models import Preference
from materialcenter.services.telling.choosing import Chosen
from materialcenter.services.telling.connecting import LONGEST_LABEL
from materialcenter.services.telling.notifiers import Notifier

_WAY = "way."


class HourField(forms.TimeField):
    """A time of day, typed with the browser's own clock."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **more)


class TellingForm(ActForm):
    """Mail, quiet hours, and a way for each kind that the person may be told."""

    by_mail = forms.BooleanField(label=_("Also by e-mail"), required=False)
    quiet_from = HourField(label=_("Quiet from"))
    quiet_until = HourField(
        label=_("until"), help_text=_("The same time twice: nothing is ever held back.")
    )

    def __init__(self, data: Any, chosen: Chosen) -> None:
        """Ask for every kind, each filled with what holds now."""
        super().__init__(
            data,
            initial={
                "by_mail": chosen.by_mail,
                "quiet_from": chosen.quiet_from,
                "quiet_until": chosen.quiet_until,
            },
        )
        for kind, way in chosen.ways.items():
            self.fields[f"{_WAY}{kind.name}"] = forms.ChoiceField(
                label=str(kind.label), choices=Preference.Way.choices, initial=way
            )

    def whole(self) -> list[forms.BoundField]:
        """Return what holds for everything."""
        return [field for field in self if not field.name.startswith(_WAY)]

    def kinds(self) -> list[forms.BoundField]:
        """Return what holds for one kind each."""
        return [field for field in self if field.name.startswith(_WAY)]

    def ways(self) -> dict[str, str]:
        """Return the way that was chosen for each kind, by its name."""
        read = self.cleaned_data
        return {name.removeprefix(_WAY): read[name] for name in read if name.startswith(_WAY)}


class ConnectForm(ActForm):
    """One of the ways that the site has, and the person's address there."""

    notifier = forms.ChoiceField(label=_("Way"))
    address = forms.CharField(label=_("Your address there"), max_length=64)
    label = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_LABEL,
        required=False,
        help_text=_("How you tell it from others, such as: phone in the workshop."),
    )

    def __init__(self, data: Any, offered: list[Notifier]) -> None:
        """Offer these ways."""
        super().__init__(data)
        choices = [(notifier.name, notifier.label) for notifier in offered]
        self.fields["notifier"] = forms.ChoiceField(label=_("Way"), choices=choices)


class CodeForm(ActForm):
    """The code that was sent to an address."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
