"""Whether what was measured of a heat lies within what its grade allows.

Here belong the comparison of values with limits and what makes limits sensible. Never
here: which limits a grade has, who measured, or what becomes of steel that lies outside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of one property, and of a heat as a whole.

    WITHIN: measured, and inside every limit that applies. BELOW, ABOVE: measured, outside.
    MISSING: limited but not measured. UNLIMITED: measured, and no limit applies.
    UNSURE: a limit depends on a thickness that nobody said.
    """

    WITHIN = "within"
    BELOW = "below"
    ABOVE = "above"
    MISSING = "missing"
    UNLIMITED = "unlimited"
    UNSURE = "unsure"


_OUTSIDE = frozenset({Verdict.BELOW, Verdict.ABOVE})
_OPEN = frozenset({Verdict.MISSING, Verdict.UNSURE})


@dataclass(frozen=True)
class Limit:
    """What is allowed of one property; every end is included, None is without end.

    measured: the property's symbol. minimum, maximum: in its unit. from_mm, to_mm: the
    thickness or diameter that it holds for.
    """

    measured: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    from_mm: Decimal | None = None
    to_mm: Decimal | None = None

    @property
    def is_for_all(self) -> bool:
        """Say whether it holds for every thickness."""
        return self.from_mm is None and self.to_mm is None

    def applies_to(self, thickness_mm: Decimal) -> bool:
        """Say whether it holds for a thickness."""
        return (self.from_mm is None or self.from_mm <= thickness_mm) and (
            self.to_mm is None or thickness_mm <= self.to_mm
        )

    def overlaps(self, other: "Limit") -> bool:
        """Say whether a thickness exists that both hold for."""
        starts_in_time = self.from_mm is None or other.to_mm is None or self.from_mm <= other.to_mm
        ends_in_time = other.from_mm is None or self.to_mm is None or other.from_mm <= self.to_mm
        return starts_in_time and ends_in_time


@dataclass(frozen=True)
class Judged:
    """One property beside its limits; value is None where it was not measured."""

    measured: str
    value: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
    verdict: Verdict

    @property
    def is_outside(self) -> bool:
        """Say whether the value is not allowed."""
        return self.verdict in _OUTSIDE


@dataclass(frozen=True)
class Conformity:
    """A heat's properties, measured ones in the order given, then those that are missing."""

    lines: tuple[Judged, ...]

    @property
    def outside(self) -> tuple[Judged, ...]:
        """Return the values that are not allowed."""
        return tuple(line for line in self.lines if line.is_outside)

    @property
    def open(self) -> tuple[Judged, ...]:
        """Return what cannot be said: not measured, or for a thickness that nobody said."""
        return tuple(line for line in self.lines if line.verdict in _OPEN)

    @property
    def is_outside(self) -> bool:
        """Say whether any value is not allowed."""
        return bool(self.outside)

    @property
    def is_proven(self) -> bool:
        """Say whether there are limits, and every one of them is measured and kept."""
        verdicts = {line.verdict for line in self.lines}
        return Verdict.WITHIN in verdicts and not verdicts & (_OUTSIDE | _OPEN)


def judge(
    limits: Iterable[Limit], values: Mapping[str, Decimal], *, thickness_mm: Decimal | None
) -> Conformity:
    """Compare what was measured of a heat with what its grade allows.

    limits: of one grade. values: by the property's symbol, in its unit. thickness_mm: or
    diameter; None where nobody knows, which leaves limits of a range of thickness UNSURE.
    Values are compared as they are, unrounded, and every limit's ends are allowed.
    """
    by_property: dict[str, list[Limit]] = {}
    for limit in limits:
        by_property.setdefault(limit.measured, []).append(limit)
    names = [*values, *(name for name in by_property if name not in values)]
    lines = (
        _judged(name, values.get(name), by_property.get(name, []), thickness_mm) for name in names
    )
    return Conformity(tuple(line for line in lines if line is not None))


def _judged(
    measured: str, value: Decimal | None, limits: Sequence[Limit], thickness_mm: Decimal | None
) -> Judged | None:
    """Judge one property; None where nothing was measured and nothing is limited."""
    if thickness_mm is None and not all(limit.is_for_all for limit in limits):
        return Judged(measured, value, None, None, Verdict.UNSURE)
    applying = [limit for limit in limits if thickness_mm is None or limit.applies_to(thickness_mm)]
    minimum = max((x.minimum for x in applying if x.minimum is not None), default=None)
    maximum = min((x.maximum for x in applying if x.maximum is not None), default=None)
    if minimum is None and maximum is None:
        return None if value is None else Judged(measured, value, None, None, Verdict.UNLIMITED)
    return Judged(measured, value, minimum, maximum, _verdict(value, minimum, maximum))


def _verdict(value: Decimal | None, minimum: Decimal | None, maximum: Decimal | None) -> Verdict:
    if value is None:
        return Verdict.MISSING
    if minimum is not None and value < minimum:
        return Verdict.BELOW
    if maximum is not None and value > maximum:
        return Verdict.ABOVE
    return Verdict.WITHIN
