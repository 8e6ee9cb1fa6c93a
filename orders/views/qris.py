"""The QRIS code that pages show beside what is to be paid."""

from django.utils.safestring import mark_safe

from orders.documents.qr import qr_svg
from orders.reports.billing import WaysToPay


def qris_code(ways: WaysToPay, *, label: str) -> str:
    """Draw the code of a way to pay, "" where there is none. label: what it is, for readers."""
    if not ways.qris_payload:
        return ""
    # Drawn here out of the center's own payload; nothing that anybody typed is in it.
    return mark_safe(qr_svg(ways.qris_payload, label=label))  # noqa: S308
