"""Sealing the ledger: blocks over its newest transactions, and proving the chain.

The rows are written out and hashed by the server, in a form that depends on nobody's
settings: JSON arrays in a fixed order, moments in UTC, kg and rupiah with all their decimals.
A movement's line says also what never changes about its lot: material, heat, parent, owner.
The newest digest also goes into a file outside the database, so that somebody who could
write the whole chain anew is found too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Max

from inventory.models import SealBlock, Transaction
from inventory.rules.seal import Leaf, block_digest, pack_leaves, unpack_leaves
from inventory.services.checking import Difference
from materialcenter.commands import command
from materialcenter.models import Center

TRANSACTIONS_IN_A_BLOCK = 1_000
_AT_ONCE = 50

_LEAVES = """
SELECT t.sequence, l.movements,
       sha256(convert_to(json_build_array(
           t.sequence, t.center_id, t.reason, t.reference, t.note, t.actor_id,
           to_char(t.effective_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
           to_char(t.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
           t.key, t.reverses_id, l.lines)::text, 'UTF8'))
FROM inventory_transaction t
LEFT JOIN LATERAL (
    SELECT count(*) AS movements,
           json_agg(json_build_array(
               m.id, m.from_place_id, m.to_place_id, m.pieces, m.mass_kg::text, m.value::text,
               o.id, o.number, o.material_id, o.heat, o.parent_id, o.owner_id, o.supplier_id,
               o.received_on, o.received_pieces, o.received_kg::text) ORDER BY m.id) AS lines
    FROM inventory_movement m JOIN inventory_lot o ON o.id = m.lot_id
    WHERE m.transaction_id = t.sequence
) l ON true
WHERE t.center_id = %(center)s AND t.sequence > %(after)s AND t.sequence <= %(through)s
ORDER BY t.sequence
LIMIT %(most)s
"""


@dataclass(frozen=True)
class Head:
    """A center's newest block as it was written down outside the database."""

    center: str
    number: int
    digest: str


@command
def newest_sequence(*, center_id: int) -> int:
    """Return the newest transaction below which none is being written any more; 0 for none.

    Every posting holds the center's books while it is written, so who has them alone sees
    all of it.
    """
    Center.objects.select_for_update(no_key=True).only("pk").get(pk=center_id)
    newest = Transaction.objects.filter(center_id=center_id).aggregate(newest=Max("sequence"))
    return newest["newest"] or 0


@command
def seal_block(*, center_id: int, through: int, at: datetime) -> SealBlock | None:
    """Seal the oldest transactions that are not sealed; None when there are none.

    through: as `newest_sequence` gave it. Two at once make one block: the second waits for
    the first and seals what is left.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7101, %s)", [center_id])
    last = SealBlock.objects.filter(center_id=center_id).order_by("-number").first()
    after = last.last_sequence if last else 0
    rows = _leaves(center_id, after, through, most=TRANSACTIONS_IN_A_BLOCK)
    if not rows:
        return None
    packed = pack_leaves(Leaf(sequence, bytes(digest)) for sequence, _count, digest in rows)
    previous = last.digest if last else ""
    return SealBlock.objects.create(
        center_id=center_id,
        number=last.number + 1 if last else 1,
        first_sequence=rows[0][0],
        last_sequence=rows[-1][0],
        transactions=len(rows),
        movements=sum(row[1] for row in rows),
        leaves=packed,
        previous=previous,
        digest=block_digest(previous, packed),
        sealed_at=at,
    )


def _leaves(center_id: int, after: int, through: int, *, most: int) -> list[tuple[int, int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LEAVES, {"center": center_id, "after": after, "through": through, "most": most}
        )
        rows: list[tuple[int, int, bytes]] = cursor.fetchall()
        return rows


def seal_ledger(*, center_id: int, at: datetime, heads: Path) -> int:
    """Seal all that a center has written, block by block; return how many blocks it took.

    heads: the file that keeps the newest digests outside the database.
    """
    through = newest_sequence(center_id=center_id)
    blocks = 0
    while seal_block(center_id=center_id, through=through, at=at) is not None:
        blocks += 1
    _write_head(center_id, heads)
    return blocks


def _write_head(center_id: int, heads: Path) -> None:
    """Write the newest digest down, unless it stands there already."""
    head = SealBlock.objects.filter(center_id=center_id).select_related("center").last()
    if head is None:
        return
    line = Head(head.center.code, head.number, head.digest)
    if line in read_heads(heads):
        return
    heads.parent.mkdir(parents=True, exist_ok=True)
    with heads.open("a", encoding="utf-8") as file:
        file.write(f"{line.center} {line.number} {line.digest}\n")


def read_heads(heads: Path) -> list[Head]:
    """Read the digests that were written down outside the database; none without the file.

    A line that a killed process left torn is no head.
    """
    if not heads.exists():
        return []
    lines = (line.split() for line in heads.read_text(encoding="utf-8").splitlines())
    return [
        Head(parts[0], int(parts[1]), parts[2])
        for parts in lines
        if len(parts) == 3 and parts[1].isdecimal() and len(parts[2]) == 64
    ]


def check_seal(heads: Path) -> Iterator[Difference]:
    """Prove every center's chain from the rows as they are now; give what differs.

    One block is in memory at a time. What was written since the last block is not sealed,
    and so not looked at.
    """
    written = read_heads(heads)
    for center in Center.objects.order_by("pk"):
        known = {head.number: head.digest for head in written if head.center == center.code}
        yield from _check_chain(center, known)


def _check_chain(center: Center, known: Mapping[int, str]) -> Iterator[Difference]:
    previous, after, number = "", 0, 0
    blocks = SealBlock.objects.filter(center=center).order_by("number")
    for block in blocks.iterator(chunk_size=_AT_ONCE):
        number += 1
        if block.number != number or block.previous != previous:
            yield _differs(f"block {block.number} of {center.code}", "the block after the last")
            number = block.number
        yield from _check_block(center, block, after)
        if known.get(block.number, block.digest) != block.digest:
            yield _differs(
                f"block {block.number} of {center.code}: {block.digest}",
                f"{known[block.number]}, as written down outside the database",
            )
        previous, after = block.digest, block.last_sequence
    for missing in sorted(n for n in known if n > number):
        yield _differs(f"no block {missing} of {center.code}", known[missing])


def _check_block(center: Center, block: SealBlock, after: int) -> Iterator[Difference]:
    sealed = bytes(block.leaves)
    if block_digest(block.previous, sealed) != block.digest:
        yield _differs(f"block {block.number} of {center.code}", "the digest of its leaves")
    kept = {leaf.sequence: leaf.digest for leaf in unpack_leaves(sealed)}
    rows = _leaves(center.pk, after, block.last_sequence, most=10 * TRANSACTIONS_IN_A_BLOCK)
    found = {sequence: bytes(digest) for sequence, _count, digest in rows}
    for sequence in sorted(kept.keys() | found.keys()):
        if sequence not in found:
            yield _differs(f"no transaction {sequence}", f"sealed in block {block.number}")
        elif sequence not in kept:
            yield _differs(f"transaction {sequence}", f"none when block {block.number} was sealed")
        elif found[sequence] != kept[sequence]:
            yield _differs(
                f"transaction {sequence} {_named(sequence)}",
                f"as it was sealed in block {block.number} at {block.sealed_at:%Y-%m-%d %H:%M %Z}",
            )


def _named(sequence: int) -> str:
    """Say which transaction it is, by its reason, reference and lots."""
    found = Transaction.objects.get(pk=sequence)
    lots = found.movements.order_by("pk").values_list("lot__number", flat=True)
    return f"({found.reason} {found.reference}: {', '.join(dict.fromkeys(lots))})"


def _differs(kept: str, proved: str) -> Difference:
    values: dict[str, Any] = {"check": "seal", "lot": "", "place": ""}
    return Difference(**values, kept=kept, proved=proved)
