"""Django's entry to orders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Who wants what, from whom, and what it costs."""

    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        """Tell which files can be imported, and of what people are told."""
        from materialcenter.importing.kinds import register
        from materialcenter.services import telling
        from orders.services import noticing
        from orders.services.importing import (
            BANK_STATEMENT,
            OFFERS,
            POOL_COMMITMENTS,
            SUPPLIER_INVOICES,
        )
        from orders.services.notice_kinds import KINDS

        for kind in (OFFERS, POOL_COMMITMENTS, SUPPLIER_INVOICES, BANK_STATEMENT):
            register(kind)
        telling.register(*KINDS)
        noticing.register_all()
