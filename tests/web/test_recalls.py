"""Pages of traces and recalls."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from materialcenter.web import form_token
from orders.models import Recall, RecallItem, RecallNotice
from orders.services.recalling import close_recall
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.recall_world import HEAT, Heat, make_heat, recall

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heat(depot: Depot) -> Heat:
    return make_heat(depot)


def read(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, name: str, *args: Any, **typed: str) -> Any:
    return client.post(reverse(name, args=args), {"once": form_token(), **typed})


class TestTraces:
    @pytest.mark.parametrize(
        ("text", "name"),
        [(HEAT, "trace_heat"), ("LOT-TGL-2026-00003", "trace_lot")],
    )
    def test_go_straight_to_the_one_thing_meant(
        self, depot: Depot, heat: Heat, sign_in: SignIn, text: str, name: str
    ) -> None:
        answer = sign_in(depot, "wati").get(reverse("traces"), {"find": text})
        assert answer["Location"] == reverse(name, args=[text])

    def test_take_a_label_from_a_scanner(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        label = f"mc1:{heat.lot.number}:{HEAT}:{SHEET}:1:46"
        answer = sign_in(depot, "wati").get(reverse("traces"), {"find": label})
        assert f"/{HEAT}/" in answer.content.decode() or answer.status_code == 302

    def test_lead_a_buyer_to_own_lines_alone(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        answer = sari.get(reverse("traces"), {"find": HEAT})
        assert answer["Location"] == reverse("trace_delivery", args=[heat.notes[0].number, 1])
        others = heat.notes[1].number
        assert f"deliveries/{others}" not in read(sari, "traces", find=others)
        assert sari.get(reverse("trace_heat", args=[HEAT])).status_code == 403

    def test_draw_the_tree_with_title_description_and_table(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        page = read(sign_in(depot, "wati"), "trace_heat", HEAT)
        drawing = page[page.index("<svg xmlns") :]
        drawing = drawing[: drawing.index("</svg>") + 6]
        root = ElementTree.fromstring(drawing)  # drawn by ourselves
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
        for note in heat.notes:
            assert note.number in drawing
            assert page.count(note.number) > 1
        assert "style=" not in drawing

    def test_escape_what_somebody_named_a_workshop(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        workshop = depot.workshops["W0001"]
        workshop.name = "<b>&Co</b>"
        workshop.save()
        page = read(sign_in(depot, "wati"), "trace_heat", HEAT)
        assert "<b>&Co" not in page
        assert "&lt;b&gt;&amp;Co" in page

    def test_take_as_many_statements_however_large(
        self, depot: Depot, heat: Heat, sign_in: SignIn, django_assert_max_num_queries: Any
    ) -> None:
        wati = sign_in(depot, "wati")
        with django_assert_max_num_queries(11):
            read(wati, "trace_heat", HEAT)

    def test_are_led_to_from_lot_and_delivery_note(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        wati = sign_in(depot, "wati")
        assert reverse("trace_lot", args=[heat.lot.number]) in read(wati, "lot", heat.lot.number)
        note = heat.notes[0].number
        assert reverse("trace_delivery", args=[note, 1]) in read(wati, "delivery", note)

    def test_come_as_paper_in_both_languages(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        for language in ("id", "en"):
            sari.cookies["django_language"] = language
            answer = sari.get(reverse("trace_delivery_document", args=[heat.notes[0].number, 1]))
            assert answer.content.startswith(b"%PDF")


class TestStartingARecall:
    def test_shows_who_has_it_before_it_asks_why(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        assert 'name="reason"' not in read(putri, "recall_new")
        page = read(putri, "recall_new", heats=HEAT.lower())
        for note in heat.notes:
            assert note.number in page
        assert 'name="reason"' in page
        answer = send(putri, "recall_new", heats=HEAT, reason="Retak", wanted="Pisahkan")
        found = Recall.objects.get()
        assert answer["Location"] == reverse("recall", args=[found.number])
        assert heat.lot.number in read(putri, "recall", found.number)

    def test_names_the_heat_that_never_came(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        putri = sign_in(depot, "putri")
        assert "NONE" in read(putri, "recall_new", heats="NONE")
        answer = send(putri, "recall_new", heats="NONE", reason="Retak", wanted="Pisahkan")
        assert answer.status_code == 422
        assert not Recall.objects.exists()


class TestABuyersRecall:
    def test_waits_on_the_first_page_until_it_is_answered(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        found = recall(depot, HEAT)
        sari = sign_in(depot, "sari")
        address = reverse("recall_answer", args=[found.number, "W0001"])
        assert address in read(sari, "home")
        page = read(sari, "recall_answer", found.number, "W0001")
        item = RecallItem.objects.get(notice__workshop__code="W0001")
        assert f'name="held-{item.pk}"' in page
        typed = {f"held-{item.pk}": "2", f"passed-{item.pk}": "0", "note": "Di rak belakang"}
        answer = send(sari, "recall_answer", found.number, "W0001", **typed)
        assert answer["Location"] == reverse("recall", args=[found.number])
        assert address not in read(sari, "home")
        assert RecallNotice.objects.get(workshop__code="W0001").note == "Di rak belakang"

    def test_shows_own_part_alone(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        found = recall(depot, HEAT)
        page = read(sign_in(depot, "sari"), "recall", found.number)
        assert heat.notes[0].number in page
        assert heat.notes[1].number not in page
        assert "W0002" not in page
        answer = sign_in(depot, "sari").get(reverse("recall_answer", args=[found.number, "W0002"]))
        assert answer.status_code == 404

    def test_says_at_the_line_what_does_not_fit(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        found = recall(depot, HEAT)
        item = RecallItem.objects.get(notice__workshop__code="W0001")
        typed = {f"held-{item.pk}": "9", f"passed-{item.pk}": "0"}
        answer = send(sign_in(depot, "sari"), "recall_answer", found.number, "W0001", **typed)
        assert answer.status_code == 422
        assert 'class="field field-wrong"' in answer.content.decode()


class TestRunningARecall:
    def test_names_orders_that_wait_and_the_block_of_the_day(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        order = place(depot, ask(SHEET, 2))
        found = recall(depot, HEAT)
        sinta = sign_in(depot, "sinta")
        assert order.number in read(sinta, "recall", found.number)
        assert found.number in read(sinta, "home")

    def test_refuses_a_reminder_too_soon_and_an_end_without_answers(
        self, depot: Depot, heat: Heat, sign_in: SignIn
    ) -> None:
        found = recall(depot, HEAT, at=NOW)
        sinta = sign_in(depot, "sinta")
        assert send(sinta, "recall_remind", found.number).status_code == 302
        assert send(sinta, "recall_remind", found.number).status_code == 409
        assert send(sinta, "recall_close", found.number, outcome="x").status_code == 422
        answer = send(sinta, "recall_close", found.number, outcome="x", despite="tutup")
        assert answer.status_code == 302
        page = read(sinta, "recall", found.number)
        assert 'name="outcome"' not in page

    def test_has_a_paper_when_it_is_over(self, depot: Depot, heat: Heat, sign_in: SignIn) -> None:
        found = recall(depot, HEAT)
        close_recall(
            number=found.number, outcome="x", despite="y", by=depot.person("sinta"), at=NOW
        )
        answer = sign_in(depot, "agus").get(reverse("recall_document", args=[found.number]))
        assert answer.content.startswith(b"%PDF")

    def test_lists_what_to_do_when_there_is_none(self, depot: Depot, sign_in: SignIn) -> None:
        assert reverse("recall_new") in read(sign_in(depot, "putri"), "recalls")
        assert reverse("traces") in read(sign_in(depot, "sari"), "recalls")

    def test_takes_as_many_statements_however_many_workshops(
        self, depot: Depot, sign_in: SignIn, django_assert_max_num_queries: Any
    ) -> None:
        receive_stock(depot, SHEET, pieces=30, heat="MANY")
        for _ in range(6):
            hand_over(depot, place(depot, ask(SHEET, 1)))
            hand_over(depot, place(depot, ask(SHEET, 1), by="rudi", workshop="W0002"))
        found = recall(depot, "MANY")
        sinta = sign_in(depot, "sinta")
        with django_assert_max_num_queries(17):
            read(sinta, "recall", found.number)
