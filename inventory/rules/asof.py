"""The day that a list says it is of: "Daftar stok per 31 Agustus 2026", "Stok per 31-08-2026".

Here belongs finding that day in a title. Never here: what the list holds.
"""

import re
from collections.abc import Iterable
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb"),
            ("maret", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("agustus", "august", "agu", "ags", "aug"),
            ("september", "sep", "sept"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov", "nopember"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for name in names
}
_WORDS = re.compile(r"\b(?:per|as of)\s+(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\b(?:per|as of)\s+(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", re.IGNORECASE)


def day_in_titles(titles: Iterable[str]) -> date | None:
    """Return the first day that a title names after "per", or None."""
    for title in titles:
        for pattern in (_WORDS, _DIGITS):
            found = pattern.search(title)
            if found and (day := _day(found[1], found[2], found[3])):
                return day
    return None


def _day(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
