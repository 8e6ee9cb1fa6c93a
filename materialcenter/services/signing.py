"""Who takes goods over: the name, the vehicle, and the signature drawn on the screen."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.errors import Invalid
from materialcenter.models import Attachment
from materialcenter.person import Person
from materialcenter.rules.filetypes import PNG
from materialcenter.rules.signature import is_signature
from materialcenter.services.filing import file_away


class ReceiverMissing(Invalid):
    """Nobody is named who takes the goods."""

    code = "receiver_missing"
    sentence = _("Write down who receives the goods.")


class BadSignature(Invalid):
    """A signature that is no picture."""

    code = "signature_unreadable"
    sentence = _("The signature could not be read. Please sign again, or leave it out.")


@dataclass(frozen=True)
class Receiver:
    """Who takes the goods: a name, the vehicle's number, and the signature as PNG or None."""

    name: str
    vehicle: str = ""
    signature_png: bytes | None = None


def check_receiver(name: str, vehicle: str, signature_png: bytes | None) -> Receiver:
    """Look at who takes the goods. Raises ReceiverMissing, BadSignature."""
    if not name.strip():
        raise ReceiverMissing(field="receiver_name")
    if signature_png is not None and not is_signature(signature_png):
        raise BadSignature(field="signature")
    return Receiver(name.strip(), vehicle.strip(), signature_png)


@step
def keep_signature(
    png: bytes,
    *,
    center_id: int,
    number: str,
    subject: str,
    subject_id: int,
    workshop_id: int,
    by: Person,
    at: datetime,
) -> Attachment:
    """Keep the signature of a delivery note under its number, where the workshop sees it."""
    return file_away(
        center_id=center_id,
        name=f"{number}.png",
        media_type=PNG,
        content=png,
        subject=subject,
        subject_id=subject_id,
        workshop_id=workshop_id,
        by=by,
        at=at,
    )
