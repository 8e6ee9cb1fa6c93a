"""What is kept back, seen by whoever brings more of it in or wants to clear it.

A heat that is not kept back yet has no row to lock, so both sides take a lock of its name:
whoever receives it shares it, and whoever keeps it back has it alone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory.models import Lot
from inventory.stock.types import NewLot
from materialcenter.commands import step
from materialcenter.errors import Conflict
from materialcenter.statements import run_prepared


class StillKeptBack(Conflict):
    """A lot that a recall keeps in quarantine."""

    code = "lot_kept_back"
    sentence = _("Lot %(lot)s is kept back by %(reference)s until that is closed.")


_SHARE = """
SELECT pg_advisory_xact_lock_shared(hashtextextended(name, 0))
FROM unnest(%(names)s::text[]) AS n(name)
"""
_TAKE_ALONE = """
SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%(names)s::text[]) AS n(name)
"""
_HEATS = """
SELECT heat, reference FROM inventory_keptback
WHERE center_id = %(center)s::bigint AND ended_at IS NULL AND lot_id IS NULL
  AND heat = ANY(%(heats)s::text[])
"""
# A lot is kept back by its heat, by itself, or by one that it was cut from.
_LOTS = """
WITH RECURSIVE up AS (
    SELECT id AS of_id, id, parent_id, upper(heat) AS heat
    FROM inventory_lot WHERE id = ANY(%(lots)s) AND center_id = %(center)s
    UNION
    SELECT up.of_id, p.id, p.parent_id, upper(p.heat)
    FROM up JOIN inventory_lot p ON p.id = up.parent_id
)
SELECT up.of_id, min(k.reference)
FROM up JOIN inventory_keptback k
  ON k.center_id = %(center)s AND k.ended_at IS NULL
 AND (k.lot_id = up.id OR (k.lot_id IS NULL AND k.heat = up.heat))
GROUP BY up.of_id
"""


def capitals(heats: Iterable[str]) -> list[str]:
    """Write heats as they are compared, each once, in their order; empty ones are left out."""
    return sorted({heat.strip().upper() for heat in heats} - {""})


@step
def lock_heats(center_id: int, heats: Collection[str], *, lot_ids: Collection[int] = ()) -> None:
    """Let nobody receive of the heats, or keep them or the lots back, until the command ends."""
    names = [f"heat {center_id} {heat}" for heat in capitals(heats)]
    names += [f"lot {lot_id}" for lot_id in sorted(lot_ids)]
    run_prepared(_TAKE_ALONE, {"names": names})


@step
def quarantine_kept_back(center_id: int, new_lots: Sequence[NewLot]) -> Sequence[NewLot]:
    """Return the lots that come in, those of a heat that is kept back quarantined for it."""
    heats = capitals(new.heat for new in new_lots)
    if not heats:
        return new_lots
    run_prepared(_SHARE, {"names": [f"heat {center_id} {heat}" for heat in heats]})
    kept = dict(run_prepared(_HEATS, {"center": center_id, "heats": heats}))
    return [
        replace(new, is_quarantined=True, quality_reason=why_kept_back(kept[heat]))
        if (heat := new.heat.strip().upper()) in kept
        else new
        for new in new_lots
    ]


def why_kept_back(reference: str) -> str:
    """Say why a lot is in quarantine, in the language that is active."""
    return __("Recalled: %(reference)s") % {"reference": reference}


def references_of(center_id: int, lot_ids: Collection[int]) -> dict[int, str]:
    """Return by what each of the lots is kept back, where it is; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, {"center": center_id, "lots": list(lot_ids)})
        return dict(cursor.fetchall())


def references_of_heats(center_id: int, heats: Collection[str]) -> dict[str, str]:
    """Return by what each of the heats, in capitals, is kept back, where it is."""
    return dict(run_prepared(_HEATS, {"center": center_id, "heats": list(heats)}))


@step
def refuse_kept_back(lot: Lot) -> None:
    """Refuse to clear a lot, locked by the caller, while it is kept back. Raises StillKeptBack."""
    reference = references_of(lot.center_id, [lot.pk]).get(lot.pk)
    if reference is not None:
        raise StillKeptBack(lot=lot.number, reference=reference)
