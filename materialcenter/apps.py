"""Django's entry to the kernel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaterialCenterConfig(AppConfig):
    """The kernel."""

    name = "materialcenter"
    verbose_name = _("Material center")
