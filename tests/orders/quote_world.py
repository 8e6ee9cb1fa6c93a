"""A closed pool that waits for firm quotes: two suppliers would win, one material reaches nobody.

sari wants 10 sheets up to Rp10,900/kg and 8 bars at any price; rudi wants 3 to 6 sheets and
100 kg of scrap. S01 wins the sheets (15 in packs of 5, at 10,800), S02 the bars at 16,000.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from orders.models import Pool, PriceQuestion, QuoteRequest
from orders.services.clearing import clear_due_pool
from orders.services.committing import commit
from orders.services.drafting import Conditions, draft_pool
from orders.services.freezing import freeze_pool
from orders.services.offering import OfferTerms, PriceTier
from orders.services.opening import open_pool
from orders.services.taking_quotes import (
    QuotedTerms,
    answer_quote,
    decline_quote,
    let_offers_stand,
)
from tests.cast import NOW, Depot
from tests.orders.pool_world import make_offer, wish

SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"
SHEETS_CAP = 10_900


def give_offers(depot: Depot) -> None:
    """Give both suppliers' offers; that for scrap has a minimum that nobody reaches."""
    depot.center.is_vat_registered = True
    depot.center.save()
    make_offer(depot, "S01", SHEET, {0: 11200, 500: 10800}, pack=5)
    make_offer(depot, "S02", SHEET, {0: 11350, 500: 10950}, pack=5)
    make_offer(depot, "S02", BAR, {0: 16000})
    make_offer(depot, "S02", SCRAP, {0: 6000}, minimum_kg=5000)


def new_pool(depot: Depot, *materials: str, at: datetime = NOW, title: str = "Firm") -> Pool:
    """Open a pool that asks for firm quotes, of all three materials by default."""
    putri = depot.person("putri")
    pool = draft_pool(
        conditions=Conditions(title=title, deadline_at=at + timedelta(days=14), asks_quotes=True),
        appetites=dict.fromkeys(materials or (SHEET, BAR, SCRAP), 0),
        by=putri,
        at=at,
    )
    return open_pool(pool_id=pool.pk, by=putri, at=at)


def everybody_commits(depot: Depot, pool: Pool, *, at: datetime = NOW) -> None:
    """Have sari and rudi want what the head of this file says."""
    sari, rudi = depot.person("sari"), depot.person("rudi")
    for by, wanted in (
        (sari, wish(depot, cap=SHEETS_CAP)),
        (rudi, wish(depot, "W0002", 6, minimum=3)),
        (sari, wish(depot, quantity=8, material=BAR)),
        (rudi, wish(depot, "W0002", 100, material=SCRAP)),
    ):
        commit(pool_id=pool.pk, wish=wanted, by=by, at=at)


def closed_pool(depot: Depot) -> Pool:
    """Close the pool; its suppliers are not asked yet."""
    give_offers(depot)
    pool = new_pool(depot)
    everybody_commits(depot, pool)
    return freeze_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)


def asked_pool(depot: Depot) -> tuple[Pool, QuoteRequest, QuoteRequest]:
    """Close the pool and have its job ask; return it with the requests to S01 and S02."""
    pool = go_on(closed_pool(depot), depot)
    of_sheets, of_bars = QuoteRequest.objects.filter(pool=pool).order_by("supplier__code")
    return pool, of_sheets, of_bars


def asked_now(depot: Depot) -> tuple[Pool, str, str]:
    """Have the suppliers asked by the real clock, which pages and routes read; with the numbers."""
    give_offers(depot)
    now, putri = timezone.now(), depot.person("putri")
    pool = new_pool(depot, at=now)
    everybody_commits(depot, pool, at=now)
    freeze_pool(pool_id=pool.pk, by=putri, at=now)
    go_on(pool, depot, at=now)
    of_sheets, of_bars = QuoteRequest.objects.order_by("supplier__code")
    return pool, of_sheets.number, of_bars.number


def question_now(depot: Depot) -> tuple[Pool, int]:
    """Have sari asked about S01's higher price by the real clock; S02 declines."""
    pool, of_sheets, of_bars = asked_now(depot)
    now, putri = timezone.now(), depot.person("putri")
    answer_quote(number=of_sheets, answers=[quoted()], reference="Q-1", by=putri, at=now)
    decline_quote(number=of_bars, reason="No bars", by=putri, at=now)
    return go_on(pool, depot, at=now), PriceQuestion.objects.get().pk


def go_on(pool: Pool, depot: Depot, *, at: datetime = NOW) -> Pool:
    """Do what the pool's job does."""
    return clear_due_pool(pool_id=pool.pk, by=depot.person("putri"), at=at)


def quoted(
    material: str = SHEET, *prices: tuple[int, int], pack: int = 5, **terms: object
) -> QuotedTerms:
    """Return a supplier's firm terms; prices as (from kg, Rp/kg), 10,950 at once by default."""
    tiers = [PriceTier(Decimal(kg), Decimal(price)) for kg, price in prices or ((0, 10_950),)]
    return QuotedTerms(material, OfferTerms(tiers=tiers, pack=pack, **terms))  # type: ignore[arg-type]


def member_asked(depot: Depot) -> tuple[Pool, PriceQuestion]:
    """Have S01 raise its price over sari's highest, S02 confirm, and sari be asked."""
    pool, of_sheets, of_bars = asked_pool(depot)
    putri = depot.person("putri")
    answer_quote(number=of_sheets.number, answers=[quoted()], reference="Q-1", by=putri, at=NOW)
    let_offers_stand(number=of_bars.number, reference="", by=putri, at=NOW)
    return go_on(pool, depot), PriceQuestion.objects.get()
