"""What tests of the books need: every kind of money fact, through the acts of the house."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from inventory.services.landing import add_late_cost
from inventory.services.leaving import write_off
from orders.models import Account, Invoice, JournalEntry, JournalLine, SupplierInvoice
from orders.rules.credit import Back
from orders.rules.crediting_suppliers import CreditedPart
from orders.services.booking import check_books, write_books
from orders.services.crediting_back import credit_invoice, refund_credit_note
from orders.services.matching import match_invoice
from orders.services.paying import TakenPayment, record_payment
from orders.services.paying_suppliers import pay_supplier_invoice
from orders.services.taking_supplier_credits import CreditPaper, enter_supplier_credit
from orders.services.writing_off import approve_write_off, ask_write_off
from tests.cast import NOW, Depot
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.payable_world import banked
from tests.orders.purchases import SCRAP as SCRAP_LINE
from tests.orders.purchases import SHEETS, bill, pieces, receive, sent

TODAY = NOW.date()


def write(depot: Depot) -> int:
    """Write the books, and let the database look at what waits for the transaction's end."""
    count = write_books(center_id=depot.center.pk, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return count


def differences() -> list[str]:
    """Return what differs, in lines."""
    return [str(difference) for difference in check_books(at=NOW)]


def sides(fact: str, fact_id: int) -> dict[str, Decimal]:
    """Return the amounts of an entry by role, debit above zero."""
    entry = JournalEntry.objects.get(fact=fact, fact_id=fact_id)
    lines = JournalLine.objects.filter(entry=entry).select_related("account")
    return {line.account.role: line.debit - line.credit for line in lines}


def balance(role: str) -> Decimal:
    """Return what is booked on an account of the only center that has books, debit above zero."""
    lines = JournalLine.objects.filter(account=Account.objects.get(role=role))
    return sum((line.debit - line.credit for line in lines), Decimal(0))


def booked_account(depot: Depot, *, at: datetime) -> int:
    """Write the books of what there is so far, and return the id of the stock's account."""
    write_books(center_id=depot.center.pk, at=at)
    return Account.objects.get(center=depot.center, role="stock").pk


def bought(depot: Depot, *, number: str = "INV-001", freight: int = 250_000) -> SupplierInvoice:
    """Order 100 sheets and scrap with freight, take 50 sheets in, and have them billed as came."""
    order = sent(depot, SHEETS, SCRAP_LINE, freight=freight)
    receive(depot, order, pieces(50))
    invoice = bill(depot, order, (1, "2332.95", 10_000), number=number)
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


def sold(depot: Depot, sheets: int = 4, **more: Any) -> Invoice:
    """Sell sheets to sari."""
    hand_over(depot, place(depot, ask(SHEET, sheets)), **more)
    return Invoice.objects.latest("pk")


def credited(depot: Depot, invoice: SupplierInvoice, kg: str, rupiah: int, tax: int) -> Any:
    """Enter a supplier's credit note on the first line of an invoice."""
    return enter_supplier_credit(
        supplier_invoice_id=invoice.pk,
        paper=CreditPaper(
            number=f"NK-{invoice.number}",
            dated_on=TODAY,
            parts=[CreditedPart(1, Decimal(kg), rupiah)],
            tax=tax,
            total=rupiah + tax,
            reason="Kurang kirim",
        ),
        by=depot.person("fajar"),
        at=NOW,
    )


def paid(depot: Depot, invoice: SupplierInvoice, closes: int) -> Any:
    """Pay a supplier's invoice in part."""
    return pay_supplier_invoice(
        supplier_invoice_id=invoice.pk,
        closes=closes,
        paid_on=TODAY,
        reference="BCA 1",
        by=depot.person("sinta"),
        at=NOW,
    )


def given_back(depot: Depot, invoice: Invoice, sheets: int = 1) -> Any:
    """Credit sheets of a workshop's invoice."""
    return credit_invoice(
        invoice_id=invoice.pk,
        backs=[Back(1, pieces=sheets)],
        reason="returned",
        note="Bent",
        by=depot.person("fajar"),
        at=NOW,
    )


def lived(depot: Depot) -> None:
    """Do one of everything that is a money fact but pools."""
    banked(depot, percent="2", days=10)
    invoice = bought(depot)
    assert invoice.status == "approved"
    credited(depot, invoice, "0", 100_000, 11_000)
    paid(depot, invoice, 5_000_000)
    billed = sold(depot, payment=TakenPayment(500_000, "qris"))
    record_payment(
        invoice_id=billed.pk, amount=300_000, method="cash", by=depot.person("fajar"), at=NOW
    )
    given_back(depot, billed)
    whole = sold(depot, 2)
    record_payment(
        invoice_id=whole.pk,
        amount=whole.total,
        method="transfer",
        by=depot.person("fajar"),
        at=NOW,
    )
    note = given_back(depot, whole)
    refund_credit_note(
        credit_note_id=note.pk, amount=1000, method="cash", by=depot.person("fajar"), at=NOW
    )
    _lose(depot, sold(depot, 1))


def _lose(depot: Depot, invoice: Invoice) -> None:
    asked = ask_write_off(
        invoice_id=invoice.pk, amount=1000, reason="Gone", by=depot.person("fajar"), at=NOW
    )
    approve_write_off(write_off_id=asked.pk, by=depot.person("sinta"), at=NOW)
    lot = depot.racks["A-01"].balances.order_by("pk").get().lot
    write_off(
        lot_number=lot.number,
        from_rack="A-01",
        pieces=1,
        mass_kg=None,
        reason="Rusted",
        on=TODAY,
        by=depot.person("sinta"),
        at=NOW,
    )
    add_late_cost(
        supplier_code="S02",
        bill_number="TRK-9",
        amount=90_000,
        receipts=[],
        lots=[lot.number],
        on=TODAY,
        note="",
        by=depot.person("fajar"),
        at=NOW,
    )
