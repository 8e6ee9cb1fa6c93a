"""Checking what is to be ordered: materials, quantities, prices, days.

Here belong the lines of an order as they are asked for and everything that can be wrong with
them. Never here: who may order, or writing it down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.errors import Fault, Invalid
from materialcenter.formats import rupiah
from orders.models import WeightBasis
from orders.rules.receipts import OverLimit

LARGEST_KG = Decimal(10_000_000)
LARGEST_PRICE = Decimal(100_000_000)


@dataclass(frozen=True)
class PurchaseLine:
    """A material to order.

    material: its code. quantity: in the material's unit, whole pieces or kg. price_per_kg:
    rupiah, of the weight that weight_basis names. over_receipt_percent of the ordered kg,
    and over_receipt_kg where it is set, may come on top without a supervisor; without a
    percentage what the center allows of this material from this supplier.
    """

    material: str
    quantity: Decimal
    price_per_kg: Decimal
    weight_basis: str = WeightBasis.TABLE
    over_receipt_percent: Decimal | None = None
    over_receipt_kg: Decimal | None = None


def line_limit(line: PurchaseLine, usual: OverLimit) -> OverLimit:
    """Return how much more of a line may come: as it says, else as is usual."""
    if line.over_receipt_percent is not None:
        return OverLimit(line.over_receipt_percent, line.over_receipt_kg)
    kg = usual.kg if line.over_receipt_kg is None else line.over_receipt_kg
    return OverLimit(usual.percent, kg)


class BadPurchaseOrder(Invalid):
    """An order that no supplier could fill; `faults` names everything."""

    code = "purchase_order_invalid"
    sentence = _("This purchase order is not possible.")


def faults_of_order(
    lines: Sequence[PurchaseLine | None],
    materials: Mapping[str, catalogue.Material],
    *,
    freight: int,
    expected_on: date | None,
    today: date,
) -> list[Fault]:
    """Name everything that no supplier could fill, each fault at its field.

    A None among the lines is one that a change takes off; the others keep their places.
    """
    faults = []
    if not any(lines):
        faults.append(Fault("no_lines", __("Order at least one material."), "lines"))
    if freight < 0:
        faults.append(Fault("freight_negative", __("Freight is zero or more."), "freight"))
    if expected_on is not None and expected_on < today:
        faults.append(
            Fault("date_in_the_past", __("The delivery lies in the past."), "expected_on")
        )
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line is None:
            continue
        for code, field, sentence in _line_faults(line, materials.get(line.material), seen):
            faults.append(
                Fault(
                    code=code,
                    sentence=sentence,
                    field=f"lines.{index}.{field}",
                    place=__("Line %(number)s") % {"number": index + 1},
                )
            )
        seen.add(line.material)
    return faults


def _line_faults(
    line: PurchaseLine, material: catalogue.Material | None, seen: set[str]
) -> list[tuple[str, str, str]]:
    """Return (code, field, sentence) for everything that is wrong with a line."""
    names = {"material": line.material}
    if material is None:
        return [("material_unknown", "material", __("There is no material %(material)s.") % names)]
    found = []
    if line.material in seen:
        found.append(
            ("material_twice", "material", __("%(material)s is ordered in another line.") % names)
        )
    if line.quantity <= 0:
        found.append(
            ("quantity_not_positive", "quantity", __("A quantity must be more than zero."))
        )
    elif material.is_counted and line.quantity != int(line.quantity):
        found.append(
            (
                "fraction_of_piece",
                "quantity",
                __("%(material)s is counted in whole pieces.") % names,
            )
        )
    elif catalogue.table_kg(material, 1) * line.quantity > LARGEST_KG:
        found.append(("quantity_too_large", "quantity", __("Nobody orders that much at once.")))
    if line.price_per_kg <= 0:
        found.append(("price_not_positive", "price_per_kg", __("A price must be more than zero.")))
    elif line.price_per_kg > LARGEST_PRICE:
        found.append(("price_too_high", "price_per_kg", too_high(LARGEST_PRICE)))
    if line.weight_basis not in WeightBasis.values:
        found.append(
            ("basis_unknown", "weight_basis", __("A price is per table weight or weighed weight."))
        )
    if not 0 <= (line.over_receipt_percent or 0) <= 100:
        sentence = __("A percentage lies between 0 and 100.")
        found.append(("percent_out_of_range", "over_receipt_percent", sentence))
    if (line.over_receipt_kg or 0) < 0:
        found.append(("limit_negative", "over_receipt_kg", __("A limit is zero or more.")))
    return found


def too_high(largest: Decimal) -> str:
    """Say that a price cannot be meant. largest: rupiah per kg."""
    return __("A price is at most %(largest)s per kg.") % {"largest": rupiah(int(largest))}
