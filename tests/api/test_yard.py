"""The yard's routes: stock, materials, lots, the ledger, racks, alerts, the books."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Balance, Lot, Material, Movement, Place, Transaction
from inventory.services import reordering
from tests.cast import Depot, receive_stock
from tests.inventory.yard import call, furnish

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"
PIECE = {"form": "sheet", "grade": "SPHC", "thickness_mm": "3.2", "width_mm": "1219"}


def _get(client: Client, path: str) -> Any:
    return client.get(f"/api/v1{path}")


def _alert(depot: Depot) -> int:
    at = timezone.now()
    reordering.set_reorder_point(
        material_code=SHEET,
        reorder_point_kg=Decimal(5000),
        order_up_to_kg=Decimal(9000),
        by=depot.person("putri"),
        at=at,
    )
    (alert,) = reordering.watch_materials(
        center_id=depot.center.pk, material_ids=[depot.materials[SHEET].pk], at=at
    )
    return alert


class TestStock:
    def test_shows_a_buyer_what_is_available_and_its_price_and_nothing_else(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        furnish(depot)
        rows = _get(sign_in(depot, "sari"), "/stock").json()["items"]
        assert [row["material"] for row in rows] == [SHEET, "S45C-D25", "SCRAP-HMS1"]
        assert rows[0]["available_pieces"] == 13
        assert rows[0]["available_kg"] == "606.567"
        assert rows[0]["counter_price_per_kg"] == "12550.00"
        assert rows[0]["piece_price"] == 585570
        assert not {"cost_per_kg", "supplier", "lots", "value"} & rows[0].keys()

    def test_is_narrowed_by_words_form_and_grade(self, depot: Depot, sign_in: SignIn) -> None:
        sari = sign_in(depot, "sari")
        for query, found in (
            ("q=sphc", [SHEET]),
            ("q=scrap+hms", ["SCRAP-HMS1"]),
            ("form=round_bar", ["S45C-D25"]),
            ("grade=200", ["SCRAP-HMS1"]),
            ("q=zzz", []),
        ):
            rows = _get(sari, f"/stock?{query}").json()["items"]
            assert [row["material"] for row in rows] == found

    def test_leaves_out_what_is_off_the_list(self, depot: Depot, sign_in: SignIn) -> None:
        Material.objects.filter(code=SHEET).update(is_active=False)
        rows = _get(sign_in(depot, "sari"), "/stock").json()["items"]
        assert SHEET not in [row["material"] for row in rows]


class TestLists:
    @pytest.mark.parametrize(
        "path", ["/materials", "/stock", "/lots", "/movements", "/places", "/alerts"]
    )
    def test_take_the_same_number_of_statements_however_long(
        self, depot: Depot, sign_in: SignIn, path: str
    ) -> None:
        furnish(depot)
        _alert(depot)
        client = sign_in(depot, "sinta")
        counts = []
        for turn in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer = _get(client, path)
            assert answer.status_code == 200
            assert answer.json()["items"]
            counts.append(len(queries))
            if turn == 0:
                for n in range(6):
                    receive_stock(depot, SHEET, pieces=1, heat=f"H{n}")
                    material = Material.objects.get(code="S45C-D25")
                    material.pk, material.code = None, f"COPY-{n}"
                    material.save()
                    Place.objects.create(center=depot.center, code=f"X-{n}")
        assert counts[0] == counts[1]

    def test_are_paged_by_cursor(self, depot: Depot, sign_in: SignIn) -> None:
        for n in range(5):
            receive_stock(depot, SHEET, pieces=1, heat=f"H{n}")
        client = sign_in(depot, "wati")
        seen, cursor = [], ""
        while True:
            answer = _get(client, f"/lots?limit=2&cursor={cursor}").json()
            seen += [lot["number"] for lot in answer["items"]]
            cursor = answer["next_cursor"]
            if not cursor:
                break
        assert seen == sorted(seen, reverse=True)
        assert len(seen) == 5
        assert _get(client, "/lots?cursor=abc").status_code == 422

    def test_narrow_lots_and_movements(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        client = sign_in(depot, "wati")
        for path, count in (
            ("/lots?rack=B-01", 1),
            ("/lots?rack=A-02", 0),
            ("/lots?heat=c90085", 1),
            (f"/lots?material={SHEET}", 1),
            (f"/movements?lot={lot.number}", 2),
            ("/movements?reference=first-issue", 1),
            ("/movements?material=SCRAP-HMS1", 1),
        ):
            assert len(_get(client, path).json()["items"]) == count, path


class TestLots:
    def test_are_taken_in_once_per_key(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        body = {
            "received_on": timezone.localdate().isoformat(),
            "supplier": "S01",
            "reference": "SJ-1",
            "lots": [
                {
                    "material": SHEET,
                    "rack": "A-01",
                    "heat": "H1",
                    "pieces": 4,
                    "mass_kg": "187.500",
                    "cost_per_kg": "10950",
                }
            ],
        }
        made = call(wati, "/lots", body, **{"Idempotency-Key": "k"})
        again = call(wati, "/lots", body, **{"Idempotency-Key": "k"})
        assert made.status_code == 201
        assert again.json() == made.json()
        assert Lot.objects.count() == 1
        lot = _get(wati, f"/lots/{made.json()['lots'][0]}").json()
        assert (lot["table_kg"], lot["received_kg"]) == ("186.636", "187.500")
        assert (lot["least_kg"], lot["most_kg"]) == ("170.772", "202.500")
        assert not lot["is_outside_tolerance"]

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"pieces": 1.5}, 422, "invalid_input"),
            ({"pieces": "1,5"}, 422, "invalid_input"),
            ({"pieces": -1}, 422, "quantity_not_positive"),
            ({"pieces": 0}, 422, "quantity_not_positive"),
            ({"mass_kg": "0"}, 422, "quantity_not_positive"),
            ({"mass_kg": "-3"}, 422, "quantity_not_positive"),
            ({"mass_kg": "1.2345"}, 422, "invalid_input"),
            ({"material": "SCRAP-HMS1"}, 422, "wrong_unit"),
            ({"rack": "Z-9"}, 422, "unknown_rack"),
            ({"colour": "red"}, 422, "invalid_input"),
        ],
    )
    def test_are_refused_with_a_code_and_nothing_changes(
        self, depot: Depot, sign_in: SignIn, change: dict[str, Any], status: int, code: str
    ) -> None:
        lot = {"material": SHEET, "rack": "A-01", "pieces": 4, "mass_kg": "187", "cost_per_kg": "1"}
        body = {"received_on": timezone.localdate().isoformat(), "lots": [{**lot, **change}]}
        answer = call(sign_in(depot, "wati"), "/lots", body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["detail"]
        assert not Transaction.objects.exists()

    @pytest.mark.parametrize(
        ("day", "code"),
        [("03/13/2026", "invalid_input"), ("2030-01-01", "date_in_the_future")],
    )
    def test_are_refused_on_a_wrong_day(
        self, depot: Depot, sign_in: SignIn, day: str, code: str
    ) -> None:
        lot = {"material": SHEET, "rack": "A-01", "pieces": 4, "mass_kg": "187", "cost_per_kg": "1"}
        answer = call(sign_in(depot, "wati"), "/lots", {"received_on": day, "lots": [lot]})
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_are_refused_in_the_closed_books(self, depot: Depot, sign_in: SignIn) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        closed = call(sign_in(depot, "fajar"), "/periods", {"through": yesterday.isoformat()})
        assert (closed.status_code, closed.json()) == (
            201,
            {"closed_through": yesterday.isoformat()},
        )
        lot = {"material": SHEET, "rack": "A-01", "pieces": 4, "mass_kg": "187", "cost_per_kg": "1"}
        body = {"received_on": yesterday.isoformat(), "lots": [lot]}
        answer = call(sign_in(depot, "wati"), "/lots", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "period_closed")

    def test_go_into_quarantine_by_a_clerk_and_out_by_a_supervisor(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        number = furnish(depot).number
        why = {"reason": "Karat"}
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        assert call(wati, f"/lots/{number}/quarantine", why).json()["quality"] == "quarantined"
        assert call(wati, f"/lots/{number}/release", why).status_code == 403
        assert call(sinta, f"/lots/{number}/release", why).json()["quality"] == "ok"
        twice = call(sinta, f"/lots/{number}/release", why)
        assert (twice.status_code, twice.json()["code"]) == (409, "lot_quality_unchanged")
        assert call(sinta, f"/lots/{number}/reject", why).json()["quality"] == "rejected"

    def test_keep_a_certificate_once_per_key(self, depot: Depot, sign_in: SignIn) -> None:
        number = furnish(depot).number
        wati = sign_in(depot, "wati")
        answers = [
            wati.post(
                f"/api/v1/lots/{number}/certificate",
                {"file": SimpleUploadedFile("mill.pdf", content)},
                headers={"Idempotency-Key": "k"},
            )
            for content in (b"%PDF-1.7 a", b"%PDF-1.7 a", b"%PDF-1.7 b")
        ]
        assert [answer.status_code for answer in answers] == [201, 201, 409]
        assert answers[0].json()["certificate"] == answers[1].json()["certificate"]

    def test_leave_by_a_write_off_and_come_back_by_a_reversal(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        number = furnish(depot).number
        sinta = sign_in(depot, "sinta")
        out = {"from_rack": "A-01", "pieces": 2, "reason": "Hilang"}
        posting = call(sinta, f"/lots/{number}/write-off", out)
        assert posting.status_code == 201
        assert posting.json()["moved"][0]["mass_kg"] == "93.318"
        undo = f"/movements/{posting.json()['sequence']}/reverse"
        assert call(sinta, undo, {"reason": "Ketemu"}).status_code == 201
        assert call(sinta, undo, {"reason": "Ketemu"}).json()["code"] == "already_reversed"
        assert call(sign_in(depot, "wati"), undo, {"reason": "x"}).status_code == 403

    def test_go_back_to_their_owner(self, depot: Depot, sign_in: SignIn) -> None:
        wati = sign_in(depot, "wati")
        lot = {"material": SHEET, "rack": "A-01", "pieces": 4, "mass_kg": "187"}
        body = {
            "received_on": timezone.localdate().isoformat(),
            "owner": "W0001",
            "lots": [lot],
        }
        number = call(wati, "/lots", body).json()["lots"][0]
        assert _get(wati, f"/lots/{number}").json()["owner"] == "W0001"
        assert _get(wati, "/stock").json()["items"][0]["available_pieces"] == 0
        back: dict[str, Any] = {
            "receiver_name": "Pak Budi",
            "given": [{"lot": number, "from_rack": "A-01", "pieces": 4}],
        }
        note = call(wati, "/consigned-notes", back).json()
        assert (note["workshop"], note["pieces"], note["mass_kg"]) == ("W0001", 4, "187.000")
        document = wati.get(f"/api/v1/consigned-notes/{note['number']}/document")
        assert document.content.startswith(b"%PDF")
        back["given"][0]["lot"] = furnish(depot).number
        assert call(wati, "/consigned-notes", back).json()["code"] == "lot_not_consigned"
        back["signature_png"] = "no picture"
        assert call(wati, "/consigned-notes", back).json()["code"] == "signature_unreadable"


class TestMovements:
    def test_take_a_lot_to_another_rack_but_not_from_under_an_order(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = furnish(depot)
        wati = sign_in(depot, "wati")
        move = {"lot": lot.number, "from_rack": "A-01", "to_rack": "A-02", "pieces": 13}
        assert call(wati, "/movements", move).status_code == 201
        refused = call(wati, "/movements", {**move, "pieces": 1})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_enough_stock")
        assert refused.json()["faults"][0]["field"] == SHEET
        assert Balance.objects.get(lot=lot, place__code="A-01").on_hand_pieces == 4

    def test_name_who_when_and_what_undid_them(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        issue = Transaction.objects.get(reference="first-issue")
        sinta = sign_in(depot, "sinta")
        call(sinta, f"/movements/{issue.pk}/reverse", {"reason": "x"})
        rows = _get(sinta, "/movements").json()["items"]
        assert rows[0]["reverses"] == issue.pk
        undone = next(row for row in rows if row["sequence"] == issue.pk)
        assert undone["reversed_by"] == rows[0]["sequence"]
        assert undone["actor"] == "Wati"


class TestMaterials:
    def test_are_added_with_their_weight_and_priced(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        body = {
            **PIECE,
            "length_mm": "2438",
            "code": "SPHC-3.2-4X8",
            "counter_price_per_kg": "12550",
        }
        made = call(putri, "/materials", body)
        assert made.status_code == 201
        assert (made.json()["unit"], made.json()["piece_mass_kg"]) == ("sheet", "74.655")
        priced = call(putri, "/materials/SPHC-3.2-4X8/price", {"counter_price_per_kg": "13000"})
        assert priced.json()["counter_price_per_kg"] == "13000.00"
        changed = {**PIECE, "length_mm": "2438", "is_active": False}
        off = call(putri, "/materials/SPHC-3.2-4X8", changed, method="put")
        assert off.json()["is_active"] is False
        assert call(sign_in(depot, "wati"), "/materials", body).status_code == 403

    def test_name_every_dimension_at_fault(self, depot: Depot, sign_in: SignIn) -> None:
        body = {**PIECE, "code": "X-1", "counter_price_per_kg": "1", "thickness_mm": None}
        answer = call(sign_in(depot, "putri"), "/materials", body).json()
        assert answer["code"] == "bad_dimensions"
        assert {fault["field"] for fault in answer["faults"]} == {"thickness_mm", "length_mm"}

    def test_have_levels_set_by_hand_and_given_back(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        path = f"/materials/{SHEET}/reorder-plan"
        assert _get(putri, path).status_code == 404
        levels = {"reorder_point_kg": "100", "order_up_to_kg": "200"}
        assert call(putri, path, levels, method="put").json()["is_manual"] is True
        over = {"reorder_point_kg": "300", "order_up_to_kg": "200"}
        refused = call(putri, path, over, method="put")
        assert (refused.status_code, refused.json()["code"]) == (422, "minimum_over_maximum")
        assert call(putri, f"{path}/again").json()["is_manual"] is False
        assert call(sign_in(depot, "wati"), path, levels, method="put").status_code == 403


class TestPlaces:
    def test_are_added_and_show_their_load(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        wati = sign_in(depot, "wati")
        assert call(wati, "/places", {"code": "C-01", "capacity_kg": "500"}).status_code == 201
        assert call(wati, "/places", {"code": "C-01"}).json()["code"] == "rack_code_taken"
        bare = {"bay": "", "walk_order": 0, "spot": None}
        over = call(wati, "/places/B-01", {"capacity_kg": "1000", **bare}, method="put").json()
        assert (over["load_kg"], over["load_percent"]) == ("1500.000", "150")
        assert call(sign_in(depot, "putri"), "/places", {"code": "D-01"}).status_code == 403


class TestAlerts:
    def test_stand_and_are_over(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        alert = _alert(depot)
        agus = sign_in(depot, "agus")
        row = _get(agus, "/alerts?standing=true").json()["items"][0]
        assert (row["material"], row["position_kg_now"]) == (SHEET, "1506.567")
        assert _get(agus, f"/alerts/{alert}").json()["wanted_kg"] == "7493.433"
        assert _get(agus, "/alerts?standing=false").json()["items"] == []


class TestSafety:
    STAFF = ("/lots", "/movements", "/places", "/alerts", "/periods")

    def test_shows_a_buyer_none_of_the_staffs_lists(self, depot: Depot, sign_in: SignIn) -> None:
        number = furnish(depot).number
        sari = sign_in(depot, "sari")
        for path in (*self.STAFF, f"/lots/{number}", f"/materials/{SHEET}/reorder-plan"):
            assert _get(sari, path).status_code == 403, path

    def test_shows_an_outsider_nothing(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        number = furnish(depot).number
        alert = _alert(depot)
        Material.objects.filter(center=stranger.center).delete()
        sequence = Transaction.objects.earliest("pk").pk
        sinta = sign_in(stranger, "sinta")
        for path in ("/materials", "/stock", "/lots", "/movements", "/alerts"):
            assert _get(sinta, path).json()["items"] == [], path
        for path in (
            f"/materials/{SHEET}",
            f"/materials/{SHEET}/reorder-plan",
            f"/lots/{number}",
            f"/alerts/{alert}",
        ):
            assert _get(sinta, path).status_code == 404, path
        why = {"reason": "x"}
        out = {"from_rack": "A-01", "pieces": 1, "reason": "x"}
        for path, body in (
            (f"/lots/{number}/quarantine", why),
            (f"/lots/{number}/release", why),
            (f"/lots/{number}/write-off", out),
            (f"/movements/{sequence}/reverse", why),
            (f"/materials/{SHEET}/price", {"counter_price_per_kg": "1"}),
        ):
            assert call(sinta, path, body).status_code == 404, path
        assert Movement.objects.count() == 3
