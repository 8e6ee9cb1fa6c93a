"""Pages of mill certificates, grades' limits and receiving without a browser."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from inventory.models import Certificate, GradeLimit, Lot
from materialcenter.models import Attachment
from tests.cast import Depot
from tests.inventory.certified import bars, certify, heat_of, measured
from tests.orders.counter import PNG
from tests.orders.purchases import BARS, sent
from tests.web.pages import SignIn, send, text_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 certificate\n%%EOF\n"
HEAD = {
    "number": "MTC-1",
    "kind": "3.1",
    "issued_on": "2026-08-20",
    "maker": "PT Mill",
    "rows": "1",
}
HEAT = {"r0-heat": "C90085", "r0-grade": "S45C", "r0-value_C": "0.45", "r0-value_TS": "611,5"}


class TestCertificatePages:
    def test_enter_a_certificate_for_the_lot_it_came_with(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot, wati = bars(depot), sign_in(depot, "wati")
        begun = text_of(wati.get(f"/certificates/new/?lot={lot.number}"))
        assert 'value="C90085"' in begun
        file = SimpleUploadedFile("mtc.pdf", PDF)
        more = send(wati, "/certificates/new/", {**HEAD, **HEAT, "more": "1", "file": file})
        (held,) = Attachment.objects.filter(subject="HeldUpload")
        assert f'value="{held.pk}"' in text_of(more)
        assert 'value="0.45"' in text_of(more)
        done = send(
            wati,
            "/certificates/new/",
            {**HEAD, **HEAT, "rows": "2", "lot": lot.number, "file_held": str(held.pk)},
        )
        made = Certificate.objects.get()
        assert done.headers["Location"] == f"/certificates/{made.pk}/"
        assert made.file_id == held.pk
        values = heat_of(made).results.values_list("value", flat=True)
        assert sorted(map(str, values)) == ["0.4500", "611.5000"]
        lot.refresh_from_db()
        assert lot.certified_heat_id == heat_of(made).pk

    def test_show_what_is_wrong_at_its_heat(self, depot: Depot, sign_in: SignIn) -> None:
        wrong = {**HEAT, "r0-value_C": "101", "r0-value_TS": "1.050"}
        answer = send(sign_in(depot, "wati"), "/certificates/new/", {**HEAD, **wrong})
        assert answer.status_code == 422
        assert "1.050" in text_of(answer)
        assert not Certificate.objects.exists()

    def test_put_a_certificate_to_a_lot_by_scanning_it(self, depot: Depot, sign_in: SignIn) -> None:
        made, lot, other = certify(depot), bars(depot), bars(depot, "D1", key="d1")
        wati = sign_in(depot, "wati")
        path = f"/certificates/{made.pk}/heats/{heat_of(made).pk}/prove/"
        refused = send(wati, path, {"lot": other.number})
        assert (refused.status_code, "D1" in text_of(refused)) == (409, True)
        assert send(wati, path, {"lot": f" {lot.number.lower()}\n"}).status_code == 302
        assert lot.number in text_of(wati.get(f"/certificates/{made.pk}/"))

    def test_choose_an_entered_certificate_at_the_lot(self, depot: Depot, sign_in: SignIn) -> None:
        made, lot, wati = certify(depot, measured(C="0.52")), bars(depot), sign_in(depot, "wati")
        path = f"/lots/{lot.number}/certificate/"
        assert send(wati, path).status_code == 422
        assert send(wati, path, {"certified_heat": str(heat_of(made).pk)}).status_code == 302
        shown = text_of(wati.get(f"/lots/{lot.number}/"))
        assert "MTC-2291: C 0,52 &gt; 0,48" in shown

    def test_ask_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        agus = sign_in(depot, "agus")
        made = certify(depot, *(measured(f"H{n}") for n in range(3)))
        for path in ("/certificates/", f"/certificates/{made.pk}/", "/grades/"):
            agus.get(path)
        with django_assert_num_queries(9):
            agus.get("/certificates/")
        with django_assert_num_queries(10):
            agus.get(f"/certificates/{made.pk}/")
        with django_assert_num_queries(6):
            agus.get("/grades/")


class TestGradePages:
    def test_take_the_standards_limits_and_change_them(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        assert send(putri, "/grades/take/").status_code == 302
        row = {"r0-measured": "C", "r0-minimum": "0,5", "r0-maximum": "0,4"}
        wrong = send(putri, "/grades/S45C/", {"rows": "1", **row})
        assert wrong.status_code == 422
        assert GradeLimit.objects.count() == 5
        row["r0-maximum"] = "0,6"
        assert send(putri, "/grades/S45C/", {"rows": "1", **row}).status_code == 302
        assert GradeLimit.objects.get().measured == "C"


class TestReceivePage:
    def _typed(self, **changes: Any) -> dict[str, Any]:
        given = {"r0-order_line": "1", "r0-heat": "C90085", "r0-pieces": "10", "rows": "1"}
        return {**given, "r0-mass_kg": "231,2", "r0-rack": "A-01", **changes}

    def test_names_the_figures_that_do_not_add_up(self, depot: Depot, sign_in: SignIn) -> None:
        order, wati = sent(depot, BARS), sign_in(depot, "wati")
        typed = self._typed(**{"r0-accepted_pieces": "7", "r0-rejected_pieces": "2"})
        typed |= {"r0-rejected_kg": "46,24", "r0-reject_reason": "Bengkok"}
        answer = send(wati, f"/purchase-orders/{order.number}/receive/", typed)
        assert answer.status_code == 422
        assert not Lot.objects.exists()

    def test_shows_photos_and_quarantine_on_the_receipt(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order, wati = sent(depot, BARS), sign_in(depot, "wati")
        path = f"/purchase-orders/{order.number}/receive/"
        kept = send(wati, path, self._typed(keep="1", photos=SimpleUploadedFile("truk.png", PNG)))
        (held,) = Attachment.objects.filter(subject="HeldUpload")
        assert f'name="photos_held" value="{held.pk}"' in text_of(kept)
        typed = self._typed(photos_held=str(held.pk), **{"r0-quarantine_reason": "Karat <b>"})
        done = send(wati, path, typed)
        shown = text_of(wati.get(done.headers["Location"]))
        assert f"/files/{held.pk}/" in shown
        assert "Karat &lt;b&gt;" in shown
        assert Lot.objects.get().quality_reason == "Karat <b>"
        assert wati.get(f"{done.headers['Location']}document/").content.startswith(b"%PDF")

    def test_refuses_a_file_that_is_no_picture_and_keeps_what_was_typed(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order, wati = sent(depot, BARS), sign_in(depot, "wati")
        file = SimpleUploadedFile("truk.png", b"MZ not a picture")
        path = f"/purchase-orders/{order.number}/receive/"
        answer = send(wati, path, self._typed(photos=file))
        assert answer.status_code == 422
        assert 'value="231,2"' in text_of(answer)
        assert not Lot.objects.exists()
