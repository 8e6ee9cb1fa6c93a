"""The seal's arithmetic."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.seal import Leaf, block_digest, pack_leaves, unpack_leaves

LEAVES = st.lists(
    st.builds(Leaf, st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32)), max_size=20
)


class TestLeaves:
    @given(LEAVES)
    def test_come_back_as_they_were_packed(self, leaves: list[Leaf]) -> None:
        assert unpack_leaves(pack_leaves(leaves)) == leaves

    def test_are_refused_torn(self) -> None:
        with pytest.raises(ValueError, match="41 bytes"):
            unpack_leaves(b"x" * 41)
        with pytest.raises(ValueError, match="3 bytes"):
            pack_leaves([Leaf(1, b"abc")])


class TestBlockDigest:
    def test_is_the_hash_of_the_digest_before_and_the_leaves(self) -> None:
        first = block_digest("", b"abc")
        # FIPS 180-2, appendix B.1
        assert first == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert block_digest(first, b"abc") == sha256(bytes.fromhex(first) + b"abc").hexdigest()

    @given(LEAVES, st.integers(min_value=0), st.integers(1, 255))
    def test_changes_with_every_byte(self, leaves: list[Leaf], at: int, by: int) -> None:
        packed = bytearray(pack_leaves(leaves) or b"\0")
        before = block_digest("", bytes(packed))
        packed[at % len(packed)] ^= by
        assert block_digest("", bytes(packed)) != before
