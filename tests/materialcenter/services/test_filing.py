"""Files: what is taken in, what is refused, who gets them back."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from materialcenter.errors import DomainError, Missing
from materialcenter.models import Attachment, FileContent
from materialcenter.rules import filetypes
from materialcenter.services import filing
from tests.cast import NOW, Depot

SignIn = Callable[[Depot, str], Client]
PDF = b"%PDF-1.7\n1 0 obj\n"
ALL = frozenset(kind.media_type for kind in filetypes.FILE_TYPES)


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


def _keep(depot: Depot, name: str = "faktur.pdf", workshop: str = "") -> Attachment:
    with transaction.atomic():
        return filing.file_away(
            center_id=depot.center.pk,
            name=name,
            media_type=filetypes.PDF,
            content=PDF,
            subject="Invoice",
            subject_id=1,
            workshop_id=depot.workshops[workshop].pk if workshop else None,
            by=depot.person("wati"),
            at=NOW,
        )


class TestCheckUpload:
    @pytest.mark.parametrize(
        ("name", "content", "media_type"),
        [
            ("a.pdf", PDF, filetypes.PDF),
            ("A.PDF", PDF, filetypes.PDF),
            ("a.png", b"\x89PNG\r\n\x1a\n....", filetypes.PNG),
            ("a.jpeg", b"\xff\xd8\xff\xe0", filetypes.JPEG),
            ("a.xlsx", _workbook(), filetypes.XLSX),
            ("a.csv", "\ufeffKode;Nama\r\nS01;Baja".encode(), filetypes.CSV),
            ("a.csv", "Kode;Nama\r\nS01;Baja é".encode("cp1252"), filetypes.CSV),
            ("a.xml", b'\xef\xbb\xbf<?xml version="1.0"?><TaxInvoiceBulk/>', filetypes.XML),
            ("a.xml", b"<TaxInvoiceBulk>\n</TaxInvoiceBulk>", filetypes.XML),
        ],
    )
    def test_knows_a_file_by_its_bytes(self, name: str, content: bytes, media_type: str) -> None:
        assert filing.check_upload(name=name, content=content, allowed=ALL) == media_type

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("a.pdf", b"<html><script>alert(1)</script></html>", "file_type_disagrees"),
            ("a.png", PDF, "file_type_disagrees"),
            ("a.jpg", b"\x89PNG\r\n\x1a\n", "file_type_disagrees"),
            ("a.xlsx", b"Kode;Nama", "file_type_disagrees"),
            ("a.xlsx", b"PK\x03\x04 but no archive", "file_type_disagrees"),
            ("a.csv", _workbook(), "file_type_disagrees"),
            ("a.csv", PDF, "file_type_disagrees"),
            ("a.csv", b"<html></html>", "file_type_disagrees"),
            ("a.xml", b"<!DOCTYPE x [<!ENTITY e 'a'>]><x/>", "file_type_disagrees"),
            ("a.xml", b"<?xml version='1.0'?><!DOCTYPE x><x/>", "file_type_disagrees"),
            ("a.xml", b"<svg onload='x()'/>", "file_type_disagrees"),
            ("a.exe", b"MZ", "file_type_refused"),
            ("pdf", PDF, "file_type_refused"),
            ("a.pdf", b"", "file_empty"),
            ("../../etc/a.pdf", PDF, "file_name_invalid"),
            ("..\\a.pdf", PDF, "file_name_invalid"),
            ("a\x00.pdf", PDF, "file_name_invalid"),
            ("a\r\nSet-Cookie: x.pdf", PDF, "file_name_invalid"),
            ("", PDF, "file_name_invalid"),
            (f"{'a' * 160}.pdf", PDF, "file_name_invalid"),
        ],
    )
    def test_refuses_what_is_not_what_its_name_says(
        self, name: str, content: bytes, code: str
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            filing.check_upload(name=name, content=content, allowed=ALL)
        assert refusal.value.code == code
        assert str(refusal.value)

    def test_refuses_a_type_that_is_not_taken_here(self) -> None:
        with pytest.raises(filing.FileTypeRefused) as refusal:
            filing.check_upload(name="a.pdf", content=PDF, allowed={filetypes.XLSX, filetypes.CSV})
        assert ".csv, .xlsx" in str(refusal.value)

    def test_refuses_a_byte_over_the_limit(self, settings: Any) -> None:
        settings.ATTACHMENT_MAX_BYTES = len(PDF)
        filing.check_upload(name="a.pdf", content=PDF, allowed=ALL)
        with pytest.raises(filing.FileTooLarge):
            filing.check_upload(name="a.pdf", content=PDF + b"x", allowed=ALL)


@pytest.mark.django_db
class TestFileAway:
    def test_keeps_the_same_bytes_once(self, depot: Depot) -> None:
        first, second = _keep(depot), _keep(depot, "other.pdf")
        assert first.content_id == second.content_id
        assert FileContent.objects.count() == 1
        assert filing.open_file(attachment_id=second.pk, by=depot.person("agus")).content == PDF

    def test_refuses_a_path_for_a_name_and_keeps_nothing(self, depot: Depot) -> None:
        with pytest.raises(filing.BadFileName):
            _keep(depot, "../x.pdf")
        assert not Attachment.objects.exists()
        assert not FileContent.objects.exists()


@pytest.mark.django_db
class TestOpenFile:
    def test_opens_a_workshops_file_to_its_own_buyers_only(self, depot: Depot) -> None:
        kept = _keep(depot, workshop="W0001")
        assert filing.open_file(attachment_id=kept.pk, by=depot.person("sari")).content == PDF
        with pytest.raises(Missing):
            filing.open_file(attachment_id=kept.pk, by=depot.person("rudi"))

    def test_keeps_the_centers_own_files_from_buyers_and_strangers(
        self, depot: Depot, stranger: Depot
    ) -> None:
        kept = _keep(depot)
        for by in (depot.person("sari"), stranger.person("sinta")):
            with pytest.raises(Missing):
                filing.open_file(attachment_id=kept.pk, by=by)


@pytest.mark.django_db
class TestDownloadPage:
    def test_gives_an_attachment_under_a_made_up_name(self, depot: Depot, sign_in: SignIn) -> None:
        kept = _keep(depot, 'x".html.pdf')
        client: Client = sign_in(depot, "wati")
        answer = client.get(f"/files/{kept.pk}/")
        assert answer.content == PDF
        assert answer["Content-Disposition"] == f'attachment; filename="file-{kept.pk}.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_is_not_there_for_others(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        kept = _keep(depot, workshop="W0001")
        for cast, name in ((depot, "rudi"), (stranger, "sinta")):
            client: Client = sign_in(cast, name)
            assert client.get(f"/files/{kept.pk}/").status_code == 404

    def test_asks_for_a_sign_in(self, depot: Depot) -> None:
        assert Client().get(f"/files/{_keep(depot).pk}/").status_code == 302
