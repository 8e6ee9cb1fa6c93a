"""What to say to somebody who has just committed, changed or withdrawn."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from materialcenter.access import Person
from materialcenter.formats import kg, price, quantity, rupiah
from materialcenter.models import Workshop
from materialcenter.web import person_in
from orders.reports.pools import Effect
from orders.reports.pools.standing import Part
from orders.rules.clearing import LeftOut


def tell_effect(request: HttpRequest, effect: Effect, workshop: Workshop) -> None:
    """Tell in a few sentences where the workshop stands now, and what that did to the price.

    What leaves it out for now is told as a warning.
    """
    by = person_in(request)
    part = effect.part
    first = _withdrawn(workshop, by) if part is None else _standing(effect, part, workshop, by)
    level = messages.WARNING if part is not None and not part.planned else messages.SUCCESS
    messages.add_message(request, level, " ".join([first, *_price(effect, part)]))


def _withdrawn(workshop: Workshop, by: Person) -> str:
    if by.is_staff:
        return _("The commitment of %(workshop)s is withdrawn.") % {"workshop": workshop.code}
    return _("Your commitment is withdrawn.")


def _standing(effect: Effect, part: Part, workshop: Workshop, by: Person) -> str:
    """Say with how much the workshop is in, or why it is not."""
    unit = effect.material.unit
    said = {
        "workshop": workshop.code,
        "quantity": quantity(part.planned or part.quantity, unit),
        "wanted": quantity(part.quantity, unit),
    }
    if part.planned and by.is_staff:
        return _("%(workshop)s is in with %(quantity)s.") % said
    if part.planned >= part.quantity:
        return _("You are in with %(quantity)s.") % said
    if part.planned:
        return _("You are in with %(quantity)s of %(wanted)s.") % said
    noted = _("%(quantity)s are noted.") % said
    return f"{noted} {_why_not(part)}"


def _why_not(part: Part) -> str:
    return {
        LeftOut.PRICE_CAP: _("Not in: the price is above your highest price."),
        LeftOut.NOT_REACHED: _("Not in yet: the minimum is not reached."),
        LeftOut.MINIMUM: _("Not in: your minimum does not fit into whole packs."),
        LeftOut.PACKS: _("Not in: whole packs left none for you."),
        LeftOut.NO_OFFER: _("Not in: nobody offers this material."),
    }[LeftOut(part.left_out)]


def _price(effect: Effect, part: Part | None) -> list[str]:
    """Say the price now and what this changed of it, and what it saves; or what is missing."""
    totals = effect.totals
    if totals.price_per_kg is None:
        if totals.next_more_kg is None:
            return []
        return [
            _("%(kg)s more brings %(price)s/kg.")
            % {"kg": kg(totals.next_more_kg), "price": price(totals.next_price_per_kg)}
        ]
    said = {"price": price(totals.price_per_kg), "change": price(abs(effect.fell_by))}
    if effect.fell_by > 0:
        now = _("Price now %(price)s/kg, %(change)s less than before") % said
    elif effect.fell_by < 0:
        now = _("Price now %(price)s/kg, %(change)s more than before") % said
    else:
        now = _("Price now %(price)s/kg") % said
    if part is None or not part.planned:
        return [f"{now}."]
    return [_("%(now)s; you save %(saving)s.") % {"now": now, "saving": rupiah(part.saving)}]
