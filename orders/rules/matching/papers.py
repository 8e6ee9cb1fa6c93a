"""What a match reads, and what it answers: plain records without a rule in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orders.rules.limits import NOTHING, Limit


class Result(StrEnum):
    """What became of one line of an invoice."""

    MATCHED = "matched"
    WITHIN_LIMITS = "within_limits"
    OVER_PRICE = "over_price"
    OVER_QUANTITY = "over_quantity"
    NOT_RECEIVED = "not_received"
    UNKNOWN = "unknown"
    BILLED_TWICE = "billed_twice"
    UNDER_PRICE = "under_price"
    UNDER_QUANTITY = "under_quantity"


class DifferenceKind(StrEnum):
    """What differs; being under is told, everything else holds when beyond its limit."""

    UNKNOWN = "unknown"
    BILLED_TWICE = "billed_twice"
    NOT_RECEIVED = "not_received"
    OVER_QUANTITY = "over_quantity"
    OVER_PRICE = "over_price"
    UNDER_QUANTITY = "under_quantity"
    UNDER_PRICE = "under_price"
    VAT = "vat"
    TOTAL = "total"


_ONLY_TOLD = frozenset({DifferenceKind.UNDER_PRICE, DifferenceKind.UNDER_QUANTITY})


@dataclass(frozen=True)
class ReceiptLine:
    """Kg of one item from one receipt, in the weight that its price multiplies.

    item: the order line, by any name that is the same here, in billed lines and in the
    invoice. 0 <= returned_kg <= accepted_kg. price_per_kg: as agreed, rupiah, two decimals.
    """

    item: str
    supplier: str
    accepted_kg: Decimal
    returned_kg: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class AgreedCharge:
    """Freight or another landed cost agreed for what was received, whole rupiah."""

    item: str
    supplier: str
    amount: int


@dataclass(frozen=True)
class BilledLine:
    """A line billed before by an invoice that still stands, or credited (below zero).

    mass_kg: None for a charge; zero for a credit of price alone. amount: whole rupiah.
    """

    item: str
    mass_kg: Decimal | None
    amount: int


@dataclass(frozen=True)
class InvoiceLine:
    """A line of the invoice. item: None where nobody could tell what it bills.

    mass_kg: above zero, None for a charge. amount: whole rupiah before VAT, zero or more.
    """

    number: int
    item: str | None
    mass_kg: Decimal | None
    amount: int


@dataclass(frozen=True)
class Invoice:
    """A supplier's invoice as it came: lines, VAT and total, whole rupiah.

    is_settled_on_receipt: what it bills is settled from the receipts without an invoice.
    """

    supplier: str
    lines: Sequence[InvoiceLine]
    vat: int
    total: int
    is_vat_registered: bool
    is_settled_on_receipt: bool = False


@dataclass(frozen=True)
class Limits:
    """How far an invoice may be off and still be paid unseen.

    price: absolute in rupiah; quantity: absolute in kg; charge: absolute in rupiah; each
    cumulative per item. vat_rupiah: on the document. price_below and quantity_below are the
    lower limits, of which passing is only told; without one nothing below is told.
    """

    price: Limit = NOTHING
    quantity: Limit = NOTHING
    charge: Limit = NOTHING
    vat_rupiah: int = 0
    price_below: Limit | None = NOTHING
    quantity_below: Limit | None = None


@dataclass(frozen=True)
class Difference:
    """Billed less due, below zero when under. line: None for the document's own.

    is_beyond: past the limit; what is under is only named past the lower one.
    """

    kind: DifferenceKind
    line: int | None
    kg: Decimal
    rupiah: int
    is_beyond: bool

    @property
    def holds(self) -> bool:
        """Say whether this difference keeps the invoice from being paid."""
        return self.is_beyond and self.kind not in _ONLY_TOLD


@dataclass(frozen=True)
class LineMatch:
    """A line's result. covered_kg: the part of its kg that receipts cover and nobody billed
    before. due_amount: what those kg, or the charge's open part, cost as agreed.
    """

    number: int
    result: Result
    covered_kg: Decimal
    due_amount: int


@dataclass(frozen=True)
class Match:
    """The verdict: lines in the invoice's order, differences by line, the document's last."""

    lines: tuple[LineMatch, ...]
    differences: tuple[Difference, ...]

    @property
    def is_payable(self) -> bool:
        """Say whether nothing holds the invoice."""
        return not any(difference.holds for difference in self.differences)
