"""What is to be paid for a workshop's shares of a pool before pick-up, as its PDF shows it."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, price, rupiah
from orders.documents.invoice import TEMPLATE
from orders.documents.qr import qr_picture
from orders.documents.wording import filled, material_name, quantity_text, with_sen
from orders.reports.pool_dues import PoolDue
from orders.rules.bill import BillLine
from orders.rules.words import in_words

__all__ = ["TEMPLATE", "pro_forma_data"]


def pro_forma_data(due: PoolDue) -> dict[str, Any]:
    """Write a pro-forma invoice in the language that is active; laid out as an invoice is.

    It is no invoice: that one is drawn when the goods leave, by the weight that leaves.
    """
    language = (get_language() or "id")[:2]
    center = due.pool.center
    materials = {part.material.pk: part.material for part in due.pick.parts}
    return {
        "language": language,
        "title": _("Pro-forma invoice"),
        "number": due.reference,
        "letterhead": asdict(letterhead_of(center)),
        **_heads(due),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Kg"),
            _("Price per kg"),
            _("Amount"),
        ],
        "rows": [
            _row(n, line, materials[line.material_id])
            for n, line in enumerate(due.pick.bill.lines, start=1)
        ],
        "totals": _totals(due),
        "words_title": _("In words"),
        "words": in_words(due.pick.due_now, language).capitalize(),
        "pay_title": _("How to pay"),
        "pay": _pay(due),
        "qr": qr_picture(due.ways.qris_payload) if due.ways.qris_payload else None,
        "qr_alt": _("QRIS code for %(number)s") % {"number": due.reference},
        "signatures": [[_("Issued by"), center.legal_name]],
    }


def _heads(due: PoolDue) -> dict[str, Any]:
    workshop = due.workshop
    return {
        "left": filled(
            (_("To"), workshop.name),
            (_("Code"), workshop.code),
            (_("Address"), ", ".join(workshop.address.splitlines())),
            (_("NPWP"), workshop.npwp),
        ),
        "right": filled(
            (_("Pool"), due.pool.number),
            (_("Pick up until"), day(due.pool.pickup_until) if due.pool.pickup_until else ""),
        ),
    }


def _row(number: int, line: BillLine, material: catalogue.Material) -> list[str]:
    return [
        str(number),
        f"{material_name(material)}\n{material.code}",
        quantity_text(material, pieces=line.pieces, mass_kg=line.mass_kg),
        kg(line.mass_kg),
        price(line.price_per_kg),
        rupiah(line.amount),
    ]


def _totals(due: PoolDue) -> list[list[str]]:
    bill, pick = due.pick.bill, due.pick
    found = []
    if bill.tax:
        found = [
            [_("Net"), rupiah(bill.net)],
            [_("Tax base (11/12 of net)"), with_sen(bill.tax_base)],
            [_("VAT (PPN) 12 percent"), rupiah(bill.tax)],
        ]
    found.append([_("Total"), rupiah(bill.total)])
    if pick.deposit:
        found.append([_("From the deposit"), rupiah(pick.deposit)])
    if on_credit := bill.total - pick.deposit - pick.due_now:
        found.append([_("On credit"), rupiah(on_credit)])
    return [*found, [_("To pay before pick-up"), rupiah(pick.due_now)]]


def _pay(due: PoolDue) -> list[str]:
    if not due.pick.due_now:
        return [_("Nothing more is to be paid before pick-up. Thank you.")]
    lines = [
        _("Please pay %(amount)s before pick-up and name %(number)s.")
        % {"amount": rupiah(due.pick.due_now), "number": due.reference}
    ]
    if due.ways.bank_account:
        lines.append(_("Bank transfer: %(account)s") % {"account": due.ways.bank_account})
    return [*lines, _("This is no invoice: the invoice comes with the goods.")]
