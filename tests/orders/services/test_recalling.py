"""Recalls: started, told, answered, reminded, closed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from inventory import stock
from inventory.models import KeptBack, Lot, Reservation
from inventory.services.quarantining import release_lot
from materialcenter import jobs
from materialcenter.errors import DomainError
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from orders.models import DeliveryNote, Recall, RecallItem, RecallLot, RecallNotice
from orders.reports.finding import NotThere
from orders.reports.recalls import find_recall, open_recalls, recall_view, waiting_for
from orders.services.answering import ItemAnswer, answer_recall
from orders.services.recalling import close_recall, preview, remind_recall
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import SHEET, ask, hand_over, place, receive_owned
from tests.orders.purchases import pieces, receive, sent
from tests.orders.recall_world import HEAT, Heat, cut, make_heat, move_out, recall
from tests.orders.services.test_receiving import _pool

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def heat(depot: Depot) -> Heat:
    return make_heat(depot)


def refusal(act: Any) -> DomainError:
    """Do an act that must be refused, and return its refusal."""
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value


def codes(error: DomainError) -> list[str]:
    return [fault.code for fault in error.faults]


def answer(
    depot: Depot,
    found: Recall,
    who: str,
    *amounts: tuple[int, int],
    workshop: str = "W0001",
    said_by: str = "",
    at: Any = NOW,
) -> RecallNotice:
    """Answer for a workshop: (held, passed) for each of its lines in their order."""
    items = RecallItem.objects.filter(
        notice__recall=found, notice__workshop__code=workshop
    ).order_by("pk")
    return answer_recall(
        number=found.number,
        workshop_id=depot.workshops[workshop].pk,
        answers=[
            ItemAnswer(item.pk, Decimal(held), Decimal(passed))
            for item, (held, passed) in zip(items, amounts, strict=True)
        ],
        note="",
        said_by=said_by,
        by=depot.person(who),
        at=at,
    )


class TestPreview:
    def test_shows_who_has_what_and_changes_nothing(self, depot: Depot, heat: Heat) -> None:
        trace = preview(heats=[HEAT], lots=[], by=depot.person("putri"))
        assert [holder.code for holder in trace.holders] == ["W0001", "W0002"]
        assert not Recall.objects.exists()
        assert not Lot.objects.exclude(quality="ok").exists()


class TestStartRecall:
    def test_names_every_workshop_and_line(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT.lower())
        assert found.number == "RC-TGL-2026-00001"
        rows = RecallItem.objects.values_list(
            "notice__workshop__code", "delivery_line__note__number", "pieces", "mass_kg"
        )
        assert list(rows) == [
            ("W0001", heat.notes[0].number, 3, Decimal("138.000")),
            ("W0002", heat.notes[1].number, 2, Decimal("92.000")),
        ]
        assert AuditEntry.objects.filter(action="recall.started").count() == 1

    def test_quarantines_roots_and_what_was_cut_of_them(self, depot: Depot, heat: Heat) -> None:
        other = receive_stock(depot, SHEET, pieces=1, heat="OTHER", rack="B-01")
        found = recall(depot, HEAT)
        assert set(Lot.objects.filter(heat=HEAT).values_list("quality", flat=True)) == {
            "quarantined"
        }
        assert RecallLot.objects.filter(recall=found).count() == 5
        heat.lot.refresh_from_db()
        assert found.number in heat.lot.quality_reason
        other.refresh_from_db()
        assert other.quality == "ok"

    def test_can_call_back_one_remnant_alone(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, lots=[heat.remnant.number])
        assert RecallLot.objects.filter(recall=found).count() == 2
        assert not RecallNotice.objects.exists()
        heat.lot.refresh_from_db()
        assert heat.lot.quality == "ok"

    def test_keeps_what_is_reserved_named_and_in_the_yard(self, depot: Depot, heat: Heat) -> None:
        order = place(depot, ask(SHEET, 4))
        found = recall(depot, HEAT)
        (held,) = recall_view(found, depot.person("wati")).reserved
        assert (held.order, held.pieces) == (order.number, 4)
        assert refusal(lambda: hand_over(depot, order)).code == "lot_blocked"
        assert DeliveryNote.objects.count() == 2

    def test_writes_to_every_buyer_in_their_language(self, depot: Depot, heat: Heat) -> None:
        rudi = depot.users["rudi"]
        rudi.language = "en"
        rudi.save()
        found = recall(depot, HEAT)
        assert mail.outbox == []
        jobs.run_due()
        letters = {letter.to[0]: letter for letter in mail.outbox}
        assert set(letters) == {depot.users["sari"].email, rudi.email}
        english = letters[rudi.email]
        assert english.subject == f"Recall {found.number}: please hold this steel back"
        for said in (HEAT, heat.notes[1].number, "2 sheets", "92 kg", found.reason, found.wanted):
            assert said in english.body
        assert heat.notes[0].number not in english.body
        indonesian = letters[depot.users["sari"].email]
        assert "Penarikan" in indonesian.subject
        assert "3 lembar" in indonesian.body
        assert not RecallNotice.objects.filter(told_at__isnull=True).exists()

    def test_leaves_untold_where_nobody_reads_mail(self, depot: Depot, heat: Heat) -> None:
        depot.users["rudi"].email = ""
        depot.users["rudi"].save()
        recall(depot, HEAT)
        jobs.run_due()
        assert RecallNotice.objects.get(workshop__code="W0002").told_at is None

    def test_tells_the_owner_of_consigned_steel(self, depot: Depot) -> None:
        receive_owned(depot, SHEET, pieces=5, owner="W0002")
        lot = Lot.objects.get(heat="OWNED")
        move_out(depot, lot, "workshop", "return", 2, "A-01")
        recall(depot, "OWNED")
        item = RecallItem.objects.get()
        assert (item.delivery_line, item.notice.workshop.code) == (None, "W0002")
        assert item.mass_kg > 0

    @pytest.mark.parametrize(
        ("more", "code", "faults"),
        [
            ({}, "recall_without_lots", []),
            ({"heats": ["NONE", "NEVER"]}, "nothing_to_keep_back", ["heat_unknown"] * 2),
            ({"lots": ["LOT-1", "LOT-2"]}, "lot_unknown", ["lot_unknown"] * 2),
            ({"heats": [HEAT], "reason": " "}, "recall_words_missing", []),
            ({"heats": [HEAT], "wanted": ""}, "recall_words_missing", []),
        ],
    )
    def test_refuses_and_changes_nothing(
        self, depot: Depot, heat: Heat, more: dict[str, Any], code: str, faults: list[str]
    ) -> None:
        heats = more.pop("heats", [])
        error = refusal(lambda: recall(depot, *heats, **more))
        assert (error.code, codes(error)) == (code, faults)
        assert not Recall.objects.exists()
        assert not KeptBack.objects.exists()
        assert not Lot.objects.exclude(quality="ok").exists()

    def test_refuses_a_heat_or_lot_of_an_open_recall(self, depot: Depot, heat: Heat) -> None:
        recall(depot, HEAT)
        for heats, lots in (([HEAT], []), ([], [heat.remnant.number])):
            error = refusal(lambda heats=heats, lots=lots: recall(depot, *heats, lots=lots))
            assert (error.code, codes(error)) == ("kept_back_already", ["recalled_already"])
        assert Recall.objects.count() == 1

    def test_refuses_another_centers_heat(self, depot: Depot, stranger: Depot, heat: Heat) -> None:
        assert refusal(lambda: recall(stranger, HEAT)).code == "nothing_to_keep_back"

    @pytest.mark.parametrize("who", ["wati", "fajar", "agus", "sari"])
    def test_is_not_for_other_roles(self, depot: Depot, heat: Heat, who: str) -> None:
        with pytest.raises(WrongRole):
            recall(depot, HEAT, by=who)


class TestWhatComesLater:
    def test_is_born_in_quarantine_and_joins(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        late = receive_stock(depot, SHEET, pieces=2, heat=HEAT.lower(), rack="B-01")
        assert late.quality == "quarantined"
        assert found.number in late.quality_reason
        view = recall_view(found, depot.person("wati"))
        assert view.late == {late.pk}

    def test_comes_with_a_delivery_and_is_held_for_no_pool(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=1, heat="BAD")
        found = recall(depot, "BAD")
        pool = _pool(depot, depot_quantity=0)
        order = sent(depot, pool_id=pool.pk)
        receipt = receive(depot, order, pieces(10, heat="bad"), pieces(20, heat="GOOD"))
        lines = receipt.lines.order_by("line_no").values_list("quarantine_reason", flat=True)
        assert [found.number in why for why in lines] == [True, False]
        held = Reservation.objects.get(holder="pool_material")
        assert (held.lot.heat, held.pieces) == ("GOOD", 20)

    def test_is_quarantined_when_it_is_cut(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        (piece,) = cut(depot, heat.lot, "late", "A-01", (1, "20.000", "600")).lots
        assert piece.quality == "quarantined"
        assert recall_view(found, depot.person("wati")).late == {piece.pk}

    def test_cannot_be_cleared_before_the_end(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, lots=[heat.lot.number])
        for lot in (heat.lot, heat.remnant):
            error = refusal(
                lambda lot=lot: release_lot(
                    lot_number=lot.number, reason="uji", by=depot.person("sinta"), at=NOW
                )
            )
            assert error.code == "lot_kept_back"
            assert found.number in str(error)


class TestAnswerRecall:
    def test_accounts_for_every_gram(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        notice = answer(depot, found, "sari", (1, 1))
        (view,) = recall_view(found, depot.person("sari")).notices
        assert view.held_kg == view.passed_kg == view.used_kg == 46
        assert notice.answered_by == depot.users["sari"]
        whole = recall_view(found, depot.person("wati"))
        assert whole.answered == 1
        assert [whole.accounted_kg, whole.mass_kg] == [138, 230]

    def test_may_be_given_again(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        answer(depot, found, "sari", (1, 1))
        answer(depot, found, "sari", (3, 0), at=LATER)
        (view,) = recall_view(found, depot.person("sari")).notices
        assert [view.held_kg, view.used_kg] == [138, 0]
        assert AuditEntry.objects.filter(action="recall.answered").count() == 2

    def test_is_written_down_by_staff_who_say_who_called(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        error = refusal(lambda: answer(depot, found, "wati", (2, 0), workshop="W0002"))
        assert error.code == "recall_speaker_missing"
        notice = answer(depot, found, "wati", (2, 0), workshop="W0002", said_by="Bu Rudi")
        assert (notice.said_by, notice.answered_by) == ("Bu Rudi", depot.users["wati"])

    @pytest.mark.parametrize(
        ("amounts", "fault"),
        [
            ((3, 1), "more_than_delivered"),
            ((4, 0), "more_than_delivered"),
            ((-1, 0), "quantity_negative"),
            ((Decimal("0.5"), 0), "quantity_too_fine"),
        ],
    )
    def test_refuses_what_does_not_fit(
        self, depot: Depot, heat: Heat, amounts: Any, fault: str
    ) -> None:
        found = recall(depot, HEAT)
        error = refusal(lambda: answer(depot, found, "sari", amounts))
        assert (error.code, codes(error)) == ("recall_answer_refused", [fault])
        assert RecallNotice.objects.filter(answered_at__isnull=False).count() == 0

    def test_refuses_lines_of_others_and_lines_left_out(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        rudis = RecallItem.objects.get(notice__workshop__code="W0002")
        error = refusal(
            lambda: answer_recall(
                number=found.number,
                workshop_id=depot.workshops["W0001"].pk,
                answers=[ItemAnswer(rudis.pk, Decimal(0), Decimal(0))],
                note="",
                said_by="",
                by=depot.person("sari"),
                at=NOW,
            )
        )
        assert codes(error) == ["recall_item_unknown", "recall_line_unanswered"]

    def test_is_not_there_for_another_workshop(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, lots=[heat.lot.number])
        with pytest.raises(NotThere):
            answer(depot, found, "rudi", (0, 0))

    def test_is_refused_when_it_is_over(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        close_recall(
            number=found.number, outcome="x", despite="y", by=depot.person("sinta"), at=NOW
        )
        assert refusal(lambda: answer(depot, found, "sari", (0, 0))).code == "recall_closed"

    @pytest.mark.parametrize("who", ["fajar", "agus"])
    def test_is_not_for_other_roles(self, depot: Depot, heat: Heat, who: str) -> None:
        found = recall(depot, HEAT)
        with pytest.raises(WrongRole):
            answer(depot, found, who, (0, 0))


class TestRemindRecall:
    def test_writes_to_the_silent_once_a_day(self, depot: Depot, heat: Heat) -> None:
        found, by = recall(depot, HEAT), depot.person("wati")
        answer(depot, found, "sari", (3, 0))
        early = refusal(lambda: remind_recall(number=found.number, by=by, at=NOW))
        assert early.code == "recall_reminded_already"
        (notice,) = remind_recall(number=found.number, by=by, at=LATER)
        assert notice.workshop == depot.workshops["W0002"]
        again = refusal(
            lambda: remind_recall(number=found.number, by=by, at=LATER + timedelta(hours=23))
        )
        assert again.code == "recall_reminded_already"
        jobs.run_due()
        reminders = [letter for letter in mail.outbox if "menunggu" in letter.subject]
        assert [letter.to for letter in reminders] == [[depot.users["rudi"].email]]

    def test_refuses_when_all_answered(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        answer(depot, found, "sari", (3, 0))
        answer(depot, found, "rudi", (0, 0), workshop="W0002")
        error = refusal(
            lambda: remind_recall(number=found.number, by=depot.person("wati"), at=LATER)
        )
        assert error.code == "recall_all_answered"

    @pytest.mark.parametrize("who", ["fajar", "agus", "sari"])
    def test_is_not_for_other_roles(self, depot: Depot, heat: Heat, who: str) -> None:
        found = recall(depot, HEAT)
        with pytest.raises(WrongRole):
            remind_recall(number=found.number, by=depot.person(who), at=LATER)


class TestCloseRecall:
    def test_ends_it_and_keeps_what_came_meanwhile(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        late = receive_stock(depot, SHEET, pieces=2, heat=HEAT, rack="B-01")
        answer(depot, found, "sari", (3, 0))
        answer(depot, found, "rudi", (0, 2), workshop="W0002")
        by = depot.person("sinta")
        closed = close_recall(number=found.number, outcome="Dikembalikan", by=by, at=LATER)
        assert (closed.status, closed.closed_by) == ("closed", depot.users["sinta"])
        assert RecallLot.objects.filter(lot=late).exists()
        late.refresh_from_db()
        assert late.quality == "quarantined"
        release_lot(lot_number=late.number, reason="baik", by=by, at=LATER)
        fresh = receive_stock(depot, SHEET, pieces=2, heat=HEAT, rack="A-02", key="fresh")
        assert fresh.quality == "ok"
        lots = recall_view(closed, by).trace
        assert lots is not None
        assert fresh.pk not in {lot.lot_id for lot in lots.family.descent}

    def test_lets_the_heat_be_recalled_again(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        close_recall(
            number=found.number, outcome="x", despite="y", by=depot.person("sinta"), at=NOW
        )
        assert recall(depot, HEAT).number == "RC-TGL-2026-00002"

    def test_waits_for_answers_unless_it_says_why_not(self, depot: Depot, heat: Heat) -> None:
        found, by = recall(depot, HEAT), depot.person("sinta")
        error = refusal(lambda: close_recall(number=found.number, outcome="x", by=by, at=NOW))
        assert (error.code, error.data["count"]) == ("recall_answers_missing", 2)
        closed = close_recall(
            number=found.number, outcome="Selesai", despite="Tutup usaha", by=by, at=NOW
        )
        assert closed.outcome == "Selesai\nTutup usaha"

    def test_needs_an_outcome_and_comes_once(self, depot: Depot, heat: Heat) -> None:
        found, by = recall(depot, HEAT), depot.person("sinta")
        error = refusal(
            lambda: close_recall(number=found.number, outcome=" ", despite="y", by=by, at=NOW)
        )
        assert error.code == "recall_outcome_missing"
        close_recall(number=found.number, outcome="x", despite="y", by=by, at=NOW)
        twice = refusal(lambda: close_recall(number=found.number, outcome="x", by=by, at=NOW))
        assert twice.code == "recall_closed"

    def test_is_not_for_who_opened_it(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT, by="sinta")
        error = refusal(
            lambda: close_recall(
                number=found.number, outcome="x", despite="y", by=depot.person("sinta"), at=NOW
            )
        )
        assert error.code == "own_recall"

    @pytest.mark.parametrize("who", ["wati", "putri", "fajar", "agus", "sari"])
    def test_is_not_for_other_roles(self, depot: Depot, heat: Heat, who: str) -> None:
        found = recall(depot, HEAT)
        with pytest.raises(WrongRole):
            close_recall(number=found.number, outcome="x", by=depot.person(who), at=NOW)


class TestWhoSeesIt:
    def test_is_the_workshop_that_got_some(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5, heat="ONE")
        hand_over(depot, place(depot, ask(SHEET, 1)))
        found = recall(depot, "ONE")
        assert find_recall(depot.person("sari"), found.number) == found
        with pytest.raises(NotThere):
            find_recall(depot.person("rudi"), found.number)
        assert [notice.workshop.code for notice in waiting_for(depot.person("sari"))] == ["W0001"]
        assert waiting_for(depot.person("rudi")) == ()
        (row,) = open_recalls(depot.person("agus"))
        assert (row.told, row.answered) == (1, 0)

    def test_shows_a_buyer_no_other_workshop_and_no_lots(self, depot: Depot, heat: Heat) -> None:
        view = recall_view(recall(depot, HEAT), depot.person("sari"))
        assert [one.notice.workshop.code for one in view.notices] == ["W0001"]
        assert (view.trace, view.reserved) == (None, ())


class TestTheDoor:
    def test_lets_go_of_its_own_alone(self, depot: Depot, heat: Heat) -> None:
        found = recall(depot, HEAT)
        with transaction.atomic():
            stock.let_go(center_id=depot.center.pk, reference="RC-OTHER", at=NOW)
        assert KeptBack.objects.get(reference=found.number).ended_at is None
