"""The kinds of things that orders tell people; see materialcenter.services.telling."""

from django.utils.translation import gettext_lazy as _

from materialcenter.models import Role
from materialcenter.services.telling import Kind

RUNS_LOW = Kind(
    "orders.runs_low",
    _("A material runs low"),
    frozenset({Role.PURCHASER}),
)
STILL_LOW = Kind(
    "orders.still_low",
    _("A material runs low and nobody has answered"),
    frozenset({Role.PURCHASER, Role.SUPERVISOR}),
)

KINDS = (RUNS_LOW, STILL_LOW)
