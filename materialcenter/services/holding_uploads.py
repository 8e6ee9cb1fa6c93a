"""Files that came with a form which is not finished: kept for whoever sent them until it is.

A browser forgets a chosen file when a form comes back with another row or a refusal, and a
phone takes one photo at a time. So the file is kept at once, and the act claims it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Invalid
from materialcenter.models import Attachment
from materialcenter.person import Person
from materialcenter.services.filing import check_upload, file_away

HELD = "HeldUpload"
LARGEST_ID = 2**63 - 1


class UploadGone(Invalid):
    """A held file that somebody else holds, or that an act claimed already."""

    code = "upload_gone"
    sentence = _("A file is not kept any more. Please choose it again.")


@command
def hold_upload(
    *, name: str, content: bytes, allowed: Collection[str], by: Person, at: datetime
) -> Attachment:
    """Keep a file for the person until an act claims it. Raises what check_upload refuses."""
    media_type = check_upload(name=name, content=content, allowed=allowed)
    held = file_away(
        center_id=by.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject=HELD,
        subject_id=by.user_id,
        by=by,
        at=at,
    )
    audit.record(
        by=by,
        action="file.held",
        subject="Attachment",
        subject_id=held.pk,
        at=at,
        sha256=held.content_id,
    )
    return held


def held_uploads(ids: Iterable[str], *, by: Person) -> list[Attachment]:
    """Return the person's own held files among ids as a form sent them, the oldest first."""
    wanted = {int(text) for text in ids if text.isascii() and text.isdecimal() and len(text) < 19}
    return list(_held(by).filter(pk__in=wanted).order_by("pk"))


@step
def claim_uploads(
    ids: Collection[int], *, subject: str, subject_id: int, by: Person
) -> list[Attachment]:
    """Put held files to what they belong to; returns them in the order of their keeping.

    Raises UploadGone, which leaves all of them held.
    """
    wanted = {pk for pk in ids if 0 < pk <= LARGEST_ID}
    rows = _held(by).select_for_update(no_key=True).filter(pk__in=wanted)
    found = list(rows.order_by("pk"))
    if len(found) != len(set(ids)):
        raise UploadGone(field="file")
    for row in found:
        row.subject, row.subject_id = subject, subject_id
        row.save(update_fields=["subject", "subject_id"])
    return found


def _held(by: Person) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(by).filter(
        subject=HELD, subject_id=by.user_id, added_by_id=by.user_id
    )
