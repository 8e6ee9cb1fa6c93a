"""The admin's part of orders: the limits of suppliers' invoices; orders never change here."""

from django.contrib import admin

from orders.models import MatchLimits


@admin.register(MatchLimits)
class MatchLimitsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How far a supplier's invoice may be off and still be paid unseen, per center."""

    list_display = (
        "center",
        "price_percent",
        "price_rupiah",
        "quantity_percent",
        "quantity_kg",
        "freight_rupiah",
        "vat_rupiah",
    )
    list_select_related = ("center",)

    def has_delete_permission(self, request: object, obj: MatchLimits | None = None) -> bool:
        return False
