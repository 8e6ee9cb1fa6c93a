"""The form that sets a year's target."""

from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import RupiahField


class YearTargetForm(ActForm):
    """What revenue a year is to reach, and what was reported of it."""

    revenue = RupiahField(
        label=_("Revenue to reach (Rp)"),
        required=False,
        help_text=_("Leave it empty where none is set."),
    )
    reported = RupiahField(
        label=_("Revenue as reported (Rp)"),
        required=False,
        least=0,
        help_text=_("Only for a year that these books do not hold; it counts instead of them."),
    )
