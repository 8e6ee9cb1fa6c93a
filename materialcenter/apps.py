"""Django's entry to the kernel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaterialCenterConfig(AppConfig):
    """The kernel."""

    name = "materialcenter"
    verbose_name = _("Material center")

    def ready(self) -> None:
        """Tell which files can be imported, and what people are told."""
        from materialcenter.importing.kinds import register
        from materialcenter.services import notice_kinds
        from materialcenter.services.importing.suppliers import SUPPLIERS
        from materialcenter.services.importing.workshops import WORKSHOPS

        register(SUPPLIERS)
        register(WORKSHOPS)
        notice_kinds.register_all()
