"""What the standards of the usual grades allow: a depot's first limits.

Here belong figures of published standards, as the trade quotes them. Never here: what a
depot agreed with a supplier, which is entered on its own page.

JIS G 3141 (SPCC), JIS G 3101 (SS400, yield strength up to 16 mm) and JIS G 4051 (S45C).
Elements in % by mass, strengths in MPa.
"""

from decimal import Decimal

from inventory.rules.conformity import Limit


def _at_most(measured: str, maximum: str) -> Limit:
    return Limit(measured, maximum=Decimal(maximum))


def _between(measured: str, minimum: str, maximum: str) -> Limit:
    return Limit(measured, Decimal(minimum), Decimal(maximum))


_KNOWN: dict[str, tuple[Limit, ...]] = {
    "SPCC": (
        _at_most("C", "0.15"),
        _at_most("Mn", "0.60"),
        _at_most("P", "0.100"),
        _at_most("S", "0.035"),
    ),
    "SS400": (
        _at_most("P", "0.050"),
        _at_most("S", "0.050"),
        Limit("YS", minimum=Decimal(245), to_mm=Decimal(16)),
        _between("TS", "400", "510"),
    ),
    "S45C": (
        _between("C", "0.42", "0.48"),
        _between("Si", "0.15", "0.35"),
        _between("Mn", "0.60", "0.90"),
        _at_most("P", "0.030"),
        _at_most("S", "0.035"),
    ),
}


def known_limits(grade: str) -> tuple[Limit, ...]:
    """Return what a grade's standard allows; empty for a grade whose figures are not kept here."""
    return _KNOWN.get(grade, ())
