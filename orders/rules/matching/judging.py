"""The judgement: running accounts per item, a result per line, the invoice's differences."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

from materialcenter.rules.money import whole_rupiah
from orders.rules.matching.papers import (
    AgreedCharge,
    BilledLine,
    Difference,
    DifferenceKind,
    Invoice,
    InvoiceLine,
    Limits,
    LineMatch,
    Match,
    ReceiptLine,
    Result,
)
from orders.rules.tax import document_tax

_NO_KG = Decimal(0)

_RESULT_OF = {
    DifferenceKind.OVER_QUANTITY: Result.OVER_QUANTITY,
    DifferenceKind.OVER_PRICE: Result.OVER_PRICE,
    DifferenceKind.UNDER_PRICE: Result.UNDER_PRICE,
    DifferenceKind.UNDER_QUANTITY: Result.UNDER_QUANTITY,
}


@dataclass
class _Goods:
    """The running account of one item: what came, in order, and what was billed of it."""

    parcels: Sequence[tuple[Decimal, Decimal]]
    billed_kg: Decimal = _NO_KG
    excess: int = 0
    received_kg: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.received_kg = sum((kg for kg, _ in self.parcels), _NO_KG)

    def worth(self, mass_kg: Decimal) -> Decimal:
        """Price the first kg of the item as agreed, those beyond the last receipt like it."""
        left, worth = mass_kg, Decimal(0)
        for kg, price in self.parcels:
            taken = min(left, kg)
            worth += taken * price
            left -= taken
        return worth + left * self.parcels[-1][1]

    def bill(self, mass_kg: Decimal, amount: int) -> int:
        """Count a line and return what its amount is over, or under (below zero)."""
        agreed = self.worth(self.billed_kg + mass_kg) - self.worth(self.billed_kg)
        self.billed_kg += mass_kg
        over = amount - whole_rupiah(agreed)
        if over > 0 or mass_kg <= 0:
            self.excess = max(0, self.excess + over)
        return over


@dataclass
class _Charge:
    """The running account of one agreed charge."""

    agreed: int
    billed: int


_Received: TypeAlias = ReceiptLine | AgreedCharge
# An item with nothing to bill has its lines' result in place of an account.
_Account: TypeAlias = _Goods | _Charge | Result
_Key: TypeAlias = tuple[str | None, bool]


def match(
    invoice: Invoice,
    receipts: Sequence[_Received],
    billed: Sequence[BilledLine],
    limits: Limits,
) -> Match:
    """Match an invoice to what was received and to what was billed before.

    receipts: receipt lines and agreed charges of the invoice's items, oldest first; another
    supplier's do not count. billed: all lines of those items on other standing invoices,
    held ones too, and credits, oldest first. limits: see Limits.
    Raises ValueError for input that no books can hold: no lines, a number twice, a mass not
    above zero, an amount below zero, more returned than accepted or credited than billed.
    """
    _check(invoice, receipts)
    last_lines = {_key(line): line.number for line in invoice.lines}
    accounts = {key: _open_account(key, invoice, receipts, billed) for key in last_lines}
    lines: list[LineMatch] = []
    differences: list[Difference] = []
    for line in invoice.lines:
        account = accounts[_key(line)]
        judged, found = _judge(line, account, limits)
        if last_lines[_key(line)] == line.number:
            found += _unbilled(line, account, limits)
        lines.append(judged if isinstance(account, Result) else _named(judged, found))
        differences += found
    return Match(tuple(lines), (*differences, *_document_differences(invoice, limits)))


def _check(invoice: Invoice, receipts: Sequence[_Received]) -> None:
    numbers = [line.number for line in invoice.lines]
    if not numbers or len(set(numbers)) < len(numbers):
        raise ValueError("an invoice needs lines, each with a number of its own")
    for line in invoice.lines:
        if line.amount < 0 or (line.mass_kg is not None and line.mass_kg <= 0):
            raise ValueError(f"line {line.number} bills nothing or less")
    for received in receipts:
        if isinstance(received, ReceiptLine) and not (
            0 <= received.returned_kg <= received.accepted_kg
        ):
            raise ValueError(f"more of {received.item} returned than accepted")


def _key(line: InvoiceLine | BilledLine) -> _Key:
    """Name a line's account: its item, and whether the line is a charge."""
    return line.item, line.mass_kg is None


def _open_account(
    key: _Key,
    invoice: Invoice,
    receipts: Sequence[_Received],
    billed: Sequence[BilledLine],
) -> _Account:
    item, is_charge = key
    if item is None:
        return Result.UNKNOWN
    if invoice.is_settled_on_receipt:
        return Result.BILLED_TWICE
    of_item = [received for received in receipts if received.item == item]
    owed = [received for received in of_item if received.supplier == invoice.supplier]
    before = [line for line in billed if _key(line) == key]
    if is_charge:
        charges = [r.amount for r in owed if isinstance(r, AgreedCharge)]
        if charges:
            return _Charge(sum(charges), sum(line.amount for line in before))
    else:
        parcels = [r for r in owed if isinstance(r, ReceiptLine)]
        if parcels:
            return _open_goods(parcels, before)
    return Result.UNKNOWN if of_item else Result.NOT_RECEIVED


def _open_goods(parcels: Sequence[ReceiptLine], before: Sequence[BilledLine]) -> _Account:
    kept = [(p.accepted_kg - p.returned_kg, p.price_per_kg) for p in parcels]
    kept = [(kg, price) for kg, price in kept if kg > 0]
    if not kept:
        return Result.NOT_RECEIVED
    account = _Goods(kept)
    # Credits come last: each takes something back from a line that was billed.
    for line in sorted(before, key=_is_credit):
        account.bill(line.mass_kg or _NO_KG, line.amount)
    if account.billed_kg < 0:
        raise ValueError(f"more of {before[0].item} credited than billed")
    return account


def _is_credit(line: BilledLine) -> bool:
    return (line.mass_kg or _NO_KG) <= 0


def _judge(
    line: InvoiceLine, account: _Account, limits: Limits
) -> tuple[LineMatch, list[Difference]]:
    match account:
        case _Goods():
            return _judge_goods(line, account, limits)
        case _Charge():
            return _judge_charge(line, account, limits)
        case Result():
            kg = line.mass_kg or _NO_KG
            kind = DifferenceKind(account.value)
            difference = Difference(kind, line.number, kg, line.amount, True)
            return LineMatch(line.number, account, _NO_KG, 0), [difference]


def _judge_goods(
    line: InvoiceLine, account: _Goods, limits: Limits
) -> tuple[LineMatch, list[Difference]]:
    kg = line.mass_kg or _NO_KG
    start = account.billed_kg
    price_over = account.bill(kg, line.amount)
    total_over = account.billed_kg - account.received_kg
    kg_over = min(kg, max(_NO_KG, total_over))
    covered = account.worth(start + kg - kg_over) - account.worth(start)
    differences: list[Difference] = []
    if kg_over > 0:
        worth = account.worth(account.billed_kg) - account.worth(account.billed_kg - kg_over)
        is_beyond = total_over > limits.quantity.allowance(account.received_kg)
        differences.append(
            Difference(
                DifferenceKind.OVER_QUANTITY,
                line.number,
                kg_over,
                whole_rupiah(worth),
                is_beyond,
            )
        )
    if price_over > 0:
        allowed = limits.price.allowance(account.worth(account.billed_kg))
        is_beyond = account.excess > allowed
        differences.append(
            Difference(DifferenceKind.OVER_PRICE, line.number, _NO_KG, price_over, is_beyond)
        )
    elif limits.price_below is not None:
        agreed = Decimal(line.amount - price_over)
        if -price_over > limits.price_below.allowance(agreed):
            kind = DifferenceKind.UNDER_PRICE
            differences.append(Difference(kind, line.number, _NO_KG, price_over, True))
    judged = LineMatch(line.number, Result.MATCHED, kg - kg_over, whole_rupiah(covered))
    return judged, differences


def _judge_charge(
    line: InvoiceLine, account: _Charge, limits: Limits
) -> tuple[LineMatch, list[Difference]]:
    account.billed += line.amount
    total_over = account.billed - account.agreed
    over = min(line.amount, max(0, total_over))
    differences: list[Difference] = []
    if over:
        is_beyond = total_over > limits.charge.allowance(Decimal(account.agreed))
        differences.append(
            Difference(DifferenceKind.OVER_PRICE, line.number, _NO_KG, over, is_beyond)
        )
    return LineMatch(line.number, Result.MATCHED, _NO_KG, line.amount - over), differences


def _named(judged: LineMatch, differences: Sequence[Difference]) -> LineMatch:
    """Name a line's result from its differences: what holds it, else what is told, else the rest.

    Differences of quantity stand before those of price.
    """
    beyond = sorted((one for one in differences if one.is_beyond), key=lambda one: not one.holds)
    if beyond:
        return replace(judged, result=_RESULT_OF[beyond[0].kind])
    return replace(judged, result=Result.WITHIN_LIMITS) if differences else judged


def _unbilled(line: InvoiceLine, account: _Account, limits: Limits) -> list[Difference]:
    """Tell, at an item's last line, what was received and has not been billed."""
    if limits.quantity_below is None or not isinstance(account, _Goods):
        return []
    short = account.billed_kg - account.received_kg
    if -short <= limits.quantity_below.allowance(account.received_kg):
        return []
    worth = account.worth(account.billed_kg) - account.worth(account.received_kg)
    kind = DifferenceKind.UNDER_QUANTITY
    return [Difference(kind, line.number, short, whole_rupiah(worth), True)]


def _document_differences(invoice: Invoice, limits: Limits) -> list[Difference]:
    net = sum(line.amount for line in invoice.lines)
    due = document_tax(net, is_vat_registered=invoice.is_vat_registered).tax
    vat = invoice.vat - due
    total = invoice.total - net - invoice.vat
    differences = []
    if vat:
        is_beyond = abs(vat) > limits.vat_rupiah
        differences.append(Difference(DifferenceKind.VAT, None, _NO_KG, vat, is_beyond))
    if total:
        differences.append(Difference(DifferenceKind.TOTAL, None, _NO_KG, total, True))
    return differences
