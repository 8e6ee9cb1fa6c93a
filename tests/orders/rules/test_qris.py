"""QRIS payloads: reading, the checksum, and one bill's payload from the merchant's own."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.qris import (
    Field,
    QrisRefused,
    amount_of,
    bill_number_of,
    crc16,
    dynamic_payload,
    parse_fields,
    parse_payload,
    value_of,
)

PAYLOAD = (
    "00020101021226680016ID.CO.CONTOH.WWW011893600014000000000102150000000000000010303UKE"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UKE520450515303360540712500005802ID"
    "5921MATERIAL CENTER TEGAL6010KAB. TEGAL61055218162190115INV-2026-00012363045E99"
)


def sealed(body: str) -> str:
    return f"{body}6304{crc16(f'{body}6304'.encode()):04X}"


def written(fields: list[Field]) -> str:
    return "".join(f"{f.tag}{len(f.value):02d}{f.value}" for f in fields)


def static_payload(*extra: Field, leave_out: tuple[str, ...] = ()) -> str:
    kept = [f for f in parse_fields(PAYLOAD) if f.tag not in ("54", "62", "63", *leave_out)]
    fields = [Field("01", "11") if f.tag == "01" else f for f in kept]
    return sealed(written(sorted([*fields, *extra], key=lambda f: f.tag)))


class TestCrc:
    def test_has_the_published_check_value(self) -> None:
        assert crc16(b"123456789") == 0x29B1

    @given(st.binary())
    def test_agrees_with_the_standard_library(self, data: bytes) -> None:
        assert crc16(data) == binascii.crc_hqx(data, 0xFFFF)


class TestParsePayload:
    def test_reads_the_example(self) -> None:
        fields = parse_payload(PAYLOAD)
        assert " ".join(f.tag for f in fields) == "00 01 26 51 52 53 54 58 59 60 61 62 63"
        assert value_of(fields, "59") == "MATERIAL CENTER TEGAL"
        assert amount_of(fields) == 1_250_000
        assert bill_number_of(fields) == "INV-2026-000123"
        assert value_of(parse_fields(value_of(fields, "51") or ""), "02") == "ID1020000000001"

    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            ("", "not_a_payload"),
            ("hello", "not_a_payload"),
            (PAYLOAD[:-1], "not_a_payload"),
            (PAYLOAD[:-4] + "5E98", "wrong_checksum"),
            (PAYLOAD.replace("1250000", "9250000"), "wrong_checksum"),
            (sealed("000201"), "missing_field"),
            (sealed(PAYLOAD[:-8].replace("5303360", "5303840")), "not_rupiah"),
            (sealed(PAYLOAD[:-8] + "5802ID"), "not_a_payload"),
        ],
    )
    def test_refuses(self, payload: str, code: str) -> None:
        with pytest.raises(QrisRefused) as refused:
            parse_payload(payload)
        assert refused.value.code == code

    @given(st.text())
    def test_reads_or_refuses_any_text(self, text: str) -> None:
        with pytest.raises(QrisRefused):
            parse_payload(text)

    @given(
        st.lists(
            st.tuples(st.integers(0, 99), st.text(min_size=1, max_size=99)),
            unique_by=lambda pair: pair[0],
        )
    )
    def test_reads_back_any_fields(self, pairs: list[tuple[int, str]]) -> None:
        fields = [Field(f"{tag:02d}", value) for tag, value in pairs]
        assert parse_fields(written(fields)) == fields


class TestAmount:
    def test_is_absent_from_a_static_payload(self) -> None:
        assert amount_of(parse_payload(static_payload())) is None
        assert bill_number_of(parse_payload(static_payload())) is None

    @pytest.mark.parametrize(("text", "amount"), [("1250000", 1_250_000), ("1500.00", 1500)])
    def test_is_whole_rupiah(self, text: str, amount: int) -> None:
        assert amount_of([Field("54", text)]) == amount

    @pytest.mark.parametrize("text", ["1500.50", "x", "-5", ".5", "1.2.3"])
    def test_refuses_other_text(self, text: str) -> None:
        with pytest.raises(QrisRefused, match="bad_amount"):
            amount_of([Field("54", text)])


class TestDynamicPayload:
    def test_makes_the_example_from_the_merchants_own(self) -> None:
        made = dynamic_payload(static_payload(), amount=1_250_000, bill_number="INV-2026-000123")
        assert made == PAYLOAD

    @given(
        st.integers(1, 10_000_000),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=25),
    )
    def test_reads_back_and_keeps_everything_else(self, amount: int, number: str) -> None:
        static = static_payload(Field("62", "0703T01"))
        fields = parse_payload(dynamic_payload(static, amount=amount, bill_number=number))
        assert (amount_of(fields), bill_number_of(fields)) == (amount, number)
        assert value_of(fields, "01") == "12"
        assert value_of(parse_fields(value_of(fields, "62") or ""), "07") == "T01"
        changed = {"01", "54", "62", "63"}
        before = [f for f in parse_payload(static) if f.tag not in changed]
        assert [f for f in fields if f.tag not in changed] == before

    @pytest.mark.parametrize(
        ("amount", "number", "code"),
        [
            (0, "A", "bad_amount"),
            (-1, "A", "bad_amount"),
            (10_000_001, "A", "over_the_cap"),
            (1, "", "bad_bill_number"),
            (1, "A" * 26, "bad_bill_number"),
            (1, "é", "bad_bill_number"),
            (1, "a\n", "bad_bill_number"),
        ],
    )
    def test_refuses_a_bill_that_cannot_be_paid_so(
        self, amount: int, number: str, code: str
    ) -> None:
        with pytest.raises(QrisRefused) as refused:
            dynamic_payload(static_payload(), amount=amount, bill_number=number)
        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("payload", "code"),
        [
            (PAYLOAD, "not_static"),
            (static_payload(Field("55", "02"), Field("56", "1000")), "surcharge"),
            (static_payload(Field("62", "0799" + "x" * 95)), "not_a_payload"),
            (static_payload(Field("62", "0780" + "x" * 80)), "too_long"),
            (static_payload(leave_out=("59",)), "missing_field"),
        ],
    )
    def test_refuses_a_merchants_payload_that_cannot_be_used(self, payload: str, code: str) -> None:
        with pytest.raises(QrisRefused) as refused:
            dynamic_payload(payload, amount=1, bill_number="INV-2026-000123")
        assert refused.value.code == code
