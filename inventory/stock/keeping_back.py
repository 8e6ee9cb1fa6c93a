"""Keeping heats and lots back, with everything that was cut from them, and letting them go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory.models import KeptBack, Lot
from inventory.reports.tracing import Family, family_of
from inventory.stock.kept_back import (
    capitals,
    lock_heats,
    references_of,
    references_of_heats,
    why_kept_back,
)
from inventory.stock.receiving import set_quality
from materialcenter.commands import step
from materialcenter.errors import Conflict, Fault, Invalid


class NothingToKeepBack(Invalid):
    """Heats that were never received, lots that are not there; `faults` names every one."""

    code = "nothing_to_keep_back"
    sentence = _("Nothing of this was ever received here.")


class KeptBackAlready(Conflict):
    """Heats or lots that are kept back by something else; `faults` names every one."""

    code = "kept_back_already"
    sentence = _("Some of this is recalled already.")


@dataclass(frozen=True)
class Kept:
    """What is kept back now: all lots concerned, and the ids of those quarantined for it."""

    family: Family
    quarantined: frozenset[int]


@step
def keep_back(
    *,
    center_id: int,
    heats: Collection[str],
    lot_ids: Collection[int],
    reference: str,
    at: datetime,
) -> Kept:
    """Quarantine all sound lots of heats and of lots, and whatever comes or is cut of them.

    What is reserved of them stays named so, and cannot be handed over. They stay in
    quarantine until `let_go` of the same reference. Locks heats and lots by name, then each
    lot with its balances; everything that was handed over or cut before is seen.
    Raises NothingToKeepBack, KeptBackAlready, each with every fault.
    """
    wanted = capitals(heats)
    lock_heats(center_id, wanted, lot_ids=lot_ids)
    check_keeping_back(center_id=center_id, heats=wanted, lot_ids=lot_ids)
    KeptBack.objects.bulk_create(
        [KeptBack(center_id=center_id, heat=heat, reference=reference, since=at) for heat in wanted]
        + [
            KeptBack(center_id=center_id, lot_id=lot_id, reference=reference, since=at)
            for lot_id in sorted(lot_ids)
        ]
    )
    return _quarantine(center_id, wanted, lot_ids, reference, at)


def check_keeping_back(*, center_id: int, heats: Collection[str], lot_ids: Collection[int]) -> None:
    """Look whether heats and lots can be kept back, changing nothing.

    Raises NothingToKeepBack, KeptBackAlready.
    """
    wanted = capitals(heats)
    _refuse_unknown(center_id, wanted, lot_ids)
    _refuse_kept(center_id, wanted, lot_ids)


@step
def let_go(*, center_id: int, reference: str, at: datetime) -> None:
    """End what a paper keeps back; its lots stay in quarantine until somebody clears each."""
    KeptBack.objects.filter(center_id=center_id, reference=reference, ended_at__isnull=True).update(
        ended_at=at
    )


def _quarantine(
    center_id: int, heats: list[str], lot_ids: Collection[int], reference: str, at: datetime
) -> Kept:
    """Quarantine the family, again and again while somebody was still cutting of it.

    Whoever was at a lot when it was locked has finished by then, and what was made is seen
    by the next look; what is cut afterwards is born in quarantine.
    """
    done: set[int] = set()
    looked: set[int] = set()
    while True:
        family = family_of(center_id, lot_ids=lot_ids, heats=heats)
        new = [lot for lot in family.descent if lot.lot_id not in looked]
        if not new:
            return Kept(family, frozenset(done))
        for lot in sorted(new, key=lambda one: one.lot_id):
            looked.add(lot.lot_id)
            locked = Lot.objects.select_for_update(no_key=True).get(pk=lot.lot_id)
            if locked.quality == Lot.Quality.OK:
                set_quality(
                    center_id=center_id,
                    lot_id=lot.lot_id,
                    quality=Lot.Quality.QUARANTINED,
                    reason=why_kept_back(reference),
                    at=at,
                )
                done.add(lot.lot_id)


def _refuse_unknown(center_id: int, heats: list[str], lot_ids: Collection[int]) -> None:
    known = {lot.heat.upper() for lot in family_of(center_id, heats=heats).descent}
    faults = [
        Fault(
            "heat_unknown", __("Heat %(heat)s was never received here.") % {"heat": heat}, "heats"
        )
        for heat in heats
        if heat not in known
    ]
    found = set(
        Lot.objects.filter(center_id=center_id, pk__in=lot_ids).values_list("pk", flat=True)
    )
    if faults or (not heats and not lot_ids) or found != set(lot_ids):
        raise NothingToKeepBack(faults=faults)


def _refuse_kept(center_id: int, heats: list[str], lot_ids: Collection[int]) -> None:
    by_heat = references_of_heats(center_id, heats)
    by_lot = references_of(center_id, lot_ids)
    numbers = dict(Lot.objects.filter(pk__in=by_lot).values_list("pk", "number"))
    words = __("%(what)s is recalled already by %(reference)s.")
    faults = [
        Fault("recalled_already", words % {"what": heat, "reference": reference}, "heats")
        for heat, reference in sorted(by_heat.items())
    ]
    faults += [
        Fault("recalled_already", words % {"what": numbers[pk], "reference": reference}, "lots")
        for pk, reference in sorted(by_lot.items())
    ]
    if faults:
        raise KeptBackAlready(faults=faults)
