"""How long stock has lain there, by the day on which it was received."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.reports.worth.asof import HELD, held, read

# Days since receipt: from, through; the last band is open.
BANDS: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))

_AGEING_TAIL = """
, aged AS (
    SELECT material_id, mass_kg, value,
           width_bucket(%(on)s::date - received_on, ARRAY[31, 91, 181, 366]) AS band
    FROM own
)
SELECT a.code, band, sum(mass_kg), sum(value)
FROM aged JOIN inventory_material a ON a.id = aged.material_id
GROUP BY a.code, band
ORDER BY a.code, band
"""

_AGEING = HELD + _AGEING_TAIL


@dataclass(frozen=True)
class Ageing:
    """A material's kg and rupiah by band of age, in the order of BANDS."""

    material: str
    mass_kg: tuple[Decimal, ...]
    value: tuple[Decimal, ...]

    @property
    def all_kg(self) -> Decimal:
        """Return the kg of every age."""
        return sum(self.mass_kg, Decimal(0))

    @property
    def all_value(self) -> Decimal:
        """Return the rupiah of every age."""
        return sum(self.value, Decimal(0))


def ageing(center_id: int, *, on: date, material: str = "", rack: str = "") -> list[Ageing]:
    """Return what lay there at the end of a day by age; what is worth most in old steel first."""
    masses: dict[str, list[Decimal]] = {}
    values: dict[str, list[Decimal]] = {}
    asked = held(center_id, on, material, rack) | {"on": on}
    for code, band, mass_kg, value in read(_AGEING, asked):
        masses.setdefault(code, [Decimal(0)] * len(BANDS))[band] = mass_kg
        values.setdefault(code, [Decimal(0)] * len(BANDS))[band] = value
    rows = [Ageing(code, tuple(masses[code]), tuple(values[code])) for code in masses]
    return sorted(
        rows, key=lambda row: (tuple(-value for value in reversed(row.value)), row.material)
    )
