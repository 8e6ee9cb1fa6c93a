"""Signatures: which bytes are a picture."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.signature import is_signature
from tests.orders.counter import chunk, png


class TestIsSignature:
    @pytest.mark.parametrize("colour", [0, 2, 4, 6])
    def test_takes_what_a_canvas_writes(self, colour: int) -> None:
        assert is_signature(png(30, 20, colour=colour))

    @given(st.binary(max_size=300))
    def test_takes_no_other_bytes_and_never_breaks(self, junk: bytes) -> None:
        assert not is_signature(junk)
        assert not is_signature(png(3, 2)[:8] + junk)

    @given(st.integers(0, 60))
    def test_takes_no_torn_picture(self, left: int) -> None:
        whole = png(3, 2)
        assert not is_signature(whole[: min(left, len(whole) - 1)])

    def test_refuses_a_wrong_checksum_and_too_few_pixels(self) -> None:
        whole = bytearray(png(3, 2))
        whole[-20] ^= 1
        assert not is_signature(bytes(whole))
        assert not is_signature(png(3, 2, rows=1))

    def test_refuses_a_palette_interlacing_and_the_very_large(self) -> None:
        assert not is_signature(png(3, 2, colour=3))
        assert not is_signature(png(3, 2, interlaced=1))
        assert not is_signature(png(2001, 1))

    def test_unpacks_no_bomb(self) -> None:
        header = struct.pack(">IIBBBBB", 10, 10, 8, 0, 0, 0, 0)
        bomb = zlib.compress(bytes(50_000_000))
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        assert not is_signature(content + chunk(b"IDAT", bomb) + chunk(b"IEND", b""))
