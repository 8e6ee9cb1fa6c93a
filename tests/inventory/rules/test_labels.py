"""What a label's QR code holds, and what scanners make of it."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.rules import labels
from inventory.rules.labels import (
    Label,
    NotALabel,
    heat_in,
    lot_number_in,
    rack_code_in,
    read_label,
    write_label,
    write_rack_label,
)

SHEETS = Label("LOT-TGL-2026-00012", "H-77/3 b", "PLT-SS400-6", 20, Decimal("1884.000"))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MADE = st.builds(
    Label,
    lot_number=TEXT,
    heat=TEXT,
    material=TEXT,
    pieces=st.integers(0, 10**6),
    mass_kg=st.decimals(0, 10**8, places=3),
)


def typed_by(layout: dict[int, str], text: str) -> str:
    """Type a text, meant for US keys, on a keyboard of another layout, capitals as capitals."""
    keys: dict[str, str] = {}
    for typed, meant in layout.items():
        if meant not in keys or chr(typed).isupper() or chr(typed) == "?":
            keys[meant] = chr(typed)
    return "".join(keys.get(letter, letter) for letter in text)


class TestLabel:
    def test_is_short_and_of_the_letters_that_make_a_small_code(self) -> None:
        text = write_label(SHEETS)
        assert text == "MC1:LOT-TGL-2026-00012:H-77%2F3%20%62:PLT-SS400-6:20:1884.000"

    @given(MADE)
    @example(Label("", "", "", 0, Decimal(0)))
    @example(Label(":%", "%3A", "ß", 1, Decimal("0.001")))
    def test_reads_back_as_it_was(self, label: Label) -> None:
        text = write_label(label)
        assert text.isascii()
        assert read_label(text) == label
        assert read_label(f"]Q1{text.lower()}\r\n") == label

    @given(TEXT)
    def test_of_a_rack_reads_back_as_it_was(self, code: str) -> None:
        assert rack_code_in(write_rack_label(code)) == code

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "MC1",
            "MC1:",
            "MC1:A:B:C:1",
            "MC1:A:B:C:1:2:3",
            "MC1:A:B:C:x:2",
            "MC1:A:B:C:1:NaN",
            "MC1:A:B:C:-1:2",
            "MC1:A%FF:B:C:1:2",
            "MC2:A:B:C:1:2",
            "MR1:A-01",
            "https://example.id/lots/1",
        ],
    )
    def test_is_refused_where_it_is_none(self, text: str) -> None:
        with pytest.raises(NotALabel):
            read_label(text)


class TestLotNumberIn:
    @pytest.mark.parametrize("layout", labels._LAYOUTS)
    @pytest.mark.parametrize("end", ["", "\r", "\r\n", "\t", "\n\n"])
    def test_reads_what_a_scanner_types_on_any_keyboard(
        self, layout: dict[int, str], end: str
    ) -> None:
        label = Label("LOT-TGL-2026-13579", "QAZWXY/M", "PLT-2468", 7, Decimal("0.5"))
        typed = typed_by(layout, write_label(label))
        assert lot_number_in(typed + end) == label.lot_number
        assert heat_in(typed + end) == label.heat

    @pytest.mark.parametrize(
        "text", ["lot-tgl-2026-00012", " LOT-TGL-2026-00012\r\n", "\ufeffLot-Tgl-2026-00012\t"]
    )
    def test_takes_a_typed_number(self, text: str) -> None:
        assert lot_number_in(text) == "LOT-TGL-2026-00012"

    @pytest.mark.parametrize(
        ("text", "left"), [("  nothing ", "NOTHING"), ("", ""), ("mr1:a-01", "MR1:A-01")]
    )
    def test_gives_back_what_is_no_label_for_the_act_to_refuse(self, text: str, left: str) -> None:
        assert lot_number_in(text) == left

    @given(TEXT)
    def test_never_fails(self, text: str) -> None:
        lot_number_in(text)
        rack_code_in(text)
        heat_in(text)


class TestHeatIn:
    def test_leaves_the_tag_of_a_mill_as_it_is(self) -> None:
        assert heat_in(" 7a-3391\r\n") == "7a-3391"
