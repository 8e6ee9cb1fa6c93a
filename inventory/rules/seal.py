"""The seal's arithmetic: leaves, and a block's digest over them and the block before.

A leaf is a transaction's sequence and the SHA-256 of its rows; how rows are written out is
the business of who reads them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

_SEQUENCE_BYTES = 8
_HASH_BYTES = 32
_LEAF_BYTES = _SEQUENCE_BYTES + _HASH_BYTES


@dataclass(frozen=True)
class Leaf:
    """A transaction's sequence, above zero, and the 32 bytes of its rows' SHA-256."""

    sequence: int
    digest: bytes


def pack_leaves(leaves: Iterable[Leaf]) -> bytes:
    """Write leaves one behind the other: 8 bytes of sequence, big end first, 32 of digest.

    Raises ValueError for a digest of another length, OverflowError for a sequence below zero
    or beyond 8 bytes.
    """
    packed = bytearray()
    for leaf in leaves:
        if len(leaf.digest) != _HASH_BYTES:
            raise ValueError(f"a digest of {len(leaf.digest)} bytes")
        packed += leaf.sequence.to_bytes(_SEQUENCE_BYTES, "big") + leaf.digest
    return bytes(packed)


def unpack_leaves(packed: bytes) -> list[Leaf]:
    """Read what `pack_leaves` wrote. Raises ValueError for a length that no leaves have."""
    if len(packed) % _LEAF_BYTES:
        raise ValueError(f"{len(packed)} bytes are no leaves")
    return [
        Leaf(
            int.from_bytes(packed[start : start + _SEQUENCE_BYTES], "big"),
            packed[start + _SEQUENCE_BYTES : start + _LEAF_BYTES],
        )
        for start in range(0, len(packed), _LEAF_BYTES)
    ]


def block_digest(previous: str, packed: bytes) -> str:
    """Return a block's digest, 64 hexadecimal digits.

    previous: the digest of the block before, "" for the first. packed: its leaves.
    """
    return sha256(bytes.fromhex(previous) + packed).hexdigest()
