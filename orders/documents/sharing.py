"""The published result of a sharing as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import moment, whole
from orders.documents.sharing_words import (
    REASONS,
    amount,
    how_words,
    left_out_words,
    own_words,
)
from orders.documents.wording import filled, material_name
from orders.reports.pools.sharing import SharingView

TEMPLATE = Path(__file__).with_suffix(".typ")


def sharing_data(view: SharingView, *, names_members: bool) -> dict[str, Any]:
    """Write a sharing in the language that is active; the pool's center at hand.

    names_members: every member's row with its name; else the own rows and the others'
    numbers without names.
    """
    found, allocation = view.explanation, view.allocation
    by_weight = found.by_weight
    material = allocation.pool_material.material
    return {
        "language": (get_language() or "id")[:2],
        "title": _("How it was shared"),
        "number": view.pool.number,
        "letterhead": asdict(letterhead_of(view.pool.center)),
        "left": filled(
            (_("Pool"), view.pool.title),
            (_("Material"), material.code),
            ("", material_name(material)),
        ),
        "right": filled(
            (_("Round"), whole(allocation.round)),
            (_("Shared out"), moment(allocation.allocated_at)),
            (_("Rule"), allocation.rule_version),
        ),
        "remarks": [[_("How everybody can check it"), " ".join(how_lines(view))]]
        + [
            [str(member.workshop), " ".join(own_words(member.account, found, is_last=view.is_last))]
            for member in view.members
            if not names_members
        ],
        "totals": [
            [_("Asked in all"), amount(found.asked, by_weight=by_weight)],
            [_("Came"), amount(found.came, by_weight=by_weight)],
            [left_label(view), amount(found.left_over, by_weight=by_weight)],
        ],
        "columns": _named_columns() if names_members else _nameless_columns(),
        "rows": _named_rows(view) if names_members else _nameless_rows(view),
    }


def how_lines(view: SharingView) -> list[str]:
    """Say how the shares are checked, step by step."""
    found = view.explanation
    lines = [how_words(found.firm, by_weight=found.by_weight)]
    if found.flexible.asked and found.flexible.came:
        lines.append(
            _("Then for those who would take more: %(how)s")
            % {"how": how_words(found.flexible, by_weight=found.by_weight)}
        )
    return [line for line in [*lines, left_out_words(view.excluded)] if line]


def left_label(view: SharingView) -> str:
    """Name what nobody was given: the depot's after the last round, until then the pool's."""
    return _("For the depot") if view.is_last else _("Left over so far")


def _named_columns() -> list[str]:
    return [_("Workshop"), _("Asked"), _("More"), _("At least"), _("Share"), _("Why")]


def _named_rows(view: SharingView) -> list[list[str]]:
    unit, by_weight = 1000 if view.explanation.by_weight else 1, view.explanation.by_weight
    return [
        [
            f"{member.workshop.name}\n{member.workshop.code}",
            amount(member.account.claim.firm * unit, by_weight=by_weight),
            amount(member.account.claim.flexible * unit, by_weight=by_weight),
            amount(member.account.claim.minimum * unit, by_weight=by_weight),
            amount(member.account.share, by_weight=by_weight),
            str(REASONS[member.account.why]),
        ]
        for member in view.members
    ]


def _nameless_columns() -> list[str]:
    return [_("Members"), _("Asked"), _("More"), _("Share"), _("Why")]


def _nameless_rows(view: SharingView) -> list[list[str]]:
    unit, by_weight = 1000 if view.explanation.by_weight else 1, view.explanation.by_weight
    return [
        [
            whole(one.members),
            amount(one.asked * unit, by_weight=by_weight),
            amount(one.more * unit, by_weight=by_weight),
            amount(one.share, by_weight=by_weight),
            str(REASONS[one.why]),
        ]
        for one in view.others
    ]
