"""Numbers, money and dates as people here write them, in the language that is active."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from django.utils import timezone
from django.utils.translation import get_language, ngettext

LOCALES = {"id": "id_ID", "en": "en_GB"}


def locale() -> str:
    """Return babel's name of the language that is active."""
    return LOCALES.get((get_language() or "id")[:2], "id_ID")


def rupiah(amount: Decimal | int | None) -> str:
    """Write whole rupiah: Rp1.250.000."""
    if amount is None:
        return "–"
    return (
        format_currency(amount, "IDR", "¤#,##0", locale=locale(), currency_digits=False)
        .replace("IDR", "Rp")
        .replace("\u00a0", "")
    )


def price(amount: Decimal | None) -> str:
    """Write a price per kg: Rp10.350, with cents only where there are some."""
    if amount is None:
        return "–"
    return (
        format_currency(amount, "IDR", "¤#,##0.##", locale=locale(), currency_digits=False)
        .replace("IDR", "Rp")
        .replace("\u00a0", "")
    )


def cents(amount: Decimal | int | None) -> str:
    """Write an amount of the books: Rp10.350,00, with both digits of the cents always."""
    if amount is None:
        return "–"
    return (
        format_currency(amount, "IDR", "¤#,##0.00", locale=locale(), currency_digits=False)
        .replace("IDR", "Rp")
        .replace("\u00a0", "")
    )


def kg(mass: Decimal | int | None) -> str:
    """Write a mass: 1.234,567 kg, without trailing zeros."""
    if mass is None:
        return "–"
    return f"{format_decimal(mass, '#,##0.###', locale=locale())} kg"


def whole(number: int | None) -> str:
    """Write a whole number: 1.234."""
    return "–" if number is None else format_decimal(number, "#,##0", locale=locale())


def measured(number: Decimal | None) -> str:
    """Write a measured value as it is, without trailing zeros: 0,0305."""
    return "–" if number is None else format_decimal(number, "#,##0.####", locale=locale())


def quantity(number: int | Decimal | None, unit: str) -> str:
    """Write a quantity in a material's unit (sheet, bar, kg): 12 lembar, 350 kg.

    What is counted comes in whole pieces, of either type.
    """
    if number is None:
        return "–"
    pieces = int(number)
    shown = {"number": whole(pieces)}
    if unit == "sheet":
        return ngettext("%(number)s sheet", "%(number)s sheets", pieces) % shown
    if unit == "bar":
        return ngettext("%(number)s bar", "%(number)s bars", pieces) % shown
    return kg(number)


def percent(number: Decimal | float | None) -> str:
    """Write a percentage given in percent: 12,5 %."""
    return "–" if number is None else f"{format_decimal(number, '#,##0.#', locale=locale())} %"


def share(number: Decimal | None) -> str:
    """Write an agreed share given in percent, every decimal of it: 2,125 %."""
    return "–" if number is None else f"{format_decimal(number, '#,##0.###', locale=locale())} %"


def day(value: date | datetime | None) -> str:
    """Write a day: 5 Maret 2026."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, "d MMMM y", locale=locale())


def moment(value: datetime | None) -> str:
    """Write a moment: 5 Maret 2026 14.07 WIB."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    pattern = "d MMMM y HH.mm 'WIB'" if locale() == "id_ID" else "d MMMM y HH:mm 'WIB'"
    return format_datetime(local.replace(tzinfo=None), pattern, locale=locale())


def duration(seconds: int) -> str:
    """Write how long something takes by its two largest units: 3 hari 4 jam, 5 menit 20 detik.

    The script countdown.js writes the same, so that nothing jumps when it takes over.
    """
    left = max(0, seconds)
    parts: list[str] = []
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number, left = divmod(left, length)
        if number or parts or unit == "second":
            parts.append(format_unit(number, f"duration-{unit}", "long", locale=locale()))
    return " ".join(parts[:2])
