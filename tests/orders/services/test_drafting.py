"""Drafting a pool: on conditions, after another pool, from what runs low; and what opens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from inventory.models import ReorderAlert
from inventory.stock import AlertTaken
from materialcenter.access import WrongRole
from materialcenter.errors import DomainError, Invalid, Missing
from orders.models import Clearing, KeptWish, Offer, Pool, PoolEvent, PoolMaterial
from orders.reports.drafting import material_choices, materials_offered
from orders.services.committing import commit
from orders.services.drafting import (
    AlertOfAnother,
    BadConditions,
    Conditions,
    LastMaterial,
    change_conditions,
    draft_pool,
    drop_material,
    repeat_pool,
)
from orders.services.joining import NotInvited
from orders.services.opening import (
    DeadlinePassed,
    NobodyInvited,
    NothingToPool,
    OfferRunsOut,
    PickupBeforeDeadline,
    ReasonMissing,
    WrongState,
    cancel_pool,
    extend_pool,
    open_pool,
    set_appetite,
)
from orders.services.suggesting import take_suggestion
from tests.cast import NOW, Depot
from tests.orders.low_stock import run_low
from tests.orders.pool_world import DEADLINE, make_offer, open_a_pool, shared_pool, wish

pytestmark = pytest.mark.django_db(transaction=True)

SHEET, BAR = "SPHC-2-4X8", "S45C-D25"
CONDITIONS = Conditions(
    title="Oktober",
    deadline_at=DEADLINE,
    pickup_until=(DEADLINE + timedelta(days=30)).date(),
    deposit_percent=Decimal(20),
    deposit_rule=Pool.DepositRule.ALWAYS,
    topping_up_hours=24,
    asks_quotes=True,
)


def draft(
    depot: Depot, conditions: Conditions = CONDITIONS, *codes: str, alerts: tuple[int, ...] = ()
) -> Pool:
    """Draft a pool on S01's offers of the materials (the sheet alone by default)."""
    for code in codes or (SHEET,):
        if not Offer.objects.filter(material__code=code).exists():
            make_offer(depot, "S01", code, {0: 11200, 500: 10800}, pack=5)
    return draft_pool(
        conditions=conditions,
        appetites=dict.fromkeys(codes or (SHEET,), 3),
        alert_ids=alerts,
        by=depot.person("putri"),
        at=NOW,
    )


def offers_end(day: date) -> None:
    Offer.objects.update(valid_until=day)


class TestDraftPool:
    def test_keeps_all_its_conditions(self, depot: Depot) -> None:
        chosen = replace(CONDITIONS, audience=Pool.Audience.CHOSEN, invited=("w0002 ",))
        pool = draft(depot, chosen)
        assert [one.workshop.code for one in pool.invitations.all()] == ["W0002"]
        assert (pool.topping_up_hours, pool.asks_quotes, pool.deposit_rule) == (24, True, "always")

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"deposit_percent": Decimal(101)}, "percent_out_of_range"),
            ({"deposit_percent": Decimal(-1)}, "percent_out_of_range"),
            ({"topping_up_hours": 169}, "hours_out_of_range"),
            ({"deposit_rule": "half"}, "rule_unknown"),
            ({"audience": "friends"}, "audience_unknown"),
            ({"audience": "chosen", "invited": ("W0001", "W9999")}, "workshop_unknown"),
        ],
    )
    def test_names_what_no_pool_can_have(
        self, depot: Depot, wrong: dict[str, object], code: str
    ) -> None:
        with pytest.raises(BadConditions) as refusal:
            draft(depot, replace(CONDITIONS, **wrong))  # type: ignore[arg-type]
        assert [fault.code for fault in refusal.value.faults] == [code]
        assert not Pool.objects.exists()

    def test_refuses_a_closing_time_that_is_past_and_a_pick_up_before_it(
        self, depot: Depot
    ) -> None:
        for wrong, refusal in (
            ({"deadline_at": NOW}, DeadlinePassed),
            ({"pickup_until": DEADLINE.date()}, PickupBeforeDeadline),
        ):
            with pytest.raises(refusal):
                draft(depot, replace(CONDITIONS, **wrong))

    def test_says_until_when_an_offer_held_that_ran_out(self, depot: Depot) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200})
        offers_end(NOW.date() - timedelta(days=1))
        with pytest.raises(NothingToPool) as refusal:
            draft(depot)
        assert [fault.code for fault in refusal.value.faults] == ["offer_expired"]

    def test_answers_the_alerts_of_its_materials_once(self, depot: Depot) -> None:
        make_offer(depot, "S01", SHEET, {0: 11200}, pack=5)
        alert = run_low(depot)
        (row,) = materials_offered(depot.person("putri"), on=NOW.date())
        # 2 400 kg of sheets of 46.659 kg are 52 sheets
        assert (row.alert_id, row.wanted) == (alert.pk, 52)
        pool = draft(depot, alerts=(alert.pk,))
        alert.refresh_from_db()
        assert (alert.taken_as, alert.taken_reference) == ("open_pool", pool.number)
        with pytest.raises(AlertTaken):
            draft(depot, alerts=(alert.pk,))
        with pytest.raises(AlertTaken):
            take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        assert Pool.objects.count() == 1

    def test_refuses_an_alert_of_another_material_or_center(
        self, depot: Depot, stranger: Depot
    ) -> None:
        alert = run_low(depot)
        with pytest.raises(AlertOfAnother):
            draft(depot, CONDITIONS, BAR, alerts=(alert.pk,))
        with pytest.raises(Missing):
            draft(stranger, alerts=(alert.pk,))
        assert ReorderAlert.objects.filter(taken_as="").exists()
        assert not Pool.objects.exists()


class TestChangeConditions:
    def test_changes_a_draft_and_nothing_that_opened(self, depot: Depot) -> None:
        pool, putri = draft(depot), depot.person("putri")
        other = replace(
            CONDITIONS, title="November", audience=Pool.Audience.CHOSEN, invited=("W0001",)
        )
        changed = change_conditions(pool_id=pool.pk, conditions=other, by=putri, at=NOW)
        assert (changed.title, changed.invitations.count()) == ("November", 1)
        set_appetite(pool_id=pool.pk, material=SHEET, quantity=7, by=putri, at=NOW)
        assert PoolMaterial.objects.get().depot_appetite == 7
        open_pool(pool_id=pool.pk, by=putri, at=NOW)
        acts: list[Callable[[], Pool]] = [
            lambda: change_conditions(pool_id=pool.pk, conditions=other, by=putri, at=NOW),
            lambda: drop_material(pool_id=pool.pk, material=SHEET, by=putri, at=NOW),
        ]
        for act in acts:
            with pytest.raises(WrongState):
                act()

    def test_is_the_purchasers(self, depot: Depot) -> None:
        pool = draft(depot)
        for name in ("sari", "wati", "fajar", "agus"):
            with pytest.raises((WrongRole, Missing)):
                change_conditions(
                    pool_id=pool.pk, conditions=CONDITIONS, by=depot.person(name), at=NOW
                )


class TestDropMaterial:
    def test_takes_one_out_but_not_the_last(self, depot: Depot) -> None:
        pool, putri = draft(depot, CONDITIONS, SHEET, BAR), depot.person("putri")
        drop_material(pool_id=pool.pk, material=BAR, by=putri, at=NOW)
        with pytest.raises(LastMaterial):
            drop_material(pool_id=pool.pk, material=SHEET, by=putri, at=NOW)
        with pytest.raises(Missing):
            drop_material(pool_id=pool.pk, material=BAR, by=putri, at=NOW)


class TestRepeatPool:
    def test_takes_over_all_but_what_nobody_offers_now(self, depot: Depot) -> None:
        chosen = replace(CONDITIONS, audience=Pool.Audience.CHOSEN, invited=("W0001",))
        last, putri = draft(depot, chosen, SHEET, BAR), depot.person("putri")
        Offer.objects.filter(material__code=BAR).update(replaced_at=NOW)
        pool = repeat_pool(pool_id=last.pk, by=putri, at=NOW)
        assert pool.previous == last
        assert list(pool.materials.values_list("material__code", "depot_appetite")) == [(SHEET, 3)]
        assert [one.workshop.code for one in pool.invitations.all()] == ["W0001"]
        assert (pool.deadline_at.day, pool.deadline_at.month) == (
            DEADLINE.day,
            DEADLINE.month % 12 + 1,
        )
        assert (pool.topping_up_hours, pool.deposit_percent) == (24, Decimal(20))

    def test_closes_ahead_however_long_ago_the_last_one_was(self, depot: Depot) -> None:
        last = draft(depot, replace(CONDITIONS, pickup_until=None))
        long_after = NOW + timedelta(days=100)
        pool = repeat_pool(pool_id=last.pk, by=depot.person("putri"), at=long_after)
        assert long_after < pool.deadline_at <= long_after + timedelta(days=31)

    def test_is_refused_where_nothing_is_offered_any_more(self, depot: Depot) -> None:
        last = draft(depot)
        Offer.objects.update(replaced_at=NOW)
        with pytest.raises(NothingToPool):
            repeat_pool(pool_id=last.pk, by=depot.person("putri"), at=NOW)


class TestOpenPool:
    def test_names_every_offer_that_runs_out_before_it_closes(self, depot: Depot) -> None:
        pool = draft(depot, CONDITIONS, SHEET, BAR)
        offers_end(DEADLINE.date() - timedelta(days=1))
        with pytest.raises(OfferRunsOut) as refusal:
            open_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        assert [fault.code for fault in refusal.value.faults] == ["offer_expired"] * 2
        assert BAR in refusal.value.faults[0].sentence
        offers_end(DEADLINE.date())
        assert open_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW).status == "open"

    def test_needs_somebody_to_be_invited(self, depot: Depot) -> None:
        pool = draft(depot, replace(CONDITIONS, audience=Pool.Audience.CHOSEN))
        with pytest.raises(NobodyInvited):
            open_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)

    def test_is_for_the_chosen_and_the_coached_alone(self, depot: Depot) -> None:
        sari, rudi, putri = (depot.person(name) for name in ("sari", "rudi", "putri"))
        workshop = depot.workshops["W0002"]
        workshop.coaching_programme = "Bina 2026"
        workshop.save()
        for audience, invited in (("chosen", ("W0002",)), ("programme", ())):
            pool = draft(depot, replace(CONDITIONS, audience=audience, invited=invited))
            open_pool(pool_id=pool.pk, by=putri, at=NOW)
            seen = [
                Pool.objects.visible_to(one).filter(pk=pool.pk).exists()
                for one in (sari, rudi, putri)
            ]
            assert seen == [False, True, True]
            assert not PoolEvent.objects.visible_to(sari).filter(pool=pool).exists()
            with pytest.raises(Missing):
                commit(pool_id=pool.pk, wish=wish(depot), by=sari, at=NOW)
            with pytest.raises(NotInvited):
                commit(pool_id=pool.pk, wish=wish(depot), by=putri, at=NOW)
            Pool.objects.filter(pk=pool.pk).update(deposit_percent=0)
            commit(pool_id=pool.pk, wish=wish(depot, "W0002"), by=rudi, at=NOW)
        workshop.coaching_programme = ""
        workshop.save()
        assert Pool.objects.visible_to(rudi).get(audience="programme") == pool


class TestExtendAndCancel:
    @pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
    def test_need_a_reason_for_the_members(self, depot: Depot, reason: str) -> None:
        pool, putri = open_a_pool(depot), depot.person("putri")
        acts: list[Callable[[], Pool]] = [
            lambda: cancel_pool(pool_id=pool.pk, reason=reason, by=putri, at=NOW),
            lambda: extend_pool(
                pool_id=pool.pk,
                deadline_at=DEADLINE + timedelta(days=1),
                reason=reason,
                by=putri,
                at=NOW,
            ),
        ]
        for act in acts:
            with pytest.raises(ReasonMissing):
                act()
        assert PoolEvent.objects.count() == 1

    def test_write_the_reason_down_for_the_members(self, depot: Depot) -> None:
        pool, putri = open_a_pool(depot), depot.person("putri")
        later = DEADLINE + timedelta(days=1)
        extend_pool(pool_id=pool.pk, deadline_at=later, reason=" Banjir ", by=putri, at=NOW)
        cancel_pool(pool_id=pool.pk, reason="Pabrik tutup", by=putri, at=NOW)
        steps = PoolEvent.objects.visible_to(depot.person("sari")).order_by("pk")
        assert list(steps.values_list("kind", "reason")) == [
            ("opened", ""),
            ("extended", "Banjir"),
            ("cancelled", "Pabrik tutup"),
        ]

    def test_do_not_open_again_what_was_ordered_nor_let_offers_run_out(self, depot: Depot) -> None:
        pool, putri = shared_pool(depot), depot.person("putri")
        later = DEADLINE + timedelta(days=60)
        for status in ("ordered", "receiving", "allocated", "cancelled", "draft"):
            Pool.objects.filter(pk=pool.pk).update(status=status)
            with pytest.raises(WrongState):
                extend_pool(pool_id=pool.pk, deadline_at=later, reason="x", by=putri, at=NOW)
        Pool.objects.filter(pk=pool.pk).update(status="open")
        offers_end(DEADLINE.date() + timedelta(days=2))
        with pytest.raises(OfferRunsOut):
            extend_pool(pool_id=pool.pk, deadline_at=later, reason="x", by=putri, at=NOW)

    def test_refuse_a_time_that_is_not_later(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        with pytest.raises(Invalid) as refusal:
            extend_pool(
                pool_id=pool.pk, deadline_at=DEADLINE, reason="x", by=depot.person("putri"), at=NOW
            )
        assert refusal.value.code == "deadline_in_the_past"


class TestMaterialChoices:
    def test_put_suppliers_side_by_side_at_quantities_that_may_come(self, depot: Depot) -> None:
        last = shared_pool(depot)
        assert Clearing.objects.get().quantity == 15
        KeptWish.objects.create(
            center=depot.center,
            workshop=depot.workshops["W0001"],
            material=depot.materials[SHEET],
            from_pool=last,
            quantity=6,
            minimum=1,
            maximum=8,
            reason="not_reached",
            kept_at=NOW,
        )
        Offer.objects.filter(supplier__code="S02").update(
            replaced_at=NOW - timedelta(days=1), valid_from=NOW.date() - timedelta(days=30)
        )
        make_offer(depot, "S02", SHEET, {0: 11000, 500: 10700}, minimum_kg=300, pack=10)
        pool = repeat_pool(pool_id=last.pk, by=depot.person("putri"), at=NOW)
        (choice,) = material_choices(pool, by=depot.person("putri"), on=NOW.date())
        table = {
            row.quantity: [at.price_per_kg and int(at.price_per_kg) for at in row.prices]
            for row in choice.rows
        }
        # S02 sells tens: 5 sheets are 10 there; 11 of 46.659 kg reach 500 kg, 43 reach 2 000
        assert table == {
            5: [11200, 11000],
            10: [11200, 11000],
            15: [10800, 10700],
            20: [10800, 10700],
            45: [10350, 10700],
        }
        assert [at.is_lowest for at in choice.rows[-1].prices] == [True, False]
        assert (choice.waiting, choice.waiting_for) == (1, 6)
        assert len(choice.history.categories) == 2
        asked = {one.name: list(one.values) for one in choice.history.series}
        assert list(asked.values()) == [[None, 10350], [10950, 10700]]

    def test_say_when_the_last_offer_runs_out_too_soon(self, depot: Depot) -> None:
        pool = draft(depot)
        offers_end(DEADLINE.date() - timedelta(days=3))
        (choice,) = material_choices(pool, by=depot.person("putri"), on=NOW.date())
        assert choice.ends_on == DEADLINE.date() - timedelta(days=3)


def test_every_refusal_has_a_code_of_its_own() -> None:
    refusals: list[type[DomainError]] = [
        AlertOfAnother,
        BadConditions,
        DeadlinePassed,
        LastMaterial,
        NobodyInvited,
        NothingToPool,
        OfferRunsOut,
        PickupBeforeDeadline,
        ReasonMissing,
        WrongState,
    ]
    assert len({one.code for one in refusals}) == len(refusals)
