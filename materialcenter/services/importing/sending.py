"""Sending a file: what is refused at once, before anybody reads it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from materialcenter import audit, jobs
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Invalid
from materialcenter.importing.kinds import Kind, kind_named
from materialcenter.importing.sheets import NotASpreadsheet
from materialcenter.models import ImportRun
from materialcenter.person import Person
from materialcenter.rules.filetypes import CSV, XLSX, XML, ending_of
from materialcenter.services.filing import (
    FileTypeDisagrees,
    FileTypeRefused,
    check_upload,
    file_away,
)
from materialcenter.services.importing.confirming import refuse_sent_twice


class OptionRefused(Invalid):
    """Something said beside the file is missing or not right; `faults` names what."""

    code = "import_option_invalid"
    sentence = _("Something that this import needs beside the file is not right.")


@command
def send_file(
    *,
    kind: str,
    name: str,
    content: bytes,
    options: Mapping[str, str],
    by: Person,
    at: datetime,
) -> ImportRun:
    """Take a file in and let a job read it; nothing of it is stored but itself.

    options: what the kind asks beside the file; blanks count as not given.
    Raises UnknownKind, WrongRole, OptionRefused, NotASpreadsheet, XmlNotRead, FileTooLarge, FileEmpty,
    BadFileName, ImportSentTwice.
    """
    run = keep_file(kind=kind, name=name, content=content, options=options, by=by, at=at)
    run.job_id = jobs.later(
        "materialcenter.tasks.read_import",
        center_id=by.center_id,
        run_id=run.pk,
        user_id=by.user_id,
        token_id=by.token_id,
    )
    run.save(update_fields=["job"])
    return run


@step
def keep_file(
    *,
    kind: str,
    name: str,
    content: bytes,
    options: Mapping[str, str],
    by: Person,
    at: datetime,
) -> ImportRun:
    """Keep a file as a run that is to be read. Raises as `send_file` does."""
    found = kind_named(kind)
    by.must_be(*found.roles)
    kept = _read_options(found, options, by)
    media_type = _media_type(found, name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    refuse_sent_twice(center_id=by.center_id, kind=kind, sha256=sha256)
    attachment = file_away(
        center_id=by.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="ImportRun",
        subject_id=None,
        by=by,
        at=at,
    )
    run = ImportRun.objects.create(
        center_id=by.center_id,
        kind=kind,
        options=kept,
        attachment=attachment,
        sha256=sha256,
        asked_by_id=by.user_id,
        asked_at=at,
    )
    audit.record(
        by=by, action="import.sent", subject="ImportRun", subject_id=run.pk, at=at, kind=kind
    )
    return run


def _media_type(kind: Kind[Any], name: str, content: bytes) -> str:
    allowed = (XLSX, CSV) if kind.read_xml is None else (XLSX, CSV, XML)
    try:
        return check_upload(name=name, content=content, allowed=allowed)
    except (FileTypeRefused, FileTypeDisagrees) as error:
        if kind.read_xml is not None and name.lower().endswith(ending_of(XML)):
            kind.read_xml(content)  # what is wrong with it as XML comes first
        raise NotASpreadsheet(field="file") from error


def _read_options(kind: Kind[Any], given: Mapping[str, str], by: Person) -> dict[str, str]:
    kept: dict[str, str] = {}
    faults = []
    for option in kind.options:
        value = given.get(option.name, "").strip()
        try:
            if value or option.is_needed:
                kept[option.name] = option.read(value, by)
        except Invalid as error:
            faults.append(Fault(error.code, str(error), field=option.name))
    known = {option.name for option in kind.options}
    faults += [
        Fault("option_unknown", str(_("This kind of file does not ask for this.")), field=name)
        for name, value in given.items()
        if name not in known and value.strip()
    ]
    if faults:
        raise OptionRefused(faults=faults)
    return kept
