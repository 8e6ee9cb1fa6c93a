"""The pages on which a pool is drafted, changed, repeated and told about."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from materialcenter.web import form_token
from orders.models import Offer, Pool
from orders.services.freezing import close_due_pool
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import both_commit, make_offer, open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Depot, str], Client]
SHEET, BAR = "SPHC-2-4X8", "S45C-D25"


def _typed(**also: object) -> dict[str, object]:
    day = timezone.localtime() + timedelta(days=9)
    return {
        "once": form_token(),
        "title": "Oktober",
        "deadline_at": day.strftime("%Y-%m-%dT%H:%M"),
        "pickup_until": (day + timedelta(days=20)).date().isoformat(),
        "audience": "everybody",
        "deposit_rule": "over_credit",
        **also,
    }


def _draft(depot: Depot, client: Client) -> Pool:
    make_offer(depot, "S01", SHEET, {0: 11200, 500: 10800}, pack=5)
    make_offer(depot, "S02", BAR, {0: 11350, 500: 10950}, pack=5)
    codes = [SHEET, BAR]
    assert client.post("/pools/new/", _typed(materials=codes)).status_code == 302
    return Pool.objects.get()


class TestNewPool:
    def test_offers_what_runs_low_ticked_with_as_much_as_is_missing_and_answers_it(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200}, pack=5)
        make_offer(depot, "S01", BAR, {0: 11200}, pack=5)
        alert = run_low(depot)
        client = sign_in(depot, "putri")
        page = client.get("/pools/new/?low=1").content.decode()
        assert f'value="{SHEET}" checked' in page
        assert f'value="{BAR}" checked' not in page
        assert 'value="52"' in page
        sheet = depot.materials[SHEET].pk
        typed = _typed(materials=[SHEET], alerts=[str(alert.pk)])
        assert client.post("/pools/new/", {**typed, f"appetite-{sheet}": "52"}).status_code == 302
        alert.refresh_from_db()
        pool = Pool.objects.get()
        assert (alert.taken_reference, pool.materials.get().depot_appetite) == (pool.number, 52)

    def test_leaves_an_alert_alone_whose_material_is_not_chosen(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200}, pack=5)
        make_offer(depot, "S01", BAR, {0: 11200}, pack=5)
        alert = run_low(depot)
        typed = _typed(materials=[BAR], alerts=[str(alert.pk), "x", "9" * 40])
        assert sign_in(depot, "putri").post("/pools/new/", typed).status_code == 302
        alert.refresh_from_db()
        assert not alert.taken_as

    def test_says_what_is_wrong_at_its_field(self, depot: Depot, sign_in: SignIn) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200}, pack=5)
        typed = _typed(materials=[SHEET], audience="chosen", invited="W0001; w0999")
        answer = sign_in(depot, "putri").post("/pools/new/", typed)
        assert answer.status_code == 422
        assert "W0999" in answer.content.decode()
        assert not Pool.objects.exists()


class TestDraftPage:
    def test_is_changed_until_it_opens(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "putri")
        pool = _draft(depot, client)
        address = f"/pools/{pool.number}/"
        page = client.get(address).content.decode()
        assert "PT Baja Contoh" in page
        once = {"once": form_token()}
        assert client.post(f"{address}drop/{BAR}/", once).status_code == 302
        assert client.get(f"{address}conditions/").status_code == 200
        typed = _typed(title="November", audience="chosen", invited="w0001")
        assert client.post(f"{address}conditions/", typed).status_code == 302
        typed = {"once": form_token(), "material": BAR, "quantity": "4"}
        assert client.post(f"{address}appetite/", typed).status_code == 302
        Offer.objects.update(valid_until=timezone.localdate() + timedelta(days=2))
        refused = client.post(f"{address}open/", {"once": form_token()})
        assert refused.status_code == 409
        assert SHEET in refused.content.decode()
        Offer.objects.update(valid_until=None)
        assert client.post(f"{address}open/", {"once": form_token()}).status_code == 302
        assert sign_in(depot, "rudi").get(address).status_code == 404
        assert "November" in sign_in(depot, "sari").get(address).content.decode()
        assert client.post(f"{address}conditions/", _typed()).status_code == 422

    def test_takes_as_many_statements_for_two_materials_as_for_one(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        client = sign_in(depot, "putri")
        pool = _draft(depot, client)
        counts = []
        for _again in range(2):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/pools/{pool.number}/").status_code == 200
            counts.append(len(queries))
            pool.materials.first().delete()  # type: ignore[union-attr]
        assert counts[0] == counts[1] <= 30

    def test_is_read_by_staff_who_may_not_change_it(self, depot: Depot, sign_in: SignIn) -> None:
        pool = _draft(depot, sign_in(depot, "putri"))
        page = sign_in(depot, "agus").get(f"/pools/{pool.number}/").content.decode()
        assert "conditions/" not in page
        assert "<select" not in page.split("<main")[1]


class TestRepeat:
    def test_leads_to_the_draft_of_the_next_pool(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        client = sign_in(depot, "putri")
        answer = client.post(f"/pools/{pool.number}/repeat/", {"once": form_token()})
        assert answer.status_code == 302
        later = Pool.objects.get(previous=pool)
        assert answer["Location"].endswith(f"/pools/{later.number}/")


class TestSteps:
    def test_are_told_on_the_pools_page_with_their_reason(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        pool = open_a_pool(depot)
        client = sign_in(depot, "putri")
        later = timezone.localtime() + timedelta(days=40)
        typed = {
            "once": form_token(),
            "deadline_at": later.strftime("%Y-%m-%dT%H:%M"),
            "reason": "",
        }
        assert client.post(f"/pools/{pool.number}/extend/", typed).status_code == 422
        typed |= {"reason": "Dua bengkel ikut"}
        assert client.post(f"/pools/{pool.number}/extend/", typed).status_code == 302
        assert client.post(f"/pools/{pool.number}/cancel/", {"reason": ""}).status_code == 422
        typed = {"once": form_token(), "reason": "Pabrik tutup"}
        assert client.post(f"/pools/{pool.number}/cancel/", typed).status_code == 302
        page = sign_in(depot, "sari").get(f"/pools/{pool.number}/").content.decode()
        assert "Dua bengkel ikut" in page
        assert "Pabrik tutup" in page

    def test_show_what_fills_the_last_pack(self, depot: Depot, sign_in: SignIn) -> None:
        pool = open_a_pool(depot)
        Pool.objects.filter(pk=pool.pk).update(topping_up_hours=100)
        both_commit(depot, pool)
        now = timezone.now()
        Pool.objects.filter(pk=pool.pk).update(deadline_at=max(NOW, now) - timedelta(hours=1))
        close_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=now)
        page = sign_in(depot, "rudi").get(f"/pools/{pool.number}/").content.decode()
        missing = page.replace("\xa0", " ").split('id="missing"')[1].split("</section>")[0]
        assert "4 lembar" in missing
        assert f"/pools/{pool.number}/commit/" in page
        with patch("orders.reports.pools.filling.missing_packs", side_effect=AssertionError):
            again = sign_in(depot, "sari").get(f"/pools/{pool.number}/")
        assert 'id="missing"' in again.content.decode()
