"""What of the money waits for a decision, each with one touch to it; nothing where nothing does."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from config.days.parts import Block, Part, Row
from materialcenter.formats import day, kg, rupiah
from materialcenter.paging import Few
from materialcenter.person import Person
from orders.models import SupplierInvoice
from orders.reports import exceptions, waiting
from orders.reports.paid_and_gone import paid_and_gone, worth_of


def held_invoices(person: Person) -> Block:
    """Show the supplier invoices on hold, each with the rupiah that its differences come to."""
    return _block(
        _("Supplier invoices on hold"),
        waiting.held_invoices(person),
        _held,
        reverse("supplier_invoices"),
        empty=_("No supplier invoice is on hold."),
    )


def _held(invoice: SupplierInvoice) -> Row:
    said = _("%(stake)s at stake of %(total)s") % {
        "stake": rupiah(exceptions.at_stake(invoice)),
        "total": rupiah(invoice.total),
    }
    return Row(
        invoice.supplier.name,
        reverse("supplier_invoice", args=[invoice.pk]),
        f"{invoice.number} · {said}",
        _("due %(day)s") % {"day": day(invoice.due_on)},
        "warn",
    )


def to_decide(person: Person) -> Iterator[Part]:
    """Show what waits for somebody to say yes or no."""
    yield held_invoices(person)
    yield from _found(_debit_notes(person), _batches(person), _write_offs(person))


def to_do(person: Person, on: date) -> Iterator[Part]:
    """Show what of the money waits to be done, what holds a payment up ahead."""
    yield from _found(
        _paid_and_gone(person),
        _due(person, on),
        _approved_batches(person),
        _bank_lines(person),
        _settlements(person),
    )


def _found(*blocks: Block) -> Iterator[Part]:
    yield from (block for block in blocks if block.count)


def _write_offs(person: Person) -> Block:
    """Show the write-offs that a supervisor decides on."""
    return _block(
        _("Write-offs to approve"),
        exceptions.write_offs_to_decide(person),
        lambda row: Row(
            row.invoice.workshop.name,
            f"{reverse('write_offs')}?waiting=1",
            f"{row.invoice.number} · {rupiah(row.amount)}",
            _yours(row.asked_by_id, person),
            "warn",
        ),
        f"{reverse('write_offs')}?waiting=1",
    )


def _debit_notes(person: Person) -> Block:
    return _block(
        _("Debit notes to book"),
        exceptions.debit_notes_to_book(person),
        lambda note: Row(
            note.supplier.name,
            reverse("supplier_invoice", args=[note.invoice_id]),
            f"{note.number} · {note.invoice.number} · {rupiah(note.amount)}",
        ),
        reverse("supplier_invoices"),
    )


def _due(person: Person, on: date) -> Block:
    return _block(
        _("Suppliers' invoices to pay today"),
        exceptions.due_unplanned(person, on=on),
        lambda invoice: Row(
            invoice.supplier.name,
            reverse("supplier_invoice", args=[invoice.pk]),
            f"{invoice.number} · {rupiah(invoice.open)}",
            _("due %(day)s") % {"day": day(invoice.due_on)},
            "bad" if invoice.due_on < on else "warn",
        ),
        reverse("payables"),
    )


def _paid_and_gone(person: Person) -> Block:
    return _block(
        _("Sent back after it was billed: ask for the money or for the goods again"),
        paid_and_gone(person),
        lambda line: Row(
            line.purchase_order.supplier.name,
            reverse("purchase_order", args=[line.purchase_order.number]),
            _("%(order)s · %(mass)s · %(worth)s before VAT")
            % {
                "order": line.purchase_order.number,
                "mass": kg(line.owed_kg),
                "worth": rupiah(worth_of(line, line.owed_kg)),
            },
        ),
        reverse("supplier_returns"),
    )


def _batches(person: Person) -> Block:
    return _block(
        _("Payment batches to approve"),
        exceptions.batches_to_approve(person),
        lambda batch: Row(
            batch.number,
            reverse("payment_batch", args=[batch.number]),
            _batch_in_words(batch),
            _yours(batch.created_by_id, person),
            "warn",
        ),
        reverse("payment_batches"),
    )


def _approved_batches(person: Person) -> Block:
    return _block(
        _("Payment batches for the bank"),
        exceptions.batches_to_pay(person),
        lambda batch: Row(
            batch.number, reverse("payment_batch", args=[batch.number]), _batch_in_words(batch)
        ),
        reverse("payment_batches"),
    )


def _batch_in_words(batch: Any) -> str:
    return _("%(amount)s, to be paid %(day)s") % {
        "amount": rupiah(batch.amount),
        "day": day(batch.pay_on),
    }


def _bank_lines(person: Person) -> Block:
    url = reverse("bank_lines")
    return _block(
        _("Bank lines to match"),
        exceptions.bank_lines_to_match(person),
        lambda line: Row(rupiah(line.amount), url, f"{line.text} · {day(line.booked_on)}"),
        url,
    )


def _settlements(person: Person) -> Block:
    return _block(
        _("Settlements to start"),
        exceptions.settlements_to_start(person),
        lambda supplier: Row(
            supplier.name,
            reverse("settlement", args=[supplier.code]),
            _("a receipt waits to be settled again")
            if supplier.is_held_back
            else _("has delivered and settles on receipt"),
        ),
        reverse("settlements"),
    )


def _yours(user_id: int | None, person: Person) -> str:
    """Say that somebody else decides on what a person asked for."""
    return _("someone else decides") if user_id == person.user_id else ""


def _block(
    title: str, found: Few[Any], row: Callable[[Any], Row], url: str, *, empty: str = ""
) -> Block:
    return Block(title, tuple(map(row, found.rows)), found.count, empty, url)
