"""Every way in for a file, found by walking; and every file that is given out."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from materialcenter.models import Attachment
from tests import walking
from tests.forms import forms_of
from tests.walking import Answer, Door, Upload
from tests.world import PDF, ROLE_OF, World, taken_back

pytestmark = pytest.mark.django_db

PAGES = [door for door in walking.pages() if hasattr(door.view, "allowed_roles")]
ROUTES = walking.routes()
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
SAFE_NAME = re.compile(r'attachment; filename="[A-Za-z0-9._-]{1,100}"')

BAD = {
    "a page that calls itself a PDF": ("faktur.pdf", HTML, "application/pdf"),
    "a page that calls itself a table": ("data.csv", HTML, "text/csv"),
    "a page that calls itself a workbook": ("data.xlsx", HTML, "text/csv"),
    "a page": ("faktur.html", HTML, "text/html"),
    "a picture that is a script": ("gambar.svg", b"<svg onload='x()'/>", "image/svg+xml"),
    "a program": ("faktur.exe", b"MZ\x90\x00", "application/pdf"),
    "nothing": ("faktur.pdf", b"", "application/pdf"),
    "two endings": ("faktur.pdf.html", PDF, "application/pdf"),
}


def client_of(world: World, door: Door) -> Client:
    """Return the browser of somebody whom a door lets in, who may do the most there."""
    for name in ("putri", "wati", *ROLE_OF):
        if ROLE_OF[name] in door.roles:
            return world.browser(world.depot.users[name])
    raise AssertionError(f"{door} lets nobody in")


Ways = list[tuple[Door, Any]]


@pytest.fixture(scope="module")
def ways_in(world: World, django_db_blocker: Any) -> Ways:
    """Find every page and route that takes a file, with what sends one there."""
    with django_db_blocker.unblock(), taken_back():
        return [*_routes_in(world), *_pages_in(world)]


def _routes_in(world: World) -> Iterator[tuple[Door, Any]]:
    for route in ROUTES:
        body = walking.body_of(route, world)
        if isinstance(body, Upload) and body.file_names:
            yield route, _route_sender(route, body, world)


def _pages_in(world: World) -> Iterator[tuple[Door, Any]]:
    for door in PAGES:
        client, address = client_of(world, door), door.address(world)
        for form in forms_of(client.get(address).content.decode(errors="replace")):
            if form.method == "post" and form.files:
                yield door, _form_sender(client, urljoin(address, form.action), form)


def _route_sender(route: Door, body: Upload, world: World) -> Any:
    def send(name: str, content: bytes, media_type: str) -> Answer:
        given = {n: SimpleUploadedFile(name, content, media_type) for n in body.file_names}
        return client_of(world, route).post(route.address(world), {**body.fields, **given})

    return send


def _form_sender(client: Client, action: str, form: Any) -> Any:
    def send(name: str, content: bytes, media_type: str) -> Answer:
        given = {n: SimpleUploadedFile(name, content, media_type) for n in form.files}
        return client.post(action, {**form.sent(), **given})

    return send


class TestWaysIn:
    def test_there_are_some_of_each_kind(self, ways_in: Ways) -> None:
        doors = [door for door, _send in ways_in]
        assert any(door.method for door in doors)
        assert any(not door.method for door in doors)

    @pytest.mark.parametrize("what", BAD)
    def test_refuse(self, what: str, ways_in: Ways) -> None:
        kept, wrong = Attachment.objects.count(), []
        for door, send in ways_in:
            with taken_back():
                answer = send(*BAD[what])
                if not 400 <= answer.status_code < 500 or Attachment.objects.count() != kept:
                    wrong.append(f"{door} takes {what}: {answer.status_code}")
        assert not wrong, "\n".join(wrong)

    def test_refuse_what_is_too_large(self, ways_in: Ways, settings: Any) -> None:
        settings.ATTACHMENT_MAX_BYTES = 2000
        kept, wrong = Attachment.objects.count(), []
        for door, send in ways_in:
            for name, content in (("a.pdf", PDF + b" " * 2000), ("a.csv", b"Kode;Nama\n" * 201)):
                with taken_back():
                    answer = send(name, content, "application/pdf")
                    if answer.status_code not in {413, 422} or Attachment.objects.count() != kept:
                        wrong.append(f"{door} takes {name} over the limit: {answer.status_code}")
        assert not wrong, "\n".join(wrong)

    def test_read_no_body_that_is_larger_than_all(self, world: World, settings: Any) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
        client = world.browser(world.depot.users["sari"])
        for address in ("/pools/new/", "/api/v1/orders", "/account/login/"):
            answer = client.post(address, b"x" * 6000, content_type="application/json")
            assert answer.status_code == 400, address

    @pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\a.pdf", "/a.pdf", "a/b.csv"])
    def test_keep_no_path_of_a_name(self, name: str, ways_in: Ways) -> None:
        content = b"Kode;Nama\nS01;Baja\n" if name.endswith("csv") else PDF
        for door, send in ways_in:
            with taken_back():
                answer = send(name, content, "application/pdf")
                assert answer.status_code < 500, f"{door} with {name}"
                for kept in Attachment.objects.values_list("name", flat=True):
                    assert not set("/\\") & set(kept), f"{door} keeps {kept}"


class TestFilesGivenOut:
    def test_are_attachments_under_made_up_names(self, world: World) -> None:
        given, wrong = 0, []
        for door in [*PAGES, *ROUTES]:
            if door.method not in {"", "GET"}:
                continue
            answer = client_of(world, door).get(door.address(world))
            kind = answer["Content-Type"].partition(";")[0] if answer.content else "text/html"
            if answer.status_code != 200 or kind in {"text/html", "application/json"}:
                continue
            given += 1
            safe = (
                SAFE_NAME.fullmatch(answer.headers.get("Content-Disposition", ""))
                and answer.headers.get("X-Content-Type-Options") == "nosniff"
                and "sandbox" in answer.headers.get("Content-Security-Policy", "")
                and "no-store" in answer.headers.get("Cache-Control", "")
            )
            if not safe:
                wrong.append(f"{door} gives {kind} out: {dict(answer.headers)}")
        assert not wrong, "\n".join(wrong)
        assert given >= 3
