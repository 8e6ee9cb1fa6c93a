"""Suppliers are asked for firm prices, and answer once."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest

from materialcenter.errors import DomainError, Missing
from materialcenter.models import Attachment, AuditEntry, Job, Supplier
from materialcenter.person import WrongRole
from materialcenter.services.holding_uploads import hold_upload
from orders.models import Offer, Pool, PoolEvent, PurchaseOrder, QuoteLine, QuoteRequest
from orders.services import opening, quoting, taking_quotes
from orders.services.clearing import StillWaiting, clear_pool
from orders.services.freezing import freeze_pool
from orders.services.opening import WrongState
from orders.services.ordering import PriceExpired, order_pool
from orders.services.sending_quotes import mail_quote_request, mail_quote_withdrawn
from orders.services.taking_quotes import BadQuote, QuoteAnswered
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.pool_world import DEADLINE
from tests.orders.quote_world import (
    BAR,
    SCRAP,
    SHEET,
    asked_pool,
    closed_pool,
    give_offers,
    go_on,
    new_pool,
    quoted,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n"
LATE = NOW + timedelta(days=5)


def answer(depot: Depot, request: QuoteRequest, *answers: Any, at: Any = NOW) -> QuoteRequest:
    """Have putri enter an answer."""
    return taking_quotes.answer_quote(
        number=request.number,
        answers=answers or (quoted(),),
        reference=" Q-77 ",
        by=depot.person("putri"),
        at=at,
    )


class TestAskQuotes:
    def test_asks_each_supplier_that_would_win_for_what_would_be_ordered(
        self, depot: Depot
    ) -> None:
        pool, of_sheets, of_bars = asked_pool(depot)
        assert pool.status == Pool.Status.FROZEN
        assert of_sheets.number == "PH-TGL-2026-00001"
        line = QuoteLine.objects.get(request=of_sheets)
        assert (line.quantity, line.expected_price_per_kg) == (15, Decimal(10_800))
        assert line.provisional_price_per_kg == Decimal(10_800)
        assert line.mass_kg == 15 * depot.materials[SHEET].piece_mass_kg  # type: ignore[operator]
        assert QuoteLine.objects.get(request=of_bars).quantity == 8
        assert not QuoteLine.objects.filter(pool_material__material__code=SCRAP).exists()
        event = PoolEvent.objects.get(pool=pool, kind="quotes_asked")
        assert event.facts["suppliers"] == 2
        assert datetime.fromisoformat(event.facts["until"]) == of_sheets.answer_by
        assert of_sheets.answer_by.isoformat() == "2026-09-03T10:00:00+00:00"

    def test_asks_once_however_often_the_job_comes(self, depot: Depot) -> None:
        pool, *_asked = asked_pool(depot)
        go_on(pool, depot)
        assert QuoteRequest.objects.count() == 2
        with pytest.raises(StillWaiting) as refusal:
            clear_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        assert refusal.value.code == "pool_waits_for_answers"

    def test_prices_at_once_where_nothing_reaches_anybody(self, depot: Depot) -> None:
        give_offers(depot)
        pool = new_pool(depot, SCRAP)
        freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)
        assert go_on(pool, depot).status == Pool.Status.QUOTED
        assert not QuoteRequest.objects.exists()

    def test_mails_the_supplier_our_request_once_in_indonesian(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        for _n in range(2):
            mail_quote_request(quote_request_id=of_sheets.pk, at=NOW)
        of_sheets.refresh_from_db()
        assert of_sheets.sent_at == NOW
        (mail,) = postbox.to("s01@supplier.example.id")
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "PH-TGL-2026-00001.pdf"
        kept = Attachment.objects.get(pk=of_sheets.paper_id or 0)
        pages = pypdf.PdfReader(BytesIO(bytes(kept.content.content))).pages
        text = "\n".join(page.extract_text() for page in pages)
        assert "SPHC-2-4X8" in text
        assert "15 lembar" in text
        assert "Rp10.800" in text
        assert "11.350" not in text

    def test_keeps_the_paper_for_a_supplier_without_mail(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        of_sheets.supplier.email = ""
        of_sheets.supplier.save()
        mail_quote_request(quote_request_id=of_sheets.pk, at=NOW)
        of_sheets.refresh_from_db()
        assert (of_sheets.sent_at, of_sheets.paper_id is not None) == (None, True)


class TestAskSupplier:
    def test_asks_one_more_as_the_others_were_asked(self, depot: Depot) -> None:
        pool, _sheets, _bars = asked_pool(depot)
        depot.suppliers["S03"] = _third(depot)
        made = quoting.ask_supplier(
            pool_id=pool.pk,
            supplier_id=depot.suppliers["S03"].pk,
            materials=[SHEET, SCRAP],
            by=depot.person("putri"),
            at=NOW,
        )
        lines = {line.pool_material.material.code: line for line in made.lines.all()}
        assert (lines[SHEET].quantity, lines[SHEET].expected_price_per_kg) == (15, None)
        assert lines[SCRAP].quantity == 100
        assert lines[SCRAP].provisional_price_per_kg == Decimal(6600)

    @pytest.mark.parametrize(
        ("supplier", "materials", "code"),
        [
            ("S01", [SHEET], "supplier_asked_already"),
            ("S03", ["NONE"], "nothing_to_ask_for"),
            ("S03", [], "nothing_to_ask_for"),
        ],
    )
    def test_refuses_and_changes_nothing(
        self, depot: Depot, supplier: str, materials: list[str], code: str
    ) -> None:
        pool, *_asked = asked_pool(depot)
        depot.suppliers["S03"] = _third(depot)
        with pytest.raises(DomainError) as refusal:
            quoting.ask_supplier(
                pool_id=pool.pk,
                supplier_id=depot.suppliers[supplier].pk,
                materials=materials,
                by=depot.person("putri"),
                at=NOW,
            )
        assert refusal.value.code == code
        assert QuoteRequest.objects.count() == 2

    def test_refuses_other_roles_centers_and_states(self, depot: Depot, stranger: Depot) -> None:
        pool = closed_pool(depot)
        asking: dict[str, Any] = {"pool_id": pool.pk, "materials": [SHEET], "at": NOW}
        s01 = depot.suppliers["S01"].pk
        with pytest.raises(WrongRole):
            quoting.ask_supplier(**asking, supplier_id=s01, by=depot.person("wati"))
        with pytest.raises(Missing):
            quoting.ask_supplier(**asking, supplier_id=s01, by=stranger.person("putri"))
        with pytest.raises(WrongState):
            quoting.ask_supplier(**asking, supplier_id=s01, by=depot.person("putri"))
        go_on(pool, depot)
        with pytest.raises(Missing):
            quoting.ask_supplier(
                **asking, supplier_id=stranger.suppliers["S01"].pk, by=depot.person("putri")
            )


class TestAnswerQuote:
    def test_makes_each_answer_the_suppliers_offer(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        held = hold_upload(
            name="penawaran.pdf",
            content=PDF,
            allowed=("application/pdf",),
            by=depot.person("putri"),
            at=NOW,
        )
        taking_quotes.answer_quote(
            number=of_sheets.number,
            answers=[quoted(SHEET, (0, 11_000), (500, 10_850), lead_time_days=9)],
            reference=" Q-77 ",
            held_document_id=held.pk,
            by=depot.person("putri"),
            at=NOW,
        )
        of_sheets.refresh_from_db()
        assert (of_sheets.status, of_sheets.reference) == ("answered", "Q-77")
        assert of_sheets.document_id == held.pk
        offer = QuoteLine.objects.get(request=of_sheets).offer
        assert offer is not None
        assert (offer.lead_time_days, offer.replaced_at) == (9, None)
        assert [t.price_per_kg for t in offer.tiers.all()] == [11_000, 10_850]
        before = Offer.objects.get(
            supplier=of_sheets.supplier, material=depot.materials[SHEET], replaced_at=NOW
        )
        assert before.pk != offer.pk
        assert AuditEntry.objects.filter(action="quote.answered").count() == 1
        assert Job.objects.filter(task="orders.tasks.clear_pool", finished_at=None).exists()

    @pytest.mark.parametrize(
        ("answers", "codes"),
        [
            ([], ["no_lines"]),
            ([quoted(SHEET, (0, 0))], ["price_not_positive"]),
            ([quoted(SHEET, pack=0)], ["pack_not_positive"]),
            ([quoted(SHEET, (0, 10_000), (500, 10_100))], ["tiers_rise"]),
            ([quoted(BAR)], ["material_not_asked"]),
            ([quoted(), quoted()], ["material_twice"]),
            ([quoted(valid_until=NOW.date() - timedelta(days=1))], ["quote_expired"]),
            ([quoted(valid_until=NOW.date() + timedelta(days=1))], ["quote_ends_before_order"]),
            (
                [quoted(SHEET, (0, -1), pack=0), quoted("NONE", minimum_kg=Decimal(-1))],
                [
                    "pack_not_positive",
                    "price_not_positive",
                    "material_not_asked",
                    "minimum_negative",
                ],
            ),
        ],
    )
    def test_names_every_fault_and_changes_nothing(
        self, depot: Depot, answers: list[Any], codes: list[str]
    ) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        with pytest.raises(BadQuote) as refusal:
            taking_quotes.answer_quote(
                number=of_sheets.number,
                answers=answers,
                reference="",
                by=depot.person("putri"),
                at=NOW,
            )
        assert [fault.code for fault in refusal.value.faults] == codes
        of_sheets.refresh_from_db()
        assert of_sheets.status == "asked"
        assert Offer.objects.filter(replaced_at=None).count() == Offer.objects.count()

    def test_refuses_a_second_answer_of_any_kind(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        answer(depot, of_sheets)
        by: dict[str, Any] = {"number": of_sheets.number, "by": depot.person("putri"), "at": NOW}
        with pytest.raises(QuoteAnswered) as refusal:
            taking_quotes.decline_quote(**by, reason="No steel")
        assert refusal.value.code == "quote_answered_already"
        with pytest.raises(QuoteAnswered):
            taking_quotes.let_offers_stand(**by, reference="")
        with pytest.raises(QuoteAnswered):
            answer(depot, of_sheets)

    def test_refuses_other_roles_and_centers(self, depot: Depot, stranger: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        for by, refusal in ((depot.person("wati"), WrongRole), (stranger.person("putri"), Missing)):
            for act, more in (
                (taking_quotes.answer_quote, {"answers": [quoted()], "reference": ""}),
                (taking_quotes.let_offers_stand, {"reference": ""}),
                (taking_quotes.decline_quote, {"reason": "No steel"}),
            ):
                with pytest.raises(refusal):
                    act(number=of_sheets.number, by=by, at=NOW, **more)

    def test_is_too_late_once_the_pool_went_on(self, depot: Depot) -> None:
        pool, of_sheets, _bars = asked_pool(depot)
        assert go_on(pool, depot, at=LATE).status == Pool.Status.QUOTED
        with pytest.raises(WrongState):
            answer(depot, of_sheets, at=LATE)


class TestLetOffersStand:
    def test_ties_the_offers_that_hold(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        count = Offer.objects.count()
        taking_quotes.let_offers_stand(
            number=of_sheets.number, reference="Pak Hadi", by=depot.person("putri"), at=NOW
        )
        line = QuoteLine.objects.get(request=of_sheets)
        assert line.offer is not None
        assert line.offer.replaced_at is None
        assert Offer.objects.count() == count

    def test_refuses_offers_that_are_missing_or_end_too_early(self, depot: Depot) -> None:
        _pool, of_sheets, of_bars = asked_pool(depot)
        Offer.objects.filter(supplier__code="S01").update(valid_until=NOW.date())
        Offer.objects.filter(supplier__code="S02").update(replaced_at=NOW)
        for request, code in (
            (of_sheets, "offer_ends_before_order"),
            (of_bars, "offer_missing"),
        ):
            with pytest.raises(BadQuote) as refusal:
                taking_quotes.let_offers_stand(
                    number=request.number, reference="", by=depot.person("putri"), at=NOW
                )
            assert [fault.code for fault in refusal.value.faults] == [code]
        assert not QuoteLine.objects.exclude(offer=None).exists()


class TestDeclineQuote:
    def test_needs_a_reason(self, depot: Depot) -> None:
        _pool, of_sheets, _bars = asked_pool(depot)
        by: dict[str, Any] = {"number": of_sheets.number, "by": depot.person("putri"), "at": NOW}
        with pytest.raises(taking_quotes.ReasonMissing):
            taking_quotes.decline_quote(**by, reason="  ")
        declined = taking_quotes.decline_quote(**by, reason="Mill is down")
        assert (declined.status, declined.reason) == ("declined", "Mill is down")


class TestClearOnFirmAnswers:
    def test_counts_only_what_the_suppliers_asked_quoted(self, depot: Depot) -> None:
        pool, of_sheets, of_bars = asked_pool(depot)
        putri = depot.person("putri")
        answer(depot, of_sheets, quoted(SHEET, (0, 10_850), lead_time_days=9))
        taking_quotes.let_offers_stand(number=of_bars.number, reference="", by=putri, at=NOW)
        pool = go_on(pool, depot)
        assert pool.status == Pool.Status.QUOTED
        cleared = {row.material.code: row.clearing for row in pool.materials.all()}
        assert cleared[SHEET].price_per_kg == Decimal(10_850)
        assert cleared[BAR].price_per_kg == Decimal(16_000)
        assert cleared[SCRAP].offer is None
        assert PoolEvent.objects.filter(pool=pool, kind="cleared").count() == 1
        orders = order_pool(pool_id=pool.pk, by=putri, at=NOW)
        s01 = next(order for order in orders if order.supplier.code == "S01")
        assert s01.lines.get().price_per_kg == Decimal(10_850)
        assert s01.expected_on == NOW.date() + timedelta(days=9)
        assert "Q-77" in s01.note
        assert of_sheets.number in s01.note

    def test_leaves_silent_and_declining_suppliers_out_after_a_days_outage(
        self, depot: Depot
    ) -> None:
        pool, of_sheets, of_bars = asked_pool(depot)
        taking_quotes.decline_quote(
            number=of_bars.number, reason="No bars", by=depot.person("putri"), at=NOW
        )
        assert go_on(pool, depot, at=of_sheets.answer_by).status == Pool.Status.QUOTED
        offers = {row.material.code: row.clearing.offer for row in pool.materials.all()}
        assert offers == {SHEET: None, BAR: None, SCRAP: None}

    def test_waits_for_a_quote_until_the_last_moment(self, depot: Depot) -> None:
        pool, of_sheets, _bars = asked_pool(depot)
        just_before = of_sheets.answer_by - timedelta(seconds=1)
        assert go_on(pool, depot, at=just_before).status == Pool.Status.FROZEN

    def test_takes_no_quote_that_ran_out_meanwhile(self, depot: Depot) -> None:
        pool, of_sheets, _bars = asked_pool(depot)
        answer(depot, of_sheets, quoted(valid_until=LATE.date()))
        go_on(pool, depot, at=LATE + timedelta(days=2))
        row = pool.materials.get(material=depot.materials[SHEET])
        assert row.clearing.offer is None


class TestOrderAtFirmPrices:
    def test_refuses_prices_that_hold_no_longer(self, depot: Depot) -> None:
        pool, of_sheets, _bars = asked_pool(depot)
        answer(depot, of_sheets, quoted(SHEET, (0, 10_850), valid_until=LATE.date()))
        go_on(pool, depot, at=LATE)
        putri = depot.person("putri")
        with pytest.raises(PriceExpired) as refusal:
            order_pool(pool_id=pool.pk, by=putri, at=LATE + timedelta(days=1))
        assert [fault.code for fault in refusal.value.faults] == ["offer_expired"]
        assert not PurchaseOrder.objects.exists()
        assert len(order_pool(pool_id=pool.pk, by=putri, at=LATE)) == 1


class TestWithdrawQuotes:
    def test_lets_an_extended_pool_ask_anew_and_tells_the_suppliers(
        self, depot: Depot, postbox: Postbox
    ) -> None:
        pool, of_sheets, _bars = asked_pool(depot)
        putri = depot.person("putri")
        mail_quote_request(quote_request_id=of_sheets.pk, at=NOW)
        opening.extend_pool(
            pool_id=pool.pk,
            deadline_at=DEADLINE + timedelta(days=2),
            reason="More time",
            by=putri,
            at=NOW,
        )
        assert set(QuoteRequest.objects.values_list("status", flat=True)) == {"withdrawn"}
        mail_quote_withdrawn(quote_request_id=of_sheets.pk)
        assert len(postbox.to("s01@supplier.example.id")) == 2
        with pytest.raises(QuoteAnswered):
            answer(depot, of_sheets)
        freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
        go_on(pool, depot)
        assert QuoteRequest.objects.filter(status="asked").count() == 2


def _third(depot: Depot) -> Supplier:
    return Supplier.objects.create(
        center=depot.center, code="S03", name="PT Ketiga", lead_time_days=5, lead_time_spread_days=1
    )
