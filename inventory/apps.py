"""Django's entry to the yard."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """What lies in the yard."""

    name = "inventory"
    verbose_name = _("Inventory")
