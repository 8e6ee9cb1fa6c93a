"""How a pool's result is said in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from materialcenter.formats import whole
from orders.reports.pools.outcome import Served, Why, Wishes

SERVED: dict[Served, Promise] = {
    Served.FULLY: gettext_lazy("Fully"),
    Served.PARTLY: gettext_lazy("Partly"),
    Served.NOT: gettext_lazy("Not at all"),
}
WHY: dict[Why, Promise] = {
    Why.NO_OFFER: gettext_lazy("Nobody offers the material"),
    Why.PRICE_CAP: gettext_lazy("The price is over the highest price asked for"),
    Why.NOT_REACHED: gettext_lazy("No supplier's minimum was reached"),
    Why.MINIMUM: gettext_lazy("The least accepted did not fit into whole packs"),
    Why.PACKS: gettext_lazy("The whole packs left none for it"),
    Why.FEW_PACKS: gettext_lazy("The whole packs left less than wanted"),
    Why.ROLLED_OVER: gettext_lazy("Less came than the least accepted"),
    Why.SHORT: gettext_lazy("Less came than was ordered"),
}
# A material's unit as the head of its quantities; every Material.Unit.
UNITS: dict[str, Promise] = {
    "sheet": gettext_lazy("sheets"),
    "bar": gettext_lazy("bars"),
    "kg": gettext_lazy("kg"),
}


def reasons_of(wishes: Wishes) -> str:
    """Write why some wishes were not filled: "Less came than was ordered (3)"."""
    if len(wishes.all) == 1:
        return "".join(str(WHY[why]) for why, _count in wishes.reasons)
    return ", ".join(f"{WHY[why]} ({whole(count)})" for why, count in wishes.reasons)


def late_words(days: int | None) -> str:
    """Write how late a delivery is: "3 days late", "on the day", "2 days early"."""
    if days is None:
        return ""
    if not days:
        return _("on the day")
    if days > 0:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": whole(days)}
    early = -days
    return ngettext("%(days)s day early", "%(days)s days early", early) % {"days": whole(early)}
