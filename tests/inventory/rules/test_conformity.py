"""Values of a mill certificate against the limits of a grade."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.conformity import Conformity, Limit, Verdict, judge
from inventory.rules.grade_limits import known_limits

D = Decimal
S45C = {"C": D("0.45"), "Si": D("0.22"), "Mn": D("0.72"), "P": D("0.012"), "S": D("0.006")}

values = st.decimals(0, 1000, places=4)
lengths = st.decimals("0.01", 300, places=2)


@st.composite
def limits(draw: st.DrawFn, measured: str = "C") -> Limit:
    ends = sorted(draw(st.lists(values, min_size=2, max_size=2)))
    kept = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
    minimum, maximum = (end if keep else None for end, keep in zip(ends, kept, strict=True))
    sizes = sorted(draw(st.lists(lengths, min_size=2, max_size=2)))
    bounds = draw(st.tuples(st.booleans(), st.booleans()))
    from_mm, to_mm = (mm if keep else None for mm, keep in zip(sizes, bounds, strict=True))
    return Limit(measured, minimum, maximum, from_mm, to_mm)


def verdicts(found: Conformity) -> dict[str, str]:
    return {line.measured: line.verdict for line in found.lines}


class TestKnownGrades:
    def test_pass_what_their_standard_passes(self) -> None:
        assert judge(known_limits("S45C"), S45C, thickness_mm=D(25)).is_proven

    @pytest.mark.parametrize(
        ("measured", "value", "verdict"),
        [
            ("C", "0.42", "within"),
            ("C", "0.4199", "below"),
            ("C", "0.48", "within"),
            ("C", "0.4801", "above"),
            ("P", "0.030", "within"),
            ("P", "0.0301", "above"),
        ],
    )
    def test_allow_their_limits_and_nothing_beyond(
        self, measured: str, value: str, verdict: str
    ) -> None:
        found = judge(known_limits("S45C"), {**S45C, measured: D(value)}, thickness_mm=D(25))
        assert verdicts(found)[measured] == verdict

    @pytest.mark.parametrize(
        ("thickness", "verdict"), [("12", "below"), ("16", "below"), ("16.01", "unlimited")]
    )
    def test_ask_a_yield_strength_of_ss400_up_to_16_mm(self, thickness: str, verdict: str) -> None:
        found = judge(known_limits("SS400"), {"YS": D("244.9")}, thickness_mm=D(thickness))
        assert verdicts(found)["YS"] == verdict

    def test_cannot_judge_by_thickness_what_has_none(self) -> None:
        values = {"YS": D(300), "TS": D(450), "P": D("0.01"), "S": D("0.01")}
        found = judge(known_limits("SS400"), values, thickness_mm=None)
        assert verdicts(found)["YS"] == "unsure"
        assert not found.is_proven
        assert not found.is_outside

    def test_miss_what_was_not_measured(self) -> None:
        found = judge(known_limits("SPCC"), {"C": D("0.04"), "Cu": D("0.02")}, thickness_mm=D(2))
        assert verdicts(found) == {
            "C": "within",
            "Cu": "unlimited",
            "Mn": "missing",
            "P": "missing",
            "S": "missing",
        }
        assert [line.measured for line in found.open] == ["Mn", "P", "S"]

    def test_say_nothing_of_a_grade_nobody_keeps(self) -> None:
        assert known_limits("XYZ") == ()
        assert not judge((), S45C, thickness_mm=None).is_proven


class TestJudge:
    @given(limits(), values, lengths)
    def test_agrees_with_the_plain_comparison(
        self, limit: Limit, value: Decimal, thickness: Decimal
    ) -> None:
        (line,) = judge([limit], {"C": value}, thickness_mm=thickness).lines
        low = limit.minimum if limit.minimum is not None else D("-Infinity")
        high = limit.maximum if limit.maximum is not None else D("Infinity")
        if not limit.applies_to(thickness):
            assert line.verdict == Verdict.UNLIMITED
        else:
            assert line.is_outside == (not low <= value <= high)

    @given(limits(), lengths)
    def test_is_kept_by_its_own_ends(self, limit: Limit, thickness: Decimal) -> None:
        for end in (limit.minimum, limit.maximum):
            if end is not None:
                assert not judge([limit], {"C": end}, thickness_mm=thickness).is_outside

    @given(st.lists(limits(), max_size=4), st.none() | values, st.none() | lengths)
    def test_is_never_proven_and_outside_and_says_one_thing_of_each(
        self, given_limits: list[Limit], value: Decimal | None, thickness: Decimal | None
    ) -> None:
        measured = {} if value is None else {"C": value, "Mn": value}
        found = judge(given_limits, measured, thickness_mm=thickness)
        assert not (found.is_proven and found.is_outside)
        assert not (found.is_proven and found.open)
        names = [line.measured for line in found.lines]
        assert len(names) == len(set(names))
        assert set(measured) <= set(names)

    @given(st.lists(limits(), min_size=1, max_size=4), values, lengths)
    def test_a_further_limit_never_lets_a_value_in(
        self, given_limits: list[Limit], value: Decimal, thickness: Decimal
    ) -> None:
        fewer = judge(given_limits[1:], {"C": value}, thickness_mm=thickness)
        more = judge(given_limits, {"C": value}, thickness_mm=thickness)
        assert more.is_outside or not fewer.is_outside


class TestOverlaps:
    @given(limits(), limits(), lengths)
    def test_whenever_a_thickness_is_in_both(
        self, one: Limit, other: Limit, thickness: Decimal
    ) -> None:
        assert one.overlaps(other) == other.overlaps(one)
        if one.applies_to(thickness) and other.applies_to(thickness):
            assert one.overlaps(other)

    @given(limits(), limits())
    def test_only_when_some_thickness_is_in_both(self, one: Limit, other: Limit) -> None:
        ends = [x for x in (one.from_mm, one.to_mm, other.from_mm, other.to_mm) if x is not None]
        common = any(one.applies_to(mm) and other.applies_to(mm) for mm in [*ends, D(1)])
        assert one.overlaps(other) == common
