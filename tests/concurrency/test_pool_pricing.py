"""Two answers to one quote, and a member's answer while the pool is cleared."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from inventory import catalogue
from materialcenter.commands import command
from orders.models import (
    Commitment,
    FrozenWish,
    Offer,
    PlannedShare,
    Pool,
    QuoteRequest,
)
from orders.services.answering_prices import answer_price
from orders.services.clearing import clear_due_pool
from orders.services.offering import write_offer
from orders.services.opening import WrongState, cancel_pool
from orders.services.taking_in_wishes import take_in_of_workshop
from orders.services.taking_quotes import QuoteAnswered, answer_quote
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.quote_world import (
    SCRAP,
    SHEET,
    asked_pool,
    everybody_commits,
    give_offers,
    member_asked,
    new_pool,
    quoted,
)

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 10


class TestTwoPurchasersAnswerOneQuote:
    def test_takes_one_answer_and_refuses_the_other(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        before = Offer.objects.count()

        def answer(name: str, price: int) -> Any:
            return answer_quote(
                number=of_sheets.number,
                answers=[quoted(SHEET, (0, price))],
                reference=name,
                by=depot.person(name),
                at=NOW,
            )

        outcomes = together([lambda: answer("putri", 10_950), lambda: answer("sinta", 10_960)])
        assert [type(error) for error in raised(outcomes)] == [QuoteAnswered]
        assert Offer.objects.count() == before + 1

    def test_takes_both_without_the_lock(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        before = Offer.objects.count()
        looked = threading.Barrier(2)
        material = catalogue.materials_by_code(depot.person("putri"), [SHEET])[SHEET]

        @command
        def answer_without_lock(name: str) -> None:
            status = QuoteRequest.objects.values_list("status", flat=True).get(pk=of_sheets.pk)
            looked.wait(PATIENCE_S)
            if status == QuoteRequest.Status.ASKED:
                by = depot.person(name)
                supplier = (
                    type(of_sheets.supplier)
                    .objects.select_for_update()
                    .get(pk=of_sheets.supplier_id)
                )
                write_offer(supplier, material, quoted().terms, by=by, at=NOW)

        together([lambda: answer_without_lock("putri"), lambda: answer_without_lock("sinta")])
        assert Offer.objects.count() == before + 2


class TestMemberAnswersWhileTheBeatClears:
    def test_counts_the_answer_or_refuses_it(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        due = question.answer_by
        stays, _cleared = together(
            [
                lambda: answer_price(
                    question_id=question.pk,
                    answer="stays",
                    by=depot.person("sari"),
                    at=due - timedelta(seconds=1),
                ),
                lambda: clear_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=due),
            ]
        )
        pool.refresh_from_db()
        question.refresh_from_db()
        assert pool.status == Pool.Status.QUOTED
        if isinstance(stays, WrongState):
            assert (question.answer, _planned(depot)) == ("silent", {question.commitment_id: 0})
        else:
            assert (question.answer, _planned(depot)) == ("stays", {question.replaced_by_id: 10})

    def test_loses_the_answer_without_the_lock(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        looked, cleared = threading.Event(), threading.Event()

        @command
        def stay_without_lock() -> None:
            status = Pool.objects.values_list("status", flat=True).get(pk=pool.pk)
            looked.set()
            assert cleared.wait(PATIENCE_S)
            if status == Pool.Status.FROZEN:
                old = question.commitment
                same = ("center_id", "pool_id", "material_id", "workshop_id", "committed_at")
                fields = {name: getattr(old, name) for name in same}
                fields |= dict.fromkeys(("quantity", "minimum", "maximum"), old.quantity)
                made = Commitment.objects.create(**fields, price_cap=question.price_per_kg)
                FrozenWish.objects.filter(commitment=old).update(commitment=made)

        def clear() -> None:
            assert looked.wait(PATIENCE_S)
            clear_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=question.answer_by)
            cleared.set()

        assert raised(together([stay_without_lock, clear])) == []
        counted = FrozenWish.objects.get(commitment__material__code=SHEET, commitment__quantity=10)
        assert not PlannedShare.objects.filter(commitment=counted.commitment).exists()


def _planned(depot: Depot) -> dict[int, int]:
    """Return what is planned for sari's sheets, by commitment."""
    rows = PlannedShare.objects.filter(
        commitment__workshop=depot.workshops["W0001"],
        commitment__material=depot.materials[SHEET],
    )
    return dict(rows.values_list("commitment_id", "quantity"))


class TestTwoJobsTakeAWishIn:
    def test_commits_it_once(self, depot: Depot) -> None:
        give_offers(depot)
        pool = new_pool(depot)
        everybody_commits(depot, pool)
        cancel_pool(pool_id=pool.pk, reason="No", by=depot.person("putri"), at=NOW)
        following = new_pool(depot, SCRAP)
        take_in = {
            "pool_id": following.pk,
            "workshop_id": depot.workshops["W0002"].pk,
            "by": depot.person("putri"),
            "at": NOW,
        }
        outcomes = together([lambda: take_in_of_workshop(**take_in)] * 3)  # type: ignore[arg-type]
        assert sorted(outcomes) == [0, 0, 1]
        assert Commitment.objects.filter(pool=following).count() == 1
