"""Members over whose highest price the firm price lies are asked once, and stay or leave."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from orders.models import Commitment, FrozenWish, PlannedShare, Pool, PoolEvent, PriceQuestion
from orders.services.answering_prices import answer_price
from orders.services.asking_members import tell_price_asked
from orders.services.opening import extend_pool
from orders.services.taking_quotes import answer_quote, decline_quote, let_offers_stand
from orders.services.telling_buyers import write_to_buyer
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.pool_world import DEADLINE
from tests.orders.quote_world import SHEET, asked_pool, go_on, member_asked, quoted

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def say(depot: Depot, question: PriceQuestion, answer: str, **more: Any) -> PriceQuestion:
    """Have sari answer."""
    asked = {"by": depot.person("sari"), "at": NOW, **more}
    return answer_price(question_id=question.pk, answer=answer, **asked)


class TestAskMembers:
    def test_asks_who_was_in_and_is_out_at_the_firm_price(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        assert pool.status == Pool.Status.FROZEN
        assert question.commitment.workshop == depot.workshops["W0001"]
        assert question.price_per_kg == Decimal(10_950)
        assert question.answer_by == NOW + A_DAY
        event = PoolEvent.objects.get(pool=pool, kind="price_asked")
        assert event.facts["members"] == 1
        assert go_on(pool, depot).status == Pool.Status.FROZEN

    def test_asks_nobody_within_whose_highest_price_the_firm_price_lies(self, depot: Depot) -> None:
        pool, of_sheets, of_bars = asked_pool(depot)
        putri = depot.person("putri")
        answer_quote(
            number=of_sheets.number,
            answers=[quoted(SHEET, (0, 10_900))],
            reference="",
            by=putri,
            at=NOW,
        )
        decline_quote(number=of_bars.number, reason="No bars", by=putri, at=NOW)
        assert go_on(pool, depot).status == Pool.Status.QUOTED
        assert not PriceQuestion.objects.exists()

    def test_asks_nobody_who_was_out_before_the_answers(self, depot: Depot) -> None:
        pool, of_sheets, of_bars = asked_pool(depot)
        putri = depot.person("putri")
        of_sheets.lines.update(provisional_price_per_kg=Decimal(10_901))
        answer_quote(number=of_sheets.number, answers=[quoted()], reference="", by=putri, at=NOW)
        let_offers_stand(number=of_bars.number, reference="", by=putri, at=NOW)
        assert go_on(pool, depot).status == Pool.Status.QUOTED

    def test_writes_what_it_means_in_rupiah(self, depot: Depot, postbox: Postbox) -> None:
        pool, question = member_asked(depot)
        assert tell_price_asked(pool_id=pool.pk) == 1
        write_to_buyer(
            workshop_id=question.commitment.workshop_id,
            user_id=depot.users["sari"].pk,
            about="price_question",
            about_id=question.pk,
        )
        (mail,) = postbox.to("sari.tgl@example.id")
        body = mail.get_content()
        assert "Rp10.950" in body
        assert "Rp10.900" in body
        assert f"/price-questions/{question.pk}/" in body


class TestAnswerPrice:
    def test_lets_who_stays_in_at_the_firm_price_in_its_place(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        before = question.commitment
        answered = say(depot, question, "stays")
        made = answered.replaced_by
        assert made is not None
        assert (made.price_cap, made.quantity) == (Decimal(10_950), before.quantity)
        assert made.committed_at == before.committed_at
        assert Commitment.objects.get(pk=before.pk).price_cap == Decimal(10_900)
        frozen = FrozenWish.objects.filter(pool=pool).values_list("commitment_id", flat=True)
        assert made.pk in frozen
        assert before.pk not in frozen
        assert go_on(pool, depot).status == Pool.Status.QUOTED
        assert PlannedShare.objects.get(commitment=made).quantity == 10
        assert AuditEntry.objects.filter(action="price.stays").count() == 1

    @pytest.mark.parametrize("answer", ["leaves", "silent"])
    def test_clears_without_who_leaves_or_is_silent(self, depot: Depot, answer: str) -> None:
        pool, question = member_asked(depot)
        at = NOW + A_DAY
        if answer == "leaves":
            say(depot, question, "leaves")
            at = NOW
        assert go_on(pool, depot, at=at).status == Pool.Status.QUOTED
        question.refresh_from_db()
        assert (question.answer, question.replaced_by) == (answer, None)
        planned = PlannedShare.objects.get(commitment=question.commitment)
        assert (planned.quantity, planned.left_out) == (0, "price_cap")

    def test_lets_the_depot_answer_for_a_member(self, depot: Depot) -> None:
        _pool, question = member_asked(depot)
        answered = say(depot, question, "stays", by=depot.person("putri"))
        assert answered.answered_by == depot.users["putri"]
        entry = AuditEntry.objects.get(action="price.stays")
        assert entry.data["workshop"] == "W0001"

    @pytest.mark.parametrize(
        ("answer", "more", "code"),
        [
            ("perhaps", {}, "price_answer_unknown"),
            ("stays", {"at": NOW + A_DAY}, "price_answer_late"),
        ],
    )
    def test_refuses_and_changes_nothing(
        self, depot: Depot, answer: str, more: dict[str, Any], code: str
    ) -> None:
        _pool, question = member_asked(depot)
        count = Commitment.objects.count()
        with pytest.raises(DomainError) as refusal:
            say(depot, question, answer, **more)
        assert refusal.value.code == code
        question.refresh_from_db()
        assert (question.answer, Commitment.objects.count()) == ("waiting", count)

    def test_refuses_a_second_answer_and_one_for_a_pool_that_went_on(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        Pool.objects.filter(pk=pool.pk).update(status=Pool.Status.QUOTED)
        with pytest.raises(DomainError) as refusal:
            say(depot, question, "stays")
        assert refusal.value.code == "pool_not_in_this_state"
        Pool.objects.filter(pk=pool.pk).update(status=Pool.Status.FROZEN)
        say(depot, question, "leaves")
        with pytest.raises(DomainError) as refusal:
            say(depot, question, "stays")
        assert refusal.value.code == "price_answered_already"

    def test_refuses_who_may_not_answer(self, depot: Depot, stranger: Depot) -> None:
        _pool, question = member_asked(depot)
        for by, refusal in (
            (depot.person("wati"), WrongRole),
            (depot.person("rudi"), Missing),
            (stranger.person("putri"), Missing),
        ):
            with pytest.raises(refusal):
                say(depot, question, "stays", by=by)

    def test_asks_the_deposit_that_the_new_price_needs(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        Pool.objects.filter(pk=pool.pk).update(deposit_percent=50)
        workshop = depot.workshops["W0001"]
        workshop.credit_limit = 0
        workshop.save()
        with pytest.raises(DomainError) as refusal:
            say(depot, question, "stays")
        assert refusal.value.code == "deposit_needed"
        assert question.commitment == Commitment.objects.filter(
            workshop=workshop, material=depot.materials[SHEET]
        ).latest("pk")

    def test_is_asked_no_second_time_about_the_same_wish(self, depot: Depot) -> None:
        pool, question = member_asked(depot)
        putri = depot.person("putri")
        extend_pool(pool_id=pool.pk, deadline_at=DEADLINE + A_DAY, reason="Later", by=putri, at=NOW)
        question.refresh_from_db()
        assert question.answer == "silent"
