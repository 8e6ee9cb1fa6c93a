"""Bills: lines, sums, and what must be paid at once."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.bill import Rate, Taken, bill_for, due_at_once
from orders.rules.working_days import next_working_day

KG = st.decimals("0.001", "99999", places=3)
PRICE = st.decimals("0.01", "99999", places=2)
TAKEN = st.builds(
    Taken,
    material_id=st.integers(1, 4),
    pieces=st.integers(0, 50),
    mass_kg=KG,
    price_per_kg=PRICE,
)
RUPIAH = st.integers(0, 10**12)


class TestBillFor:
    @given(st.lists(TAKEN, max_size=12), st.booleans())
    def test_totals_equal_the_lines(self, taken: list[Taken], registered: bool) -> None:
        bill = bill_for(taken, is_vat_registered=registered)
        assert bill.net == sum(line.amount for line in bill.lines)
        assert bill.total == bill.net + bill.tax
        assert sum(line.mass_kg for line in bill.lines) == sum(part.mass_kg for part in taken)
        assert sum(line.pieces for line in bill.lines) == sum(part.pieces for part in taken)

    @given(st.lists(TAKEN, max_size=12))
    def test_has_one_line_per_material_and_price(self, taken: list[Taken]) -> None:
        bill = bill_for(taken, is_vat_registered=False)
        keys = [(line.material_id, line.price_per_kg) for line in bill.lines]
        assert len(keys) == len(set(keys))
        assert set(keys) == {(part.material_id, part.price_per_kg) for part in taken}

    @given(st.lists(TAKEN, max_size=8))
    def test_is_the_same_for_a_lot_taken_in_parts(self, taken: list[Taken]) -> None:
        halves = [
            Taken(t.material_id, pieces, mass_kg, t.price_per_kg)
            for t in taken
            for pieces, mass_kg in ((0, Decimal("0.001")), (t.pieces, t.mass_kg - Decimal("0.001")))
        ]
        whole, parts = (bill_for(x, is_vat_registered=True) for x in (taken, halves))
        assert (whole.net, whole.tax, whole.total) == (parts.net, parts.tax, parts.total)

    def test_rounds_halves_up_per_line(self) -> None:
        taken = [
            Taken(1, 0, Decimal("0.5"), Decimal(1)),
            Taken(2, 0, Decimal("1.5"), Decimal(1)),
        ]
        bill = bill_for(taken, is_vat_registered=False)
        assert [line.amount for line in bill.lines] == [1, 2]

    def test_takes_tax_from_the_total(self) -> None:
        taken = [Taken(n, 0, Decimal(1), Decimal(33_335)) for n in (1, 2, 3)]
        bill = bill_for(taken, is_vat_registered=True)
        assert (bill.net, bill.tax) == (100_005, 11_001)

    def test_bills_pieces_by_table_weight_where_the_rate_says_so(self) -> None:
        rate = Rate(Decimal(1000), piece_mass_kg=Decimal("46.659"))
        taken = rate.taken(1, 2, Decimal("92.1"))
        assert (taken.mass_kg, taken.by_table) == (Decimal("93.318"), True)
        assert Rate(Decimal(1000)).taken(1, 2, Decimal("92.1")).mass_kg == Decimal("92.1")


class TestDueAtOnce:
    @given(total=RUPIAH, owed=RUPIAH, limit=RUPIAH)
    def test_brings_the_debt_to_the_limit_and_never_over_the_bill(
        self, total: int, owed: int, limit: int
    ) -> None:
        due = due_at_once(total=total, owed=owed, limit=limit)
        assert 0 <= due <= total
        if owed <= limit:
            assert owed + total - due <= limit
        if 0 < due < total:
            assert owed + total - due == limit


class TestNextWorkingDay:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2026, 9, 15), date(2026, 9, 15)),
            (date(2026, 9, 19), date(2026, 9, 21)),  # Saturday
            (date(2026, 8, 17), date(2026, 8, 18)),  # Independence Day
            (date(2026, 3, 18), date(2026, 3, 25)),  # Nyepi, Lebaran, joint holidays between
            (date(2026, 12, 24), date(2026, 12, 28)),  # joint holiday, Christmas, weekend
        ],
    )
    def test_skips_weekends_holidays_and_joint_holidays(self, day: date, expected: date) -> None:
        assert next_working_day(day) == expected
