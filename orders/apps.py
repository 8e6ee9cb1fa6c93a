"""Django's entry to orders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Who wants what, from whom, and what it costs."""

    name = "orders"
    verbose_name = _("Orders")
