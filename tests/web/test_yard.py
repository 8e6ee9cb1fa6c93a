"""The yard's pages: what each role sees and does there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory import stock
from inventory.models import (
    Balance,
    Lot,
    Material,
    Movement,
    Place,
    ReorderAlert,
    ReorderPlan,
    Transaction,
)
from inventory.services import reordering
from materialcenter.models import Center
from materialcenter.web import form_token
from tests.cast import Depot, entry, receive_stock
from tests.inventory.yard import furnish, send
from tests.orders.purchases import pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET = "SPHC-2-4X8"


def _page(client: Client, path: str, **headers: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def _today() -> str:
    return timezone.localdate().isoformat()


class TestStock:
    def test_shows_a_buyer_availability_and_prices_and_neither_lots_nor_costs(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = furnish(depot)
        sari = sign_in(depot, "sari")
        for path in ("/stock/", f"/stock/{SHEET}/"):
            page = _page(sari, path)
            assert "606,567 kg" in page or "606.567 kg" in page
            for secret in (lot.number, "C90085", "PT Baja", "10.950", "10,950", "PO-TGL"):
                assert secret not in page, (path, secret)

    def test_shows_staff_lots_value_what_comes_and_the_last_movements(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = furnish(depot)
        page = _page(sign_in(depot, "putri"), f"/stock/{SHEET}/")
        for seen in (lot.number, "PO-TGL-2026-00001", "Not planned yet", "first-issue"):
            assert seen in page

    def test_narrows_while_one_types(self, depot: Depot, sign_in: SignIn) -> None:
        part = _page(sign_in(depot, "sari"), "/stock/?q=sphc", **{"HX-Request": "true"})
        assert "<html" not in part
        assert SHEET in part
        assert "S45C-D25" not in part

    def test_says_what_to_do_when_nothing_fits_or_nothing_is_there(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        assert "Nothing fits" in _page(sign_in(depot, "sari"), "/stock/?q=zzz")
        Material.objects.all().delete()
        assert "Import the catalogue" in _page(sign_in(depot, "putri"), "/stock/")


class TestLists:
    @pytest.mark.parametrize(
        "path", ["/stock/", "/lots/", "/movements/", "/places/", "/alerts/", f"/stock/{SHEET}/"]
    )
    def test_take_the_same_number_of_statements_however_long(
        self, depot: Depot, sign_in: SignIn, path: str
    ) -> None:
        furnish(depot)
        client = sign_in(depot, "sinta")
        _page(client, path)
        counts = []
        for turn in range(2):
            with CaptureQueriesContext(connection) as queries:
                _page(client, path)
            counts.append(len(queries))
            if turn == 0:
                for n in range(6):
                    receive_stock(depot, SHEET, pieces=1, heat=f"H{n}")
                    material = Material.objects.get(code="S45C-D25")
                    material.pk, material.code = None, f"COPY-{n}"
                    material.save()
                    Place.objects.create(center=depot.center, code=f"X-{n}")
        assert counts[0] == counts[1]

    def test_lead_to_the_next_page(self, depot: Depot, sign_in: SignIn) -> None:
        for n in range(52):
            receive_stock(depot, SHEET, pieces=1, heat=f"H{n}")
        wati = sign_in(depot, "wati")
        first = _page(wati, "/lots/")
        oldest = Lot.objects.earliest("pk").number
        assert oldest not in first
        cursor = first.split("cursor=")[1].split('"')[0]
        assert oldest in _page(wati, f"/lots/?cursor={cursor}")


class TestLotPages:
    def test_show_table_and_weighed_weight_with_the_tolerance(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal(520))
        Lot.objects.update(table_kg=Decimal("466.59"))
        page = _page(sign_in(depot, "wati"), f"/lots/{lot.number}/")
        for seen in ("466.59 kg", "520 kg", "426.93 kg", "506.25 kg", "is outside"):
            assert seen in page, seen

    def test_move_a_lot_and_keep_what_was_typed_when_refused(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        lot = furnish(depot)
        wati = sign_in(depot, "wati")
        path = f"/lots/{lot.number}/move/"
        typed = {"from_rack": "A-01", "to_rack": "A-02", "pieces": "14", "on": _today()}
        refused = send(wati, path, **typed)
        assert refused.status_code == 409
        assert b'value="14"' in refused.content
        half = send(wati, path, **{**typed, "pieces": "1,5"})
        assert half.status_code == 422
        future = (timezone.localdate() + timedelta(days=1)).isoformat()
        assert send(wati, path, **{**typed, "pieces": "1", "on": future}).status_code == 422
        us = send(wati, path, **{**typed, "pieces": "1", "on": "03/13/2026"})
        assert us.status_code == 422
        assert not Balance.objects.filter(place__code="A-02").exists()
        done = send(wati, path, **{**typed, "pieces": "13"})
        assert (done.status_code, done["Location"]) == (302, f"/lots/{lot.number}/")
        assert Balance.objects.get(place__code="A-02").on_hand_pieces == 13

    def test_move_once_however_often_the_form_is_sent(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        wati = sign_in(depot, "wati")
        typed = {
            "once": form_token(),
            "from_rack": "A-01",
            "to_rack": "A-02",
            "pieces": "2",
            "on": _today(),
        }
        for _n in range(3):
            assert wati.post(f"/lots/{lot.number}/move/", typed).status_code == 302
        assert Balance.objects.get(place__code="A-02").on_hand_pieces == 2

    def test_quarantine_release_reject_and_write_off(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        wati, sinta = sign_in(depot, "wati"), sign_in(depot, "sinta")
        base = f"/lots/{lot.number}/"
        assert send(wati, f"{base}quarantine/", reason="").status_code == 422
        assert send(wati, f"{base}quarantine/", reason="Karat").status_code == 302
        assert send(wati, f"{base}release/", reason="x").status_code == 403
        assert "In quarantine" in _page(wati, base)
        assert send(sinta, f"{base}release/", reason="Bersih").status_code == 302
        assert send(sinta, f"{base}release/", reason="Bersih").status_code == 409
        assert send(sinta, f"{base}quarantine/", reason="Lagi").status_code == 302
        assert send(sinta, f"{base}reject/", reason="Bengkok").status_code == 302
        out = {"from_rack": "A-01", "pieces": "3", "reason": "Bengkok", "on": _today()}
        assert send(sinta, f"{base}write-off/", **out).status_code == 302
        assert "Bengkok" in _page(sinta, base)

    def test_keep_a_certificate_and_give_it_back(self, depot: Depot, sign_in: SignIn) -> None:
        lot = furnish(depot)
        wati = sign_in(depot, "wati")
        path = f"/lots/{lot.number}/certificate/"
        wrong = send(wati, path, file=SimpleUploadedFile("mill.pdf", b"<html>"))
        assert wrong.status_code == 422
        right = send(wati, path, file=SimpleUploadedFile("mill.pdf", b"%PDF-1.7 x"))
        assert right.status_code == 302
        attachment = Lot.objects.get(pk=lot.pk).certificate_id
        assert f"/files/{attachment}/" in _page(wati, f"/lots/{lot.number}/")

    def test_take_goods_in_with_several_heats_and_consigned(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        wati = sign_in(depot, "wati")
        head = {"received_on": _today(), "reference": "SJ-9", "supplier": "S01", "owner": ""}
        row = {"material": SHEET, "rack": "A-01", "pieces": "4", "mass_kg": "187,5"}
        first = {f"r0-{k}": v for k, v in {**row, "heat": "H1", "cost_per_kg": "10.950"}.items()}
        more = send(wati, "/lots/receive/", **head, **first, rows="1", more="1")
        assert b'name="r1-material"' in more.content
        second = {f"r1-{k}": v for k, v in {**row, "heat": "H2"}.items()}
        refused = send(wati, "/lots/receive/", **head, **first, **second, rows="2")
        assert refused.status_code == 422
        assert not Lot.objects.exists()
        second["r1-cost_per_kg"] = "10.950,5"
        done = send(wati, "/lots/receive/", **head, **first, **second, rows="2")
        assert done.status_code == 302
        assert list(Lot.objects.order_by("pk").values_list("heat", "cost_per_kg")) == [
            ("H1", Decimal(10_950)),
            ("H2", Decimal("10950.50")),
        ]
        own = {**head, "supplier": "", "owner": "w0001", "customer": "PT Astra Contoh"}
        alone = {f"r0-{k}": v for k, v in row.items()}
        done = send(wati, "/lots/receive/", **own, **alone, rows="1")
        assert done.status_code == 302
        lot = Lot.objects.latest("pk")
        assert lot.owner == depot.workshops["W0001"]
        assert lot.customer == "PT Astra Contoh"

    def test_offer_no_pieces_of_what_is_weighed(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        scrap = Lot.objects.get(material__code="SCRAP-HMS1")
        wati = sign_in(depot, "wati")
        assert 'name="pieces"' not in _page(wati, f"/lots/{scrap.number}/move/")
        typed = {"from_rack": "B-01", "to_rack": "A-01", "mass_kg": "1.200,5", "on": _today()}
        assert send(wati, f"/lots/{scrap.number}/move/", **typed).status_code == 302
        assert Balance.objects.get(lot=scrap, place__code="A-01").on_hand_kg == Decimal("1200.5")


class TestLedger:
    @pytest.mark.parametrize("paper", ["RTR-TGL-2026-1", "SO-TGL-2026-1", "PB-TGL-2026-1"])
    def test_warns_that_papers_stay_when_their_goods_are_moved_back(
        self, depot: Depot, sign_in: SignIn, paper: str
    ) -> None:
        lot = receive_stock(depot, SHEET, pieces=5)
        issued = stock.Move(
            lot_id=lot.pk,
            from_place_id=depot.racks["A-01"].pk,
            to_place_id=depot.racks["A-02"].pk,
            pieces=2,
        )
        with transaction.atomic():
            known = entry(depot, "paper", reason="transfer")
            posting = stock.post(replace(known, reference=paper), [issued])
        page = _page(sign_in(depot, "sinta"), f"/movements/{posting.sequence}/reverse/")
        assert f"This belongs to {paper}" in page

    def test_offers_and_lets_nobody_move_a_goods_receipt_back(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        receipt = receive(depot, sent(depot), pieces(10))
        sequence = Transaction.objects.get(reference=receipt.number).pk
        sinta = sign_in(depot, "sinta")
        path = f"/movements/{sequence}/reverse/"
        assert path not in _page(sinta, "/movements/")
        for answer in (sinta.get(path), send(sinta, path, reason="Salah timbang")):
            assert answer.status_code == 409
            assert receipt.number in answer.content.decode()
        assert not Transaction.objects.filter(reverses=sequence).exists()

    def test_reverses_a_transaction_and_says_so(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        issue = Transaction.objects.get(reference="first-issue").pk
        sinta = sign_in(depot, "sinta")
        assert "first-issue" in _page(sinta, f"/movements/{issue}/reverse/")
        done = send(sinta, f"/movements/{issue}/reverse/", reason="Salah")
        assert done.status_code == 302
        assert f"undoes #{issue}" in _page(sinta, "/movements/")
        assert "notice-warn" not in _page(sinta, f"/movements/{issue}/reverse/")
        again = send(sinta, f"/movements/{issue}/reverse/", reason="Salah")
        assert again.status_code == 409
        assert send(sign_in(depot, "wati"), f"/movements/{issue}/reverse/").status_code == 403

    def test_closes_a_period(self, depot: Depot, sign_in: SignIn) -> None:
        yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
        fajar = sign_in(depot, "fajar")
        assert send(fajar, "/periods/", through=_today()).status_code == 422
        assert send(fajar, "/periods/", through="03/13/2026").status_code == 422
        assert send(fajar, "/periods/", through=yesterday).status_code == 302
        assert Center.objects.get(pk=depot.center.pk).books_closed_through.isoformat() == yesterday  # type: ignore[union-attr]
        assert send(fajar, "/periods/", through=yesterday).status_code == 409
        assert send(sign_in(depot, "agus"), "/periods/", through=yesterday).status_code == 403


class TestCatalogue:
    def test_adds_prices_and_changes_a_material(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        typed = {
            "code": "sphc-1.2-4x8",
            "form": "sheet",
            "grade": "SPHC",
            "thickness_mm": "1,2",
            "width_mm": "1.219",
            "length_mm": "2.438",
            "counter_price_per_kg": "12.550",
        }
        short = send(putri, "/stock/new/", **{**typed, "thickness_mm": ""})
        assert short.status_code == 422
        assert b"table weight" in short.content or b"berat tabel" in short.content.lower()
        assert send(putri, "/stock/new/", **typed).status_code == 302
        material = Material.objects.get(code="SPHC-1.2-4X8")
        assert material.piece_mass_kg == Decimal("27.996")
        path = "/stock/SPHC-1.2-4X8/"
        assert send(putri, f"{path}price/", counter_price_per_kg="13.000").status_code == 302
        thick = {**typed, "thickness_mm": "2", "is_active": "on"}
        assert send(putri, f"{path}change/", **thick).status_code == 302
        material.refresh_from_db()
        assert (material.counter_price_per_kg, material.piece_mass_kg) == (
            Decimal(13000),
            Decimal("46.659"),
        )
        assert send(sign_in(depot, "wati"), f"{path}price/").status_code == 403

    def test_sets_a_reorder_point_and_gives_it_back(self, depot: Depot, sign_in: SignIn) -> None:
        putri = sign_in(depot, "putri")
        path = f"/stock/{SHEET}/"
        over = {"reorder_point_kg": "300", "order_up_to_kg": "200"}
        assert send(putri, f"{path}reorder/", **over).status_code == 422
        levels: dict[str, Any] = {"reorder_point_kg": "200", "order_up_to_kg": "300"}
        assert send(putri, f"{path}reorder/", **levels).status_code == 302
        assert "set by hand" in _page(putri, path)
        assert send(putri, f"{path}plan-again/").status_code == 302
        assert not ReorderPlan.objects.get().is_manual


class TestRacks:
    def test_are_added_and_say_when_they_carry_too_much(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        furnish(depot)
        wati = sign_in(depot, "wati")
        assert send(wati, "/places/new/", code="c-01", capacity_kg="").status_code == 302
        assert send(wati, "/places/new/", code="c-01").status_code == 409
        assert send(wati, "/places/B-01/change/", capacity_kg="1.000").status_code == 302
        assert "overloaded" in _page(wati, "/places/")


class TestAlerts:
    def test_are_drawn_and_told_apart(self, depot: Depot, sign_in: SignIn) -> None:
        furnish(depot)
        putri = sign_in(depot, "putri")
        assert "Nothing is short" in _page(putri, "/alerts/")
        at = timezone.now()
        asked: dict[str, Any] = {"center_id": depot.center.pk, "at": at}
        ids = [depot.materials[SHEET].pk]
        reordering.set_reorder_point(
            material_code=SHEET,
            reorder_point_kg=Decimal(5000),
            order_up_to_kg=Decimal(9000),
            by=depot.person("putri"),
            at=at,
        )
        reordering.watch_materials(material_ids=ids, **asked)
        page = _page(putri, "/alerts/")
        assert "<svg viewBox" in page
        assert "5,000 kg" in page
        ReorderAlert.objects.update(closed_at=at)
        assert SHEET not in _page(putri, "/alerts/")
        assert SHEET in _page(putri, "/alerts/?over=1")


class TestSafety:
    STAFF = ("/lots/", "/movements/", "/places/", "/alerts/", "/periods/")

    def test_keeps_a_buyer_out_of_the_staffs_pages(self, depot: Depot, sign_in: SignIn) -> None:
        number = furnish(depot).number
        sari = sign_in(depot, "sari")
        for path in (*self.STAFF, f"/lots/{number}/", "/stock/new/", "/lots/receive/"):
            assert sari.get(path).status_code == 403, path

    def test_shows_an_outsider_nothing(
        self, depot: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        number = furnish(depot).number
        sequence = Transaction.objects.earliest("pk").pk
        Material.objects.filter(center=stranger.center).delete()
        sinta = sign_in(stranger, "sinta")
        paths = [f"/stock/{SHEET}/", f"/movements/{sequence}/reverse/", f"/lots/{number}/"]
        paths += [f"/stock/{SHEET}/{act}/" for act in ("change", "price", "reorder")]
        acts = ("move", "return", "write-off", "certificate", "quarantine", "release", "reject")
        paths += [f"/lots/{number}/{act}/" for act in acts]
        for path in paths:
            assert sinta.get(path).status_code == 404, path
        for act in ("quarantine", "release", "reject"):
            assert send(sinta, f"/lots/{number}/{act}/", reason="x").status_code == 404
        assert Movement.objects.count() == 3

    @pytest.mark.parametrize("name", ["wati", "putri", "fajar", "agus"])
    def test_shows_each_role_its_lists(self, depot: Depot, sign_in: SignIn, name: str) -> None:
        furnish(depot)
        client = sign_in(depot, name)
        allowed: list[Any] = ["/stock/", "/lots/", "/movements/", "/places/", "/periods/"]
        for path in allowed:
            assert client.get(path).status_code == 200, path
