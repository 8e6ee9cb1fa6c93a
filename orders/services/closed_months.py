"""Papers dated in a month whose books are closed: the one fault they share."""

from datetime import date

from django.utils.translation import gettext as _

from materialcenter.errors import Fault
from materialcenter.formats import day
from materialcenter.models import Center


def closed_faults(center_id: int, dated_on: date, *, field: str) -> list[Fault]:
    """Name the fault of a paper whose date lies where the books are closed already."""
    through = Center.objects.values_list("books_closed_through", flat=True).get(pk=center_id)
    if through is None or dated_on > through:
        return []
    sentence = _("The books are closed through %(through)s; a paper of before comes too late.")
    return [Fault("month_closed", sentence % {"through": day(through)}, field)]
