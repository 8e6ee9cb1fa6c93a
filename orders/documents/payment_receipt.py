"""The receipt (kwitansi) as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, rupiah
from orders.models import Payment
from orders.rules.tax import stamp_duty
from orders.rules.words import in_words

TEMPLATE = Path(__file__).with_suffix(".typ")


def payment_receipt_data(payment: Payment) -> dict[str, Any]:
    """Write a receipt in the language that is active; everything it names at hand."""
    language = (get_language() or "id")[:2]
    duty = stamp_duty(payment.amount)
    center = payment.center
    return {
        "language": language,
        "title": _("Receipt"),
        "number": payment.number,
        "letterhead": asdict(letterhead_of(center)),
        "facts": [
            [_("Received from"), f"{payment.workshop.name} ({payment.workshop.code})"],
            [_("Amount"), rupiah(payment.amount)],
            [_("In words"), in_words(payment.amount, language).capitalize()],
            [_("For"), _purpose(payment)],
            [_("Paid by"), str(payment.get_method_display())],
        ],
        "place": f"{center.city}, {day(payment.received_at)}",
        "amount": rupiah(payment.amount),
        "signatures": [
            [
                center.legal_name,
                payment.received_by.shown_name if payment.received_by else "",
            ]
        ],
        "stamp_title": _("Stamp duty (meterai)"),
        "stamp": _("Meterai %(duty)s is due on this receipt.") % {"duty": rupiah(duty)}
        if duty
        else "",
    }


def _purpose(payment: Payment) -> str:
    if payment.invoice is not None:
        return _("Payment of invoice %(number)s") % {"number": payment.invoice.number}
    number = payment.pool.number if payment.pool else ""
    return _("Deposit for pool %(number)s") % {"number": number}
