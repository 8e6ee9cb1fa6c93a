"""The limits of a center: of over-receipts, and of suppliers' invoices."""

from materialcenter.person import Person
from orders.models import MatchLimits, ReceiptLimit


def match_limits(person: Person) -> MatchLimits:
    """Return the center's limits, or those that count while it has set none."""
    found = MatchLimits.objects.visible_to(person).first()
    return found or MatchLimits(center_id=person.center_id)


def receipt_limits(person: Person) -> list[ReceiptLimit]:
    """List the center's limits, what holds for all suppliers and materials first."""
    rows = ReceiptLimit.objects.visible_to(person).select_related("supplier", "material")
    return sorted(
        rows,
        key=lambda row: (
            row.supplier.code if row.supplier else "",
            row.material.code if row.material else "",
        ),
    )
