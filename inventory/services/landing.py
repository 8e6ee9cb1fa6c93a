"""Adding a cost that comes when the steel is in, or gone: a freight bill over lots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import stock
from inventory.models import LandedCost, Lot, Movement, Transaction
from inventory.rules.valuation import split_rupiah
from inventory.services.dating import entry_by
from inventory.services.finding import NoSuchSupplier
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.models import Supplier
from materialcenter.person import Person, Role
from materialcenter.rules.reading import Unreadable, normalised_number

MAY_ADD = (Role.FINANCE, Role.SUPERVISOR)
MAY_READ = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class EnteredAlready(Conflict):
    """A bill of this supplier with this number is in the books."""

    code = "late_cost_entered_already"
    sentence = gettext_lazy("Bill %(number)s of this supplier is entered already, as %(known)s.")


class NotABillNumber(Invalid):
    """A number without a letter or a digit."""

    code = "bill_number_invalid"
    sentence = gettext_lazy("Give the bill's number as it is printed.")


class AmountNotPositive(Invalid):
    """A bill over nothing."""

    code = "amount_not_positive"
    sentence = gettext_lazy("The amount must be above zero.")


class NoSuchGoods(Invalid):
    """Receipts or lots that the bill cannot be for; each is a fault."""

    code = "late_cost_goods_unknown"
    sentence = gettext_lazy("The bill cannot be shared over all of this.")


@command
def add_late_cost(
    *,
    supplier_code: str,
    bill_number: str,
    amount: int,
    receipts: Sequence[str],
    lots: Sequence[str],
    on: date,
    note: str,
    by: Person,
    at: datetime,
) -> LandedCost:
    """Share a supplier's bill over lots by the kg received, and what each is by what is left.

    amount: whole rupiah. receipts, lots: numbers; the lots of the receipts and the named ones
    are taken once each. What is here is worth more from now on, what is gone cost more; the
    parts sum to the amount. The supplier's row is locked, so that a bill is entered once.
    Raises WrongRole, NoSuchSupplier, NotABillNumber, AmountNotPositive, NoSuchGoods,
    EnteredAlready, and what stock.revalue refuses.
    """
    by.must_be(*MAY_ADD)
    key = _bill_key(bill_number)
    if amount <= 0:
        raise AmountNotPositive(field="amount")
    supplier = _lock_supplier(supplier_code, by)
    known = LandedCost.objects.filter(
        center_id=by.center_id, supplier=supplier, bill_key=key
    ).first()
    if known is not None:
        raise EnteredAlready(field="bill_number", number=bill_number, known=known.bill_number)
    sharing = _find_lots(receipts, lots, by)
    if not sharing:
        raise stock.NothingToRevalue(field="lots")
    parts = split_rupiah(amount, [lot.received_kg for lot in sharing])
    reference = bill_number.strip()
    entry = entry_by(
        by,
        reason=Transaction.Reason.REVALUATION,
        reference=reference,
        on=on,
        at=at,
        note=note.strip(),
    )
    worth = stock.revalue(
        replace(entry, key=f"late-cost-{supplier.pk}-{key}"),
        shares=[(lot.pk, Decimal(part)) for lot, part in zip(sharing, parts, strict=True) if part],
    )
    cost = LandedCost.objects.create(
        center_id=by.center_id,
        supplier=supplier,
        bill_number=reference,
        bill_key=key,
        amount=amount,
        on_stock=worth.on_stock,
        on_gone=worth.on_gone,
        transaction_id=worth.sequence,
        entered_by_id=by.user_id,
        entered_at=at,
        note=note.strip(),
    )
    audit.record(
        by=by,
        action="late_cost.added",
        subject="LandedCost",
        subject_id=cost.pk,
        at=at,
        bill=reference,
        supplier=supplier.code,
        amount=amount,
        lots=[lot.number for lot in sharing],
    )
    return cost


def _bill_key(bill_number: str) -> str:
    try:
        return normalised_number(bill_number)
    except Unreadable as error:
        raise NotABillNumber(field="bill_number") from error


def _lock_supplier(code: str, by: Person) -> Supplier:
    rows = Supplier.objects.visible_to(by).select_for_update(no_key=True)
    found = rows.filter(code=code).first()
    if found is None:
        raise NoSuchSupplier(field="supplier", supplier=code)
    return found


def _find_lots(receipts: Sequence[str], lots: Sequence[str], by: Person) -> list[Lot]:
    """Return the lots of receipts and the named ones by id, as they were received.

    What was cut is reached through its parent. Raises NoSuchGoods with every fault.
    """
    undone = Movement.objects.filter(
        lot_id=OuterRef("pk"),
        transaction__reason=Transaction.Reason.RECEIPT,
        transaction__reversed_by__isnull=False,
    )
    mine = Lot.objects.visible_to(by).filter(~Exists(undone), owner=None)
    numbers, papers = set(lots), set(receipts)
    named = list(mine.filter(number__in=numbers))
    came = list(mine.filter(reference__in=papers, parent=None))
    faults = [
        Fault("late_cost_lot_unknown", _("There is no own lot %(lot)s.") % {"lot": number}, "lots")
        for number in sorted(numbers - {lot.number for lot in named})
    ]
    faults += [
        Fault(
            "late_cost_receipt_unknown",
            _("No own lot came with receipt %(receipt)s.") % {"receipt": number},
            "receipts",
        )
        for number in sorted(papers - {lot.reference for lot in came})
    ]
    if faults:
        raise NoSuchGoods(faults=faults)
    return sorted({lot.pk: lot for lot in [*came, *named]}.values(), key=lambda lot: lot.pk)
