"""The admin's part of the kernel: set-up only, for superusers; everyday work has its own pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Center, Membership, Supplier, User, Workshop

admin.site.site_header = _("Material Center: set-up")
admin.site.site_title = _("Set-up")
admin.site.unregister(Group)


@admin.register(Center)
class CenterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Depots: who sells, where, with which tax standing."""

    list_display = ("code", "name", "legal_form", "is_vat_registered", "city")
    search_fields = ("code", "name")

    def has_delete_permission(self, request: object, obj: Center | None = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """Roles beside the person who holds them."""

    model = Membership
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People and how they sign in."""

    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (
            _("Person"),
            {"fields": ("first_name", "last_name", "email", "whatsapp", "language")},
        ),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    filter_horizontal = ()

    def has_delete_permission(self, request: object, obj: User | None = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Roles in centers."""

    list_display = ("center", "user", "role")
    list_filter = ("center", "role")
    list_select_related = ("center", "user")
    search_fields = ("user__username", "user__email")
    autocomplete_fields = ("user",)


@admin.register(Workshop)
class WorkshopAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Workshops."""

    list_display = ("code", "name", "trade", "district", "center", "is_active")
    list_filter = ("center", "trade", "is_active")
    list_select_related = ("center",)
    search_fields = ("code", "name")


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Suppliers."""

    list_display = ("code", "name", "city", "center", "is_active")
    list_filter = ("center", "is_active")
    list_select_related = ("center",)
    search_fields = ("code", "name")
