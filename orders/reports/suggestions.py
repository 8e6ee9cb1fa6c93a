"""A reorder suggestion in words: what to do, how much, from whom, and why."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.formats import kg, price, quantity, rupiah


def sentence_of(facts: Mapping[str, Any], material: catalogue.Material) -> str:
    """Write a suggestion's facts as sentences, in the language that is active."""
    if not facts["answer"]:
        return _("No supplier has a current offer. Enter one, then order %(mass)s.") % {
            "mass": kg(Decimal(facts["wanted_kg"]))
        }
    return f"{_what(facts, material)} {_why(facts)}".strip()


def _what(facts: Mapping[str, Any], material: catalogue.Material) -> str:
    names = {
        "quantity": quantity(facts["quantity"], material.unit),
        "mass": kg(Decimal(facts["mass_kg"])),
        "pool": facts["pool"],
        "supplier": facts["supplier_name"],
        "price": price(Decimal(facts["price_per_kg"])),
        "landed": price(Decimal(facts["landed_per_kg"])),
        "days": facts["lead_time_days"],
    }
    if facts["answer"] == "join_pool":
        return _("Join pool %(pool)s with %(quantity)s (%(mass)s).") % names
    if facts["answer"] == "open_pool":
        return _("Open a pool and take %(quantity)s (%(mass)s) of it.") % names
    return (
        _(
            "Order %(quantity)s (%(mass)s) from %(supplier)s at %(price)s per kg,"
            " %(landed)s in the yard, in about %(days)s days."
        )
        % names
    )


def _why(facts: Mapping[str, Any]) -> str:
    following = facts["next_from_kg"]
    names = {
        "supplier": facts["supplier_name"],
        "minimum": kg(Decimal(facts["minimum_kg"])),
        "price": price(Decimal(facts["price_per_kg"])),
        "from": kg(Decimal(following)) if following else "",
        "saving": rupiah(facts.get("saving_per_year", 0)),
        "next": price(Decimal(facts["next_price_per_kg"])) if following else "",
    }
    match facts["reason"]:
        case "pool_has_it":
            return _("The pool buys this material already, so everybody's price falls.")
        case "pool_may_take_it":
            return _("The pool is open and may take this material as well.")
        case "minimum_not_reached":
            return _("Alone it is under the minimum of %(minimum)s at %(supplier)s.") % names
        case "price_break_not_reached":
            return (
                _("Alone it costs %(price)s per kg at %(supplier)s; from %(from)s on, %(next)s.")
                % names
            )
        case "more_is_cheaper":
            return (
                _(
                    "It is more than is missing now, since price and ordering then cost"
                    " %(saving)s less a year."
                )
                % names
            )
        case _:
            return ""
