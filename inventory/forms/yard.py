"""Forms of racks and of the books."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField


class RackForm(ActForm):
    """A new rack."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Such as A-01."))
    capacity_kg = KgField(label=_("Carries up to (kg)"), required=False)


class CapacityForm(ActForm):
    """What a rack may carry."""

    capacity_kg = KgField(label=_("Carries up to (kg)"), required=False)


class ClosingForm(ActForm):
    """The last day of a period."""

    through = DayField(
        label=_("Close through"),
        help_text=_("Nothing can be dated on or before this day afterwards. It is not undone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = timezone.localdate().replace(day=1)
        self.initial.setdefault("through", first - timedelta(days=1))
