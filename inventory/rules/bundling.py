"""Dividing a lot into the bundles that it is tied in."""

from dataclasses import dataclass
from decimal import Decimal

GRAM = Decimal("0.001")


@dataclass(frozen=True)
class Bundle:
    """One bundle of several: its pieces and its part of the lot's kg."""

    number: int
    of: int
    pieces: int
    mass_kg: Decimal


def bundles_of(pieces: int, mass_kg: Decimal, *, size: int | None) -> list[Bundle]:
    """Divide pieces into bundles of `size`, the last one being the rest.

    pieces: 0 for what is kept by weight, which is one bundle. size: at least 1; None makes
    one bundle of all. Each has the pieces' part of the kg to the gram, the last the rest, so
    the kg sum to mass_kg.
    """
    if size is None or pieces <= size:
        return [Bundle(1, 1, pieces, mass_kg)]
    count = -(-pieces // size)
    whole = (mass_kg * size / pieces).quantize(GRAM)
    rest = pieces - size * (count - 1)
    last = mass_kg - whole * (count - 1)
    return [
        *(Bundle(number, count, size, whole) for number in range(1, count)),
        Bundle(count, count, rest, last),
    ]
