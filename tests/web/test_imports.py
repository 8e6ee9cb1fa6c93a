"""The pages of imports."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from materialcenter import jobs
from materialcenter.models import ImportRun, Supplier
from tests.cast import Depot
from tests.tegal import TEGAL, WRONG_STOCK, bring_first_day
from tests.web.pages import SignIn, send, text_of

pytestmark = pytest.mark.django_db


def _file(path: str = "02-pemasok.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(path, (TEGAL / path).read_bytes())


class TestImportPages:
    def test_lead_from_a_file_to_its_rows(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        answer = send(client, "/imports/", {"kind": "suppliers", "file": _file()})
        address = answer["Location"]
        waiting = text_of(client.get(address))
        assert 'hx-trigger="every 1s"' in waiting
        jobs.run_due()
        part = client.get(address, headers={"HX-Request": "true"})
        assert b"<html" not in part.content
        assert b"hx-trigger" not in part.content
        assert "PT Baja Lembar Contoh" in text_of(part)
        assert not Supplier.objects.filter(code="S06").exists()
        send(client, f"{address}confirm/")
        assert 'hx-trigger="every 1s"' in text_of(client.get(address))
        jobs.run_due()
        assert Supplier.objects.filter(code="S06").exists()
        assert "badge-ok" in text_of(client.get(address))
        assert "02-pemasok.xlsx" in text_of(client.get("/imports/"))

    def test_show_every_fault_of_the_wrong_file(self, depot: Depot, sign_in: SignIn) -> None:
        bring_first_day(depot, "catalogue", "suppliers")
        client = sign_in(depot, "wati")
        file = SimpleUploadedFile(WRONG_STOCK.name, WRONG_STOCK.read_bytes())
        address = send(client, "/imports/", {"kind": "opening_stock", "file": file})["Location"]
        jobs.run_due()
        page = text_of(client.get(address))
        for place in ("A6", "C8", "D9", "F11", "F13", "A14", "E15"):
            assert f"Stok!{place}" in page
        assert "dua puluh" in page
        assert "/confirm/" not in page

    @pytest.mark.parametrize(
        ("name", "content"),
        [("a.pdf", b"%PDF-1.7"), ("a.xlsx", b"<html></html>"), ("a.csv", b"<html></html>")],
    )
    def test_say_that_a_file_is_no_spreadsheet(
        self, depot: Depot, sign_in: SignIn, name: str, content: bytes
    ) -> None:
        file = SimpleUploadedFile(name, content)
        answer = send(sign_in(depot, "putri"), "/imports/", {"kind": "suppliers", "file": file})
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors
        assert not ImportRun.objects.exists()

    def test_say_that_a_file_went_in_already(self, depot: Depot, sign_in: SignIn) -> None:
        bring_first_day(depot, "suppliers")
        answer = send(sign_in(depot, "putri"), "/imports/", {"kind": "suppliers", "file": _file()})
        assert answer.status_code == 409
        assert "file" in answer.context["form"].errors

    def test_ask_for_the_pool(self, depot: Depot, sign_in: SignIn) -> None:
        fields = {"kind": "pool_commitments", "file": _file("07-pesanan-gabungan.xlsx")}
        answer = send(sign_in(depot, "putri"), "/imports/", fields)
        assert answer.status_code == 422
        assert "pool" in answer.context["form"].errors

    def test_offer_each_role_its_own_files(self, depot: Depot, sign_in: SignIn) -> None:
        page = text_of(sign_in(depot, "wati").get("/imports/"))
        assert 'value="opening_stock"' in page
        assert 'value="catalogue"' not in page
        assert '<form class="form' not in text_of(sign_in(depot, "agus").get("/imports/"))
        assert sign_in(depot, "sari").get("/imports/").status_code == 403
        answer = send(sign_in(depot, "wati"), "/imports/", {"kind": "suppliers", "file": _file()})
        assert answer.status_code == 422

    def test_are_not_there_for_strangers(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        bring_first_day(depot, "suppliers")
        run = ImportRun.objects.get()
        client = sign_in(stranger, "sinta")
        assert client.get(f"/imports/{run.pk}/").status_code == 404
        assert send(client, f"/imports/{run.pk}/confirm/").status_code == 404
