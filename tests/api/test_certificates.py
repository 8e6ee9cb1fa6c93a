"""Certificates, grades and receipts with certificates through the API."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from inventory.models import Certificate, Lot
from orders.models import Receipt
from tests.cast import Depot
from tests.inventory.certified import SOUND, bars, certify, measured
from tests.inventory.yard import call
from tests.orders.counter import PNG
from tests.orders.purchases import BARS, sent
from tests.web.pages import SignIn

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 certificate\n%%EOF\n"


def body(**changes: Any) -> dict[str, Any]:
    results = [{"property": name, "value": value} for name, value in SOUND.items()]
    heat = {"heat": "C90085", "grade": "S45C", "thickness_mm": "25", "results": results}
    given = {"number": "MTC-1", "type": "3.1", "issued_on": "2026-08-20", "maker": "PT Mill"}
    return {**given, "heats": [heat], **changes}


def once(client: Client, path: str, document: Any, key: str = "k1", method: str = "post") -> Any:
    return call(client, path, document, method=method, **{"Idempotency-Key": key})


class TestCertificates:
    def test_are_entered_once_per_key_and_shown_beside_their_limits(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        assert once(putri, "/grades/known-limits", {}).status_code == 201
        first, again = (once(putri, "/certificates", body(), "c1") for _ in range(2))
        assert (first.status_code, again.status_code) == (201, 201)
        assert Certificate.objects.count() == 1
        shown = putri.get(f"/api/v1/certificates/{first.json()['id']}").json()
        (heat,) = shown["heats"]
        assert heat["is_proven"]
        assert heat["values"][0] == {
            "property": "C",
            "value": "0.4500",
            "minimum": "0.4200",
            "maximum": "0.4800",
            "verdict": "within",
        }

    def test_are_put_to_a_lot_and_refused_for_another_heat(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        made, lot, other = certify(depot), bars(depot), bars(depot, "D1", key="d1")
        wati, heat_id = sign_in(depot, "wati"), made.heats.get().pk
        path = f"/certificates/{made.pk}/lots"
        refused = once(wati, path, {"heat_id": heat_id, "lot": other.number})
        assert (refused.status_code, refused.json()["code"]) == (409, "certificate_of_another_heat")
        done = once(wati, path, {"heat_id": heat_id, "lot": lot.number}, "k2")
        assert done.json()["heats"][0]["lots"] == [lot.number]
        missing = once(wati, path, {"heat_id": 0, "lot": lot.number}, "k3")
        assert missing.status_code == 404
        shown = wati.get(f"/api/v1/lots/{lot.number}").json()
        assert shown["certificate_number"] == "MTC-2291"

    def test_keep_their_file_and_are_withdrawn(self, depot: Depot, sign_in: SignIn) -> None:
        made, putri = certify(depot), sign_in(depot, "putri")
        kept = putri.post(
            f"/api/v1/certificates/{made.pk}/file",
            {"file": SimpleUploadedFile("mtc.pdf", PDF)},
            headers={"Idempotency-Key": "f1"},
        )
        assert (kept.status_code, len(kept.json()["sha256"])) == (201, 64)
        path = f"/certificates/{made.pk}/withdraw"
        assert once(putri, path, {"reason": " "}, "w0").json()["code"] == "reason_missing"
        assert once(putri, path, {"reason": "salah"}, "w1").json()["withdrawn_at"]
        assert (
            once(putri, path, {"reason": "salah"}, "w2").json()["code"] == "certificate_withdrawn"
        )

    def test_are_refused_with_every_fault(self, depot: Depot, sign_in: SignIn) -> None:
        answer = once(sign_in(depot, "wati"), "/certificates", body(number=" ", heats=[]))
        assert answer.status_code == 422
        codes = {fault["code"] for fault in answer.json()["faults"]}
        assert codes == {"certificate_number_missing", "no_heats"}

    def test_are_listed_in_a_constant_number_of_statements(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        agus = sign_in(depot, "agus")
        for n in range(3):
            certify(depot, measured(f"H{n}"), number=f"M{n}")
        agus.get("/api/v1/certificates")
        with django_assert_num_queries(4):
            assert len(agus.get("/api/v1/certificates").json()["items"]) == 3
        found = agus.get("/api/v1/certificates?q=h1").json()["items"]
        assert [row["number"] for row in found] == ["M1"]


class TestGrades:
    def test_have_their_limits_set_and_refused(self, depot: Depot, sign_in: SignIn) -> None:
        putri, path = sign_in(depot, "putri"), "/grades/S45C/limits"
        limit = {"property": "C", "minimum": "0.4", "maximum": "0.5"}
        done = once(putri, path, {"limits": [limit]}, "g1", "put")
        assert done.json()["limits"][0]["minimum"] == "0.4000"
        wrong = once(putri, path, {"limits": [{**limit, "maximum": "0.3"}]}, "g2", "put")
        assert wrong.json()["faults"][0]["code"] == "limit_minimum_above_maximum"
        assert once(sign_in(depot, "wati"), path, {"limits": []}, "g3", "put").status_code == 403


class TestReceipts:
    def _heat(self, **changes: Any) -> dict[str, Any]:
        given = {"order_line": 1, "heat": "C90085", "pieces": 10, "mass_kg": "231.2"}
        return {**given, "rack": "A-01", **changes}

    def _receive(self, client: Client, number: str, *heats: dict[str, Any], key: str = "r1") -> Any:
        return once(client, f"/purchase-orders/{number}/receipts", {"lines": heats}, key)

    def test_take_a_certificate_and_quarantine_what_lies_outside(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        certify(depot, measured(), measured("C90086", C="0.52"))
        order = sent(depot, BARS)
        heats = [
            self._heat(certificate="mtc-2291"),
            self._heat(heat="C90086", certificate="MTC-2291"),
            self._heat(heat="C90087", quarantine_reason="Karat"),
        ]
        answer = self._receive(sign_in(depot, "wati"), order.number, *heats)
        assert answer.status_code == 201
        sound, outside, rusty = answer.json()["lines"]
        assert (sound["certificate"], sound["quarantine_reason"]) == ("MTC-2291", "")
        assert outside["quarantine_reason"] == "MTC-2291: C 0,52 > 0,48"
        assert rusty["quarantine_reason"] == "Karat"
        assert [lot.quality for lot in Lot.objects.order_by("pk")] == [
            "ok",
            "quarantined",
            "quarantined",
        ]

    def test_refuse_a_certificate_of_another_heat_or_none_by_line(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        certify(depot)
        order = sent(depot, BARS)
        heats = [
            self._heat(heat="X1", certificate="MTC-2291"),
            self._heat(certificate="MTC-9"),
        ]
        answer = self._receive(sign_in(depot, "wati"), order.number, *heats)
        assert answer.status_code == 422
        faults = answer.json()["faults"]
        assert [fault["code"] for fault in faults] == [
            "certificate_of_another_heat",
            "unknown_certificate",
        ]
        assert faults[0]["field"] == "lines.0.certificate"
        assert not Receipt.objects.exists()

    def test_refuse_what_does_not_add_up_with_its_figures(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        order = sent(depot, BARS)
        heat = self._heat(
            rejected_pieces=2,
            rejected_kg="46.24",
            reject_reason="Bengkok",
            accepted_pieces=7,
            accepted_kg="184.96",
        )
        answer = self._receive(sign_in(depot, "wati"), order.number, heat)
        (fault,) = answer.json()["faults"]
        assert fault["code"] == "accepted_and_rejected_not_received"
        assert fault["field"] == "lines.0.accepted_pieces"
        for figure in ("7", "2", "10"):
            assert figure in fault["sentence"]
        heat["accepted_pieces"] = 8
        assert (
            self._receive(sign_in(depot, "wati"), order.number, heat, key="r2").status_code == 201
        )

    def test_keep_photos(self, depot: Depot, sign_in: SignIn) -> None:
        order, wati = sent(depot, BARS), sign_in(depot, "wati")
        number = self._receive(wati, order.number, self._heat()).json()["number"]
        for n in range(2):
            answer = wati.post(
                f"/api/v1/receipts/{number}/photos",
                {"file": SimpleUploadedFile(f"truk-{n}.png", PNG)},
                headers={"Idempotency-Key": f"p{n}"},
            )
            assert answer.status_code == 201
        assert len(answer.json()["photos"]) == 2
        wrong = wati.post(
            f"/api/v1/receipts/{number}/photos",
            {"file": SimpleUploadedFile("a.pdf", PDF)},
            headers={"Idempotency-Key": "p9"},
        )
        assert wrong.json()["code"] == "file_type_refused"


class TestArrivals:
    def _arrived(self, **changes: Any) -> dict[str, Any]:
        given = {"material": "S45C-D25", "rack": "A-01", "heat": "C90085", "pieces": 10}
        return {**given, "mass_kg": "231.2", "cost_per_kg": "14500", **changes}

    def _receive(self, client: Client, *lots: dict[str, Any], key: str = "a1") -> Any:
        return once(client, "/lots", {"received_on": "2026-09-01", "lots": lots}, key)

    def test_take_the_accepted_part_in_and_say_what_went_back(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = self._arrived(rejected_pieces=2, rejected_kg="46.2", reject_reason="Bengkok")
        answer = self._receive(sign_in(depot, "wati"), lot)
        assert answer.status_code == 201
        made = Lot.objects.get()
        assert (made.received_pieces, made.received_kg) == (8, Decimal("185.000"))
        assert "46,2 kg" in made.movements.get().transaction.note

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"accepted_pieces": 9}, "accepted_and_rejected_not_received", "accepted_pieces"),
            ({"accepted_kg": "9"}, "accepted_and_rejected_not_received", "accepted_kg"),
            ({"rejected_pieces": 11}, "rejected_over_received", "rejected_pieces"),
            ({"rejected_kg": "999"}, "rejected_over_received", "rejected_kg"),
            ({"rejected_pieces": 1}, "rejected_pieces_and_kg_disagree", "rejected_kg"),
            ({"certificate": "MTC-9"}, "unknown_certificate", "certificate"),
            (
                {"heat": "D", "certificate": "MTC-2291"},
                "certificate_of_another_heat",
                "certificate",
            ),
        ],
    )
    def test_refuse_naming_the_lot(
        self, depot: Depot, sign_in: SignIn, changes: dict[str, Any], code: str, field: str
    ) -> None:
        certify(depot)
        given = {"reject_reason": "Bengkok", **changes}
        answer = self._receive(sign_in(depot, "wati"), self._arrived(), self._arrived(**given))
        assert answer.status_code in {409, 422}
        found = {(fault["code"], fault["field"]) for fault in answer.json()["faults"]}
        assert (code, f"lots.1.{field}") in found
        assert not Lot.objects.exists()
