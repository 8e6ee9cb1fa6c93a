"""A pool's result as charts: what each quantity would have cost, and who saved how much."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from materialcenter.documents.chart import Chart, Series, Shape, Unit
from materialcenter.documents.steps import Stairs, StepChart
from materialcenter.formats import kg, price, rupiah, whole
from orders.reports.pools.outcome import GroupOutcome, MaterialOutcome, Outcome
from orders.rules.clearing import Offer

MOST_BARS = 12
# How much of the chart lies beyond the last thing to see in it, in parts of a hundred.
_MARGIN = Decimal("1.15")
# A fixed freight lowers the price with every pack; so many points make its curve.
_POINTS = 40


def prices_chart(one: MaterialOutcome) -> StepChart:
    """Draw what a kg would cost at every quantity from every supplier, the pool's own marked."""
    marked_kg = one.ordered_kg or one.wishes.kg.wanted
    starts = [start for quoted in one.quoted for start in _starts(quoted.offer)]
    until_kg = max([marked_kg, *starts], default=Decimal(0)) * _MARGIN
    if one.price_per_kg is None:
        said = _("The pool wanted %(kg)s, which reached no price.") % {"kg": kg(marked_kg)}
    else:
        said = _("The pool ordered %(kg)s at %(price)s per kg.") % {
            "kg": kg(marked_kg),
            "price": price(one.price_per_kg),
        }
    return StepChart(
        title=_("Price of %(material)s by quantity") % {"material": one.code},
        description=_("A line for each offer falls in steps as the quantity grows. %(said)s")
        % {"said": said},
        stairs=[
            Stairs(quoted.supplier or _("Price per kg"), list(_steps(quoted.offer, until_kg)))
            for quoted in one.quoted
        ],
        marked_kg=marked_kg,
        mark=_("this pool"),
        until_kg=until_kg,
    )


def savings_chart(title: str, head: str, groups: Sequence[GroupOutcome]) -> Chart:
    """Draw what the members of each group saved together, as planned and by the bills."""
    shown, rest = groups[:MOST_BARS], groups[MOST_BARS:]
    names = [group.name for group in shown]
    planned = [group.wishes.planned_saving for group in shown]
    taken = [group.wishes.taken_saving for group in shown]
    if rest:
        names.append(_("%(count)s others") % {"count": whole(len(rest))})
        planned.append(sum(group.wishes.planned_saving for group in rest))
        taken.append(sum(group.wishes.taken_saving for group in rest))
    return Chart(
        title=title,
        description=_("Bars of the rupiah saved against the counter price; %(saving)s in all.")
        % {"saving": rupiah(sum(planned))},
        shape=Shape.BARS,
        unit=Unit.RUPIAH,
        categories_name=head,
        categories=names,
        series=[Series(_("As planned"), planned), Series(_("By the bills"), taken)],
    )


def cluster_chart(outcome: Outcome) -> Chart:
    """Draw the savings by cluster."""
    return savings_chart(_("Savings by cluster"), _("Cluster"), outcome.by_cluster)


def trade_chart(outcome: Outcome) -> Chart:
    """Draw the savings by trade."""
    return savings_chart(_("Savings by trade"), _("Trade"), outcome.by_trade)


def _starts(offer: Offer) -> list[Decimal]:
    """List where an offer's prices start, in kg, the least order first."""
    least = offer.packs_reaching(offer.minimum_kg)
    packs = {max(least, offer.packs_reaching(tier.from_kg)) for tier in offer.rising_tiers}
    return [count * offer.pack_kg for count in sorted(packs)]


def _steps(offer: Offer, until_kg: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield from which kg on an offer asks which landed price, in whole packs."""
    starts = [int(start / offer.pack_kg) for start in _starts(offer)]
    last = int(until_kg / offer.pack_kg)
    between = range(starts[0], last, max(1, (last - starts[0]) // _POINTS))
    packs = {*starts, *between} if offer.freight_fixed else set(starts)
    for count in sorted(packs):
        yield count * offer.pack_kg, offer.landed_price(count)
