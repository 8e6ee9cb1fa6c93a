"""Mill certificates of what was delivered: who got the steel may see its certificate."""

from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.errors import Missing
from materialcenter.person import Person, system_person
from materialcenter.services.filing import OpenedFile, open_file
from orders.models import DeliveryNoteLine
from orders.reports.finding import find_note


class NoCertificate(Missing):
    """The lot came without a certificate, or there is no such line."""

    code = "no_certificate"
    sentence = _("There is no certificate for this line.")


def open_certificate(*, number: str, line_no: int, by: Person) -> OpenedFile:
    """Read the certificate of the lot on a line of a delivery note the person may see.

    A certificate is the center's file and closed to buyers but for this: the steel is
    theirs. Raises NotThere, NoCertificate.
    """
    note = find_note(by, number)
    lot_id = (
        DeliveryNoteLine.objects.filter(note=note, line_no=line_no)
        .values_list("lot_id", flat=True)
        .first()
    )
    found = None if lot_id is None else catalogue.certificate_files([lot_id]).get(lot_id)
    if found is None:
        raise NoCertificate
    return open_file(attachment_id=found, by=system_person(note.center_id))
