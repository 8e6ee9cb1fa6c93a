"""Files: taken in after a look at what they really are, kept by their SHA-256, given out.

Bytes are kept once per content; a file is a name of a center's for such bytes.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Attachment, FileContent
from materialcenter.person import Person
from materialcenter.rules.filetypes import JPEG, PNG, ending_of, type_by_name

LONGEST_NAME = 160
PICTURES = (JPEG, PNG)


class FileEmpty(Invalid):
    """A file without a byte."""

    code = "file_empty"
    sentence = _("The file is empty.")


class FileTooLarge(Invalid):
    """A file over the limit."""

    code = "file_too_large"
    sentence = _("The file is larger than %(limit)s MB. Please send a smaller one.")


class BadFileName(Invalid):
    """A name that is none: empty, too long, or with parts of a path in it."""

    code = "file_name_invalid"
    sentence = _("The file's name cannot be used. Please rename the file and send it again.")


class FileTypeRefused(Invalid):
    """A type that is not taken here."""

    code = "file_type_refused"
    sentence = _("Only files of these types are taken here: %(allowed)s.")


class FileTypeDisagrees(Invalid):
    """The bytes are not what the name says."""

    code = "file_type_disagrees"
    sentence = _("The file is named %(ending)s but is something else inside.")


@dataclass(frozen=True)
class OpenedFile:
    """A file as it is given out: its own name is shown, never used as one."""

    safe_name: str
    name: str
    media_type: str
    content: bytes


def check_upload(*, name: str, content: bytes, allowed: Collection[str]) -> str:
    """Look at what somebody hands in and return its media type.

    name: as it came. allowed: media types of rules/filetypes.py.
    Raises BadFileName, FileEmpty, FileTooLarge, FileTypeRefused, FileTypeDisagrees.
    """
    _check_name(name)
    _check_size(content)
    promised = type_by_name(name)
    if promised is None or promised.media_type not in allowed:
        endings = ", ".join(sorted(ending_of(media_type) for media_type in allowed))
        raise FileTypeRefused(field="file", allowed=endings)
    if not promised.looks_right(content):
        raise FileTypeDisagrees(field="file", ending=promised.endings[0])
    return promised.media_type


@step
def file_away(
    *,
    center_id: int,
    name: str,
    media_type: str,
    content: bytes,
    subject: str,
    subject_id: int | None,
    workshop_id: int | None = None,
    by: Person,
    at: datetime,
) -> Attachment:
    """Keep a file under its name; the same bytes are kept once.

    subject, subject_id: the model and row it belongs to. workshop_id: the workshop whose
    buyers may open it; without one only the center's staff may.
    Raises BadFileName, FileEmpty, FileTooLarge.
    """
    _check_name(name)
    _check_size(content)
    digest = hashlib.sha256(content).hexdigest()
    FileContent.objects.bulk_create(
        [FileContent(sha256=digest, content=content)], ignore_conflicts=True
    )
    return Attachment.objects.create(
        center_id=center_id,
        workshop_id=workshop_id,
        content_id=digest,
        name=name,
        media_type=media_type,
        size_bytes=len(content),
        subject=subject,
        subject_id=subject_id,
        added_by_id=by.user_id,
        added_at=at,
    )


def open_file(*, attachment_id: int, by: Person) -> OpenedFile:
    """Read a file that the person may see. Raises Missing."""
    found = (
        Attachment.objects.visible_to(by).select_related("content").filter(pk=attachment_id).first()
    )
    if found is None:
        raise Missing(sentence=_("There is no such file."))
    return OpenedFile(
        safe_name=f"file-{found.pk}{ending_of(found.media_type)}",
        name=found.name,
        media_type=found.media_type,
        content=bytes(found.content.content),
    )


def photos_of(subject: str, subject_id: int, *, by: Person) -> list[Attachment]:
    """Return the pictures kept with something, the oldest first. One statement."""
    rows = Attachment.objects.visible_to(by).filter(
        subject=subject, subject_id=subject_id, media_type__in=PICTURES
    )
    return list(rows.order_by("pk"))


def _check_name(name: str) -> None:
    is_path = "/" in name or "\\" in name or name.strip(". ") == ""
    if is_path or not name.isprintable() or len(name) > LONGEST_NAME:
        raise BadFileName(field="file")


def _check_size(content: bytes) -> None:
    if not content:
        raise FileEmpty(field="file")
    if len(content) > settings.ATTACHMENT_MAX_BYTES:
        raise FileTooLarge(field="file", limit=settings.ATTACHMENT_MAX_BYTES // 1024**2)
