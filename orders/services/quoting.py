"""Asking suppliers for a firm price on what a closed pool would order from them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Max, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Center, Supplier
from materialcenter.numbering import next_numbers
from orders.models import (
    Offer,
    Pool,
    PoolEvent,
    PoolMaterial,
    PriceQuestion,
    QuoteLine,
    QuoteRequest,
)
from orders.reports.pools import Terms, terms_of
from orders.rules import clearing as rule
from orders.rules.working_days import next_working_day
from orders.services.opening import MANAGERS, WrongState, lock_pool
from orders.services.pool_steps import record_step

CENT = Decimal("0.01")
ONE_DAY = timedelta(days=1)
OFFICE_CLOSES = time(17)


class SupplierAskedAlready(Conflict):
    """A supplier is asked once per closing of a pool."""

    code = "supplier_asked_already"
    sentence = _("%(supplier)s was asked already, with request %(number)s.")


class NothingToAsk(Invalid):
    """A supplier is asked for materials of the pool that somebody wants; `faults` names others."""

    code = "nothing_to_ask_for"
    sentence = _("Choose materials that this pool buys and somebody wants.")


class QuotesClosed(Conflict):
    """The firm prices are settled: members were asked about them, or the pool went on."""

    code = "quotes_closed"
    sentence = _("Pool %(pool)s takes no quotes (any more).")


def time_to_answer(at: datetime) -> datetime:
    """Return by when a supplier asked now should answer: the second working day at five."""
    first = next_working_day(timezone.localdate(at) + ONE_DAY)
    second = next_working_day(first + ONE_DAY)
    return timezone.make_aware(datetime.combine(second, OFFICE_CLOSES))


@step
def ask_quotes(pool: Pool, *, by: Person, at: datetime) -> list[QuoteRequest]:
    """Ask each supplier that would win a material of a locked, closed pool.

    Clears on the offers that stood when the pool closed, and stores nothing of that but the
    lines. Returns the requests, none where no material reaches anything.
    """
    on = timezone.localdate(pool.frozen_at or at)
    lines: dict[int, list[QuoteLine]] = defaultdict(list)
    for terms in terms_of(pool, on=on):
        cleared = terms.cleared()
        if cleared.offer is not None:
            supplier_id = Offer.objects.values_list("supplier_id", flat=True).get(
                pk=int(cleared.offer.key)
            )
            lines[supplier_id].append(_line(terms, cleared))
    if not lines:
        return []
    return _write(pool, lines, answer_by=time_to_answer(at), by=by, at=at)


@command
def ask_supplier(
    *, pool_id: int, supplier_id: int, materials: Sequence[str], by: Person, at: datetime
) -> QuoteRequest:
    """Ask one more supplier of a closed pool for materials, by code, as the others were asked.

    Of a material that no other was asked for, all that is wanted. Raises WrongRole, Missing,
    WrongState, QuotesClosed, SupplierAskedAlready, NothingToAsk.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    check_takes_quotes(pool)
    supplier = Supplier.objects.visible_to(by).filter(pk=supplier_id, is_active=True).first()
    if supplier is None:
        raise Missing(field="supplier")
    asked = QuoteRequest.objects.filter(pool=pool).exclude(status=QuoteRequest.Status.WITHDRAWN)
    before = asked.filter(supplier=supplier).first()
    if before is not None:
        raise SupplierAskedAlready(supplier=supplier.name, number=before.number, field="supplier")
    if not asked.exists():
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    lines = _lines_like_others(pool, supplier, materials)
    (request,) = _write(pool, {supplier.pk: lines}, answer_by=time_to_answer(at), by=by, at=at)
    return request


def check_takes_quotes(pool: Pool) -> None:
    """Raise WrongState or QuotesClosed unless a locked pool waits for quotes."""
    if pool.status != Pool.Status.FROZEN or not pool.asks_quotes:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    if are_members_asked(pool):
        raise QuotesClosed(pool=pool.number)


def are_members_asked(pool: Pool) -> bool:
    """Say whether members were asked about the firm price since the pool closed."""
    return PriceQuestion.objects.filter(
        pool_material__pool=pool, asked_at__gte=pool.frozen_at
    ).exists()


def _line(terms: Terms, cleared: rule.Clearing) -> QuoteLine:
    if cleared.offer is None or cleared.tier is None or cleared.price_per_kg is None:
        raise ValueError("nothing is asked for a material that reached no offer")
    return QuoteLine(
        pool_material=terms.row,
        quantity=cleared.pieces_ordered,
        mass_kg=catalogue.table_kg(terms.material, cleared.pieces_ordered),
        expected_price_per_kg=_own_price(int(cleared.offer.key), cleared.tier.from_kg),
        provisional_price_per_kg=cleared.price_per_kg.quantize(CENT, ROUND_HALF_UP),
    )


def _own_price(offer_id: int, from_kg: Decimal) -> Decimal:
    """Return what the supplier itself asks at a tier: before freight and VAT."""
    offer = Offer.objects.prefetch_related("tiers").get(pk=offer_id)
    return next(tier.price_per_kg for tier in offer.tiers.all() if tier.from_kg == from_kg)


def _lines_like_others(pool: Pool, supplier: Supplier, materials: Sequence[str]) -> list[QuoteLine]:
    rows = list(PoolMaterial.objects.filter(pool=pool).order_by("pk"))
    found = catalogue.materials_by_id(pool.center_id, [row.material_id for row in rows])
    by_code = {found[row.material_id].code: row for row in rows}
    faults = [
        Fault(
            "material_not_in_pool",
            __("%(code)s is not bought in this pool.") % {"code": code},
            "materials",
        )
        for code in materials
        if code not in by_code
    ]
    lines = []
    for code in sorted(set(materials) & set(by_code)):
        row = by_code[code]
        quantity, provisional = _asked_of_others(row, found[row.material_id])
        if quantity:
            kg = catalogue.table_kg(found[row.material_id], quantity)
            lines.append(
                QuoteLine(
                    pool_material=row,
                    quantity=quantity,
                    mass_kg=kg,
                    expected_price_per_kg=_offered(supplier, row.material_id, kg),
                    provisional_price_per_kg=provisional,
                )
            )
        else:
            sentence = __("Nobody wants %(code)s.") % {"code": code}
            faults.append(Fault("material_not_wanted", sentence, "materials"))
    if faults or not lines:
        raise NothingToAsk(faults=faults, field="materials")
    return lines


def _asked_of_others(row: PoolMaterial, material: catalogue.Material) -> tuple[int, Decimal]:
    """Return quantity and provisional price as others were asked; else all that is wanted."""
    asked = (
        QuoteLine.objects.filter(pool_material=row)
        .exclude(request__status=QuoteRequest.Status.WITHDRAWN)
        .aggregate(most=Max("quantity"), price=Min("provisional_price_per_kg"))
    )
    if asked["most"]:
        return asked["most"], asked["price"]
    wanted = (
        row.pool.commitments.counted()
        .filter(material_id=row.material_id)
        .aggregate(total=Sum("quantity"))["total"]
    )
    return wanted or 0, material.counter_price_per_kg


def _offered(supplier: Supplier, material_id: int, mass_kg: Decimal) -> Decimal | None:
    offer = (
        Offer.objects.filter(supplier=supplier, material_id=material_id, replaced_at=None)
        .prefetch_related("tiers")
        .first()
    )
    if offer is None:
        return None
    tiers = list(offer.tiers.all())
    reached = [tier for tier in tiers if tier.from_kg <= mass_kg] or tiers[:1]
    return reached[-1].price_per_kg if reached else None


@step
def _write(
    pool: Pool,
    lines: dict[int, list[QuoteLine]],
    *,
    answer_by: datetime,
    by: Person,
    at: datetime,
) -> list[QuoteRequest]:
    center = Center.objects.only("code").get(pk=pool.center_id)
    numbers = next_numbers(
        center_id=center.pk,
        center_code=center.code,
        kind="PH",
        year=timezone.localtime(at).year,
        count=len(lines),
    )
    made = []
    for number, (supplier_id, of_supplier) in zip(numbers, sorted(lines.items()), strict=True):
        request = QuoteRequest.objects.create(
            pool=pool,
            supplier_id=supplier_id,
            number=number,
            asked_at=at,
            asked_by_id=by.user_id,
            answer_by=answer_by,
        )
        for line in of_supplier:
            line.request = request
        QuoteLine.objects.bulk_create(of_supplier)
        later("orders.tasks.mail_quote_request", center_id=center.pk, quote_request_id=request.pk)
        made.append(request)
    _record(pool, made, by=by, at=at)
    return made


def _record(pool: Pool, made: list[QuoteRequest], *, by: Person, at: datetime) -> None:
    record_step(
        pool,
        PoolEvent.Kind.QUOTES_ASKED,
        by=by,
        at=at,
        suppliers=len(made),
        until=max(request.answer_by for request in made).isoformat(),
    )
    for request in made:
        audit.record(
            by=by,
            action="quote.asked",
            subject="QuoteRequest",
            subject_id=request.pk,
            at=at,
            number=request.number,
            pool=pool.number,
        )
