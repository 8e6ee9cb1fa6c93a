"""Inputs for what people here type: whole numbers, kilograms, rupiah, days.

A number is read as in Indonesia ("1.234" is a thousand and more, "1,5" one and a half) and
is shown the same way, in either language. Each refusal says what would be right.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from materialcenter.rules import reading
from materialcenter.rules.reading import Unreadable

SENTENCES = {
    "not_a_number": _("“%(value)s” is not a number. Write it like %(expected)s."),
    "unclear_separators": _(
        "It is not clear how much “%(value)s” is. Dots stand between thousands and a comma"
        " before decimals, like %(expected)s."
    ),
    "too_large": _("%(value)s is too large."),
    "not_whole": _("%(value)s is not a whole number. Only whole ones can be counted here."),
    "not_a_date": _("“%(value)s” is not a date. Write day, month and year, like %(expected)s."),
    "no_such_day": _("There is no day %(value)s. Write day, month and year, like %(expected)s."),
    "month_first_date": _("%(value)s has the month first. Write the day first, like %(expected)s."),
}
TOO_SMALL = _("It must be at least %(least)s.")
NOT_POSITIVE = _("It must be more than zero.")
TOO_FINE = _("At most %(places)d decimals can be kept here.")


class NumberInput(forms.TextInput):
    """A text input that opens a phone's keyboard for numbers."""

    def __init__(self, *, decimals: bool) -> None:
        super().__init__({"inputmode": "decimal" if decimals else "numeric", "autocomplete": "off"})


class NumberField(forms.Field):
    """A number of at most `places` decimals, more than zero, or at least `least`.

    affixes: what may stand before or after it, such as "Rp" or "kg".
    """

    places = 0
    affixes: tuple[str, ...] = ()

    def __init__(self, *, least: Decimal | int | None = None, **options: Any) -> None:
        options.setdefault("widget", NumberInput(decimals=self.places > 0))
        super().__init__(**options)
        self.least = least

    def to_python(self, value: Any) -> Any:
        """Return the number, or None where nothing was typed."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str):
            value = self._bare(value)
        number = _read(self._reader(), value)
        if -number.normalize().as_tuple().exponent > self.places:
            raise ValidationError(TOO_FINE, code="too_fine", params={"places": self.places})
        return int(number) if self.places == 0 else number

    def validate(self, value: Any) -> None:
        """Refuse a number that is too small."""
        super().validate(value)
        if value is None:
            return
        if self.least is None and value <= 0:
            raise ValidationError(NOT_POSITIVE, code="not_positive")
        if self.least is not None and value < self.least:
            shown = _shown(self.least, self.places)
            raise ValidationError(TOO_SMALL, code="too_small", params={"least": shown})

    def prepare_value(self, value: Any) -> Any:
        """Show a number as people type it; what was typed is shown as it was."""
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return _shown(value, self.places)
        return value

    def _reader(self) -> Callable[[Any], Decimal]:
        if self.places == 0:
            return lambda value: Decimal(reading.read_whole(value))
        return reading.read_decimal

    def _bare(self, text: str) -> str:
        text = text.strip()
        for affix in self.affixes:
            if text.casefold().startswith(affix.casefold()):
                text = text[len(affix) :].lstrip(". ")
            elif text.casefold().endswith(affix.casefold()):
                text = text[: -len(affix)].rstrip()
        return text or self.affixes[0]


class QuantityField(NumberField):
    """Whole pieces, or whole units of a pool."""


class KgField(NumberField):
    """A mass in kilograms, to the gram."""

    places = 3
    affixes = ("kg",)


class PriceField(NumberField):
    """A price in rupiah per kilogram, with two decimals at the most."""

    places = 2
    affixes = ("Rp", "/kg")


class RupiahField(NumberField):
    """An amount in whole rupiah."""

    affixes = ("Rp",)


class PercentField(NumberField):
    """A percentage, with two decimals at the most; zero is one."""

    places = 2
    affixes = ("%",)

    def __init__(self, *, least: Decimal | int | None = 0, **options: Any) -> None:
        super().__init__(least=least, **options)


class DayField(forms.Field):
    """A day, from the browser's calendar or typed with its day first."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """Return the day, or None where nothing was typed."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        day: date = _read(reading.read_date, value)
        return day

    def prepare_value(self, value: Any) -> Any:
        """Show a day; of a moment, its day."""
        return value.date() if isinstance(value, datetime) else value


def _read(reader: Callable[[Any], Any], value: Any) -> Any:
    try:
        return reader(value)
    except Unreadable as refusal:
        raise ValidationError(
            SENTENCES[refusal.code],
            code=refusal.code,
            params={"value": refusal.value, "expected": refusal.expected},
        ) from refusal


def _shown(number: Decimal | int, places: int) -> str:
    return str(
        format_decimal(number, "#,##0" + (f".{'#' * places}" if places else ""), locale="id")
    )
