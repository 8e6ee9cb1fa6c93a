"""Grades by their names: what they weigh and which standard they follow.

Here belongs what the trade knows of a grade from its name alone, for a depot's first
catalogue. Never here: prices, dimensions, or the grades that a depot keeps.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

STEEL = Decimal("7.85")
STAINLESS = Decimal("7.93")
ALUMINIUM = Decimal("2.70")
BRASS = Decimal("8.5")
GREY_IRON = Decimal("7.2")
DUCTILE_IRON = Decimal("7.1")

# Density in kg/dm³ by the beginning of a grade's name; the first that fits counts. Codes of
# three digits and TALON are ISRI scrap classes: 252 to 255 are cast iron, TALON is aluminium.
_DENSITIES: tuple[tuple[re.Pattern[str], Decimal], ...] = tuple(
    (re.compile(pattern), density)
    for pattern, density in (
        (r"FCD", DUCTILE_IRON),
        (r"FC", GREY_IRON),
        (r"25[2-5]$", GREY_IRON),
        (r"2\d\d$", STEEL),
        (r"SUS", STAINLESS),
        (r"C3604", BRASS),
        (r"ADC|AC|AL|TALON", ALUMINIUM),
        (r"SPH|SPC|SGC|SECC|SS4|SS5|S\d\dC|STK|SCM|SNCM|SK|SM4|SAPH", STEEL),
    )
)

_STANDARDS = {
    "SPHC": "JIS G3131",
    "SPCC": "JIS G3141",
    "SS400": "JIS G3101",
    "S45C": "JIS G4051",
    "SGCC": "JIS G3302",
    "STKM13A": "JIS G3445",
    "SUS304": "JIS G4305",
    "ADC12": "JIS H5302",
    "AC4B": "JIS H5202",
    "FC250": "JIS G5501",
    "FCD450": "JIS G5502",
}


@dataclass(frozen=True)
class KnownGrade:
    """What a grade's name tells; standard is "" where none is known."""

    density: Decimal
    standard: str


def grade_by_name(name: str) -> KnownGrade | None:
    """Tell a grade's density and standard from its name, or None for one nobody knows."""
    for pattern, density in _DENSITIES:
        if pattern.match(name):
            standard = "ISRI" if re.fullmatch(r"2\d\d|TALON", name) else ""
            return KnownGrade(density, _STANDARDS.get(name, standard))
    return None
