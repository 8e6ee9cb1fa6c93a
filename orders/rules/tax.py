"""VAT (PPN) and stamp duty (meterai) on a document.

Here belong the rates and the order of rounding. Never here: which seller is registered,
tax numbers, the tax office's file.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from materialcenter.rules.money import whole_rupiah

VAT_PERCENT = Decimal(12)
STAMP_DUTY = 10_000
STAMP_DUTY_ABOVE = 5_000_000
_CENT = Decimal("0.01")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Tax:
    """A document's tax: the base in rupiah with two decimals, tax and total whole rupiah."""

    base: Decimal
    tax: int
    total: int


def vat_base(net: Decimal | int) -> Decimal:
    """Compute the tax base, 11/12 of the net price ("DPP nilai lain").

    net: rupiah, zero or more. Returns rupiah with two decimals, halves up, and never
    rounded further, or the tax would no longer be 11 % of the price.
    Ministerial regulation PMK 131/2024, in force since 1 January 2025.
    """
    if net < 0:
        raise ValueError(f"a net price below zero: {net}")
    with localcontext(_EXACT):
        return (Decimal(net) * 11 / 12).quantize(_CENT)


def vat(base: Decimal) -> Decimal:
    """Compute the tax on a base from `vat_base`: 12 %, rupiah with two decimals, halves up."""
    with localcontext(_EXACT):
        return (base * VAT_PERCENT / 100).quantize(_CENT)


def document_tax(net_total: int, *, is_vat_registered: bool) -> Tax:
    """Compute a document's tax on its total, never line by line.

    net_total: whole rupiah, zero or more. A seller who is not registered for VAT charges
    none: base 0.00, tax 0, total the net. Raises ValueError for a negative total.
    """
    if net_total < 0:
        raise ValueError(f"a document total below zero: {net_total}")
    if not is_vat_registered:
        return Tax(Decimal("0.00"), 0, net_total)
    base = vat_base(net_total)
    tax = whole_rupiah(vat(base))
    return Tax(base, tax, net_total + tax)


def stamp_duty(amount: int) -> int:
    """Say what stamp duty a receipt (kwitansi) of this amount bears, in whole rupiah.

    Rp 10 000 on strictly more than Rp 5 000 000 (Law 10/2020), else 0. Only receipts bear
    it, never an invoice or a delivery note. Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(f"a receipt below zero: {amount}")
    return STAMP_DUTY if amount > STAMP_DUTY_ABOVE else 0
