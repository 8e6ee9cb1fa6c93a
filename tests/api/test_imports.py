"""The API of imports: sent, looked at, confirmed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from materialcenter import jobs
from materialcenter.models import ImportRun, Supplier
from tests.cast import Depot
from tests.tegal import TEGAL, WRONG_STOCK, bring_first_day
from tests.web.pages import SignIn

pytestmark = pytest.mark.django_db

SUPPLIERS = TEGAL / "02-pemasok.xlsx"


def _send(client: Client, kind: str, path: Path, *, key: str = "", **options: str) -> Any:
    return client.post(
        "/api/v1/imports",
        {"kind": kind, "file": SimpleUploadedFile(path.name, path.read_bytes()), **options},
        headers={"Idempotency-Key": key} if key else {},
    )


def _apply(client: Client, number: int) -> Any:
    return client.post(f"/api/v1/imports/{number}/apply", {}, content_type="application/json")


class TestImports:
    def test_go_from_a_file_to_rows(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        sent = _send(client, "suppliers", SUPPLIERS)
        assert (sent.status_code, sent.json()["status"]) == (201, "reading")
        jobs.run_due()
        ready = client.get(f"/api/v1/imports/{sent.json()['id']}").json()
        assert (ready["status"], ready["row_count"], ready["faults"]) == ("ready", 6, [])
        assert ready["preview"]["headings"][:2] == ["Kode", "Nama"]
        assert len(ready["preview"]["rows"]) == 6
        assert {c["number"] for c in ready["preview"]["counts"]} == {4, 2, 0}
        applying = _apply(client, ready["id"]).json()
        assert applying["status"] == "applying"
        assert client.get(f"/api/v1/jobs/{applying['job']}").status_code == 200
        jobs.run_due()
        done = client.get(f"/api/v1/imports/{ready['id']}").json()
        assert (done["status"], done["done"]) == ("applied", 6)
        assert Supplier.objects.count() == 6
        listed = client.get("/api/v1/imports").json()["items"]
        assert [(r["file_name"], r["status"]) for r in listed] == [("02-pemasok.xlsx", "applied")]

    def test_name_every_fault_of_the_wrong_file(self, depot: Depot, sign_in: SignIn) -> None:
        bring_first_day(depot, "catalogue", "suppliers")
        client = sign_in(depot, "wati")
        number = _send(client, "opening_stock", WRONG_STOCK).json()["id"]
        jobs.run_due()
        found = client.get(f"/api/v1/imports/{number}").json()
        assert (found["status"], found["fault_count"]) == ("faulty", 7)
        assert [(f["sheet"], f["column"], f["row"], f["code"]) for f in found["faults"]] == [
            ("Stok", "A", 6, "unknown_material"),
            ("Stok", "C", 8, "not_a_number"),
            ("Stok", "D", 9, "not_positive"),
            ("Stok", "F", 11, "no_such_day"),
            ("Stok", "F", 13, "month_first_date"),
            ("Stok", "A", 14, "same_as_row"),
            ("Stok", "E", 15, "blank"),
        ]
        refused = _apply(client, number)
        assert (refused.status_code, refused.json()["code"]) == (409, "import_not_ready")

    def test_go_in_once(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        number = _send(client, "suppliers", SUPPLIERS, key="i1").json()["id"]
        again = _send(client, "suppliers", SUPPLIERS, key="i1")
        assert (again.json()["id"], again["Idempotent-Replayed"]) == (number, "true")
        assert ImportRun.objects.count() == 1
        other = _send(client, "suppliers", TEGAL / "01-katalog.xlsx", key="i1")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
        jobs.run_due()
        assert _apply(client, number).status_code == 200
        for answer in (_apply(client, number), _send(client, "suppliers", SUPPLIERS)):
            assert (answer.status_code, answer.json()["code"]) == (409, "import_sent_twice")

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"kind": "x"}, "import_kind_unknown"),
            ({"kind": "suppliers", "pool": "PB-1"}, "import_option_invalid"),
            ({"kind": "pool_commitments"}, "import_option_invalid"),
            ({"kind": "suppliers", "colour": "red"}, "import_option_invalid"),
        ],
    )
    def test_say_what_is_wrong_with_the_request(
        self, depot: Depot, sign_in: SignIn, fields: dict[str, str], code: str
    ) -> None:
        answer = sign_in(depot, "putri").post(
            "/api/v1/imports",
            {**fields, "file": SimpleUploadedFile("a.xlsx", SUPPLIERS.read_bytes())},
        )
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert not ImportRun.objects.exists()

    def test_refuse_what_is_no_spreadsheet(
        self, depot: Depot, sign_in: SignIn, tmp_path: Path
    ) -> None:
        wrong = tmp_path / "a.xlsx"
        wrong.write_bytes(b"%PDF-1.7")
        answer = _send(sign_in(depot, "putri"), "suppliers", wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_a_spreadsheet")

    def test_are_each_roles_own(self, depot: Depot, stranger: Depot, sign_in: SignIn) -> None:
        for name in ("wati", "fajar", "agus", "sari"):
            assert _send(sign_in(depot, name), "suppliers", SUPPLIERS).status_code == 403
        number = _send(sign_in(depot, "putri"), "suppliers", SUPPLIERS).json()["id"]
        jobs.run_due()
        assert _apply(sign_in(depot, "wati"), number).status_code == 403
        outsider = sign_in(stranger, "sinta")
        assert outsider.get(f"/api/v1/imports/{number}").status_code == 404
        assert _apply(outsider, number).status_code == 404
        assert outsider.get("/api/v1/imports").json()["items"] == []

    def test_list_in_the_same_statements_however_many(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        counts = []
        for _ in range(2):
            _send(client, "suppliers", SUPPLIERS)
            with CaptureQueriesContext(connection) as queries:
                client.get("/api/v1/imports")
            counts.append(len(queries))
        assert counts[0] == counts[1]
