"""The admin's part of the yard: grades, materials and racks; stock never changes here."""

from django.contrib import admin

from inventory.models import Grade, Material, Place


@admin.register(Grade)
class GradeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Grades with their densities."""

    list_display = ("code", "standard", "density", "center")
    list_filter = ("center",)
    list_select_related = ("center",)
    search_fields = ("code",)


@admin.register(Material)
class MaterialAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Materials: only the price and whether one is sold change here.

    New ones come in where their table weight is reckoned.
    """

    list_display = (
        "code",
        "form",
        "grade",
        "unit",
        "piece_mass_kg",
        "counter_price_per_kg",
        "center",
    )
    list_filter = ("center", "form", "is_active")
    list_select_related = ("center", "grade")
    search_fields = ("code",)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: Material | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: object, obj: Material | None = None) -> tuple[str, ...]:
        free = {"id", "counter_price_per_kg", "is_active"}
        return tuple(field.name for field in Material._meta.fields if field.name not in free)


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Racks and the outsides."""

    list_display = ("code", "kind", "capacity_kg", "center")
    list_filter = ("center", "kind")
    list_select_related = ("center",)
    search_fields = ("code",)
