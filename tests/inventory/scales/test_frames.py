"""Frames of indicators: what each says, and that nothing else passes for one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.scales.frames import FORMATS, Shown, read_line, read_toledo, read_yaohua
from inventory.scales.simulator import WRITERS


class TestCommaFrames:
    @pytest.mark.parametrize(
        ("frame", "shown"),
        [
            (b"ST,GS,+0012460kg", Shown(Decimal(12460), True)),
            (b"ST,GS,+  12460 kg", Shown(Decimal(12460), True)),
            (b"ST,+00123.45  kg", Shown(Decimal("123.45"), True)),
            (b"US,GS,+  12440kg", Shown(Decimal(12440), False)),
            (b"ST,NT,-     20kg", Shown(Decimal(-20), True, is_net=True)),
            (b"OL,GS,+ 999999kg", Shown(Decimal(999999), False, is_over=True)),
            (b"ST,GS,\x01,\xc1,   12460 kg", Shown(Decimal(12460), True)),
            (b"ST,GS,+ 12.460 t", Shown(Decimal("12460.000"), True)),
            (b"ST,GS,+  1500 g", Shown(Decimal("1.500"), True)),
            (b"ST,GS,    12460", Shown(Decimal(12460), True)),
        ],
    )
    def test_say_state_kind_and_weight(self, frame: bytes, shown: Shown) -> None:
        assert read_line(frame) == shown

    @pytest.mark.parametrize(
        "frame", [b"", b"ST,GS,+12460lb", b"ST,GS,", b"12460kg", b"ST,GS,+1e5kg", b"ST,TR,+1x"]
    )
    def test_are_nothing_else(self, frame: bytes) -> None:
        assert read_line(frame) is None


class TestToledoFrames:
    def test_say_state_kind_point_and_weight(self) -> None:
        assert read_toledo(b"\x02\x2a\x30\x20 12460000000") == Shown(Decimal(12460), True)
        moving = read_toledo(b"\x02\x2a\x38\x20 12460000000")
        assert moving == Shown(Decimal(12460), False)
        below = read_toledo(b"\x02\x2c\x33\x20012460000000")
        assert below == Shown(Decimal("-124.60"), True, is_net=True)

    def test_in_pounds_are_not_taken(self) -> None:
        assert read_toledo(b"\x02\x2a\x20\x20 12460000000") is None


class TestYaohuaFrames:
    def test_say_the_weight_and_never_whether_it_rests(self) -> None:
        assert read_yaohua(b"\x02+01246001A\x03") == Shown(Decimal(12460), None)
        assert read_yaohua(WRITERS["yaohua"](Decimal(-40))) == Shown(Decimal(-40), None)

    def test_with_another_checksum_are_not_taken(self) -> None:
        frame = WRITERS["yaohua"](Decimal(12460))
        assert read_yaohua(frame) == Shown(Decimal(12460), None)
        for at in range(2, 11):
            bent = bytearray(frame)
            bent[at] ^= 0x01
            assert read_yaohua(bytes(bent)) is None


class TestEveryFormat:
    @given(
        st.sampled_from(sorted(FORMATS)),
        st.lists(st.integers(-99_999, 99_999), min_size=1, max_size=6),
        st.binary(max_size=40),
    )
    def test_is_cut_out_of_a_stream_that_begins_anywhere(
        self, name: str, masses: list[int], before: bytes
    ) -> None:
        form = FORMATS[name]
        stream = before + b"".join(WRITERS[name](Decimal(mass)) for mass in [7, 7, *masses])
        found = []
        while cut := form.cut(stream):
            frame, stream = cut
            shown = form.read(frame)
            found += [shown.mass_kg] if shown else []
        assert found[-len(masses) :] == masses

    @given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300))
    def test_ends_whatever_is_sent(self, name: str, stream: bytes) -> None:
        form = FORMATS[name]
        while cut := form.cut(stream):
            frame, rest = cut
            form.read(frame)
            assert len(rest) < len(stream)
            stream = rest
