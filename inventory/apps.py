"""Django's entry to the yard."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """What lies in the yard."""

    name = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        """Tell which of the yard's files can be imported, and what it tells people."""
        from inventory.services import notice_kinds
        from inventory.services.importing import CATALOGUE, ISSUE_HISTORY, OPENING_STOCK
        from materialcenter.importing.kinds import register

        for kind in (CATALOGUE, OPENING_STOCK, ISSUE_HISTORY):
            register(kind)
        notice_kinds.register_all()
