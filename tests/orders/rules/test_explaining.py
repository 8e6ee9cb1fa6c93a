"""The explanation of a round: every share follows from it, and a member can follow it by hand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.rules.errors import RuleError
from orders.rules.explaining import Explanation, Why, explain
from orders.rules.rounds import GRAMS, Round, inputs_of, round_from, share_round
from orders.rules.sharing import Claim
from tests.orders.rules.test_sharing import claim, deliveries

WORKED = [2, 5, 8, 12, 3]


def worked(came: int) -> Explanation:
    return explain(Round(came, 0, tuple(claim(f"c{n}", firm) for n, firm in enumerate(WORKED))))


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    received, claims = draw(deliveries())
    set_aside = draw(st.integers(0, 3))
    if not draw(st.booleans()):
        return Round(received, set_aside, tuple(claims))
    grams = draw(st.integers(0, 999))
    return Round(received * GRAMS + grams, set_aside * GRAMS, tuple(claims), by_weight=True)


def by_hand(found: Explanation, one: Claim) -> int:
    """Divide by the published divisor and round, as a member would, halves up."""
    assert found.firm.divisor is not None
    return int(Fraction(one.firm) / found.firm.divisor + Fraction(1, 2))


class TestExplain:
    @pytest.mark.parametrize(
        ("came", "divisor", "shares"),
        [(24, "1.25", [2, 4, 6, 10, 2]), (20, "1.43", [1, 3, 6, 8, 2])],
    )
    def test_gives_a_divisor_that_anybody_can_check(
        self, came: int, divisor: str, shares: list[int]
    ) -> None:
        found = worked(came)
        assert found.firm.divisor == Fraction(divisor)
        assert [one.share for one in found.accounts] == shares
        assert [by_hand(found, one.claim) for one in found.accounts] == shares

    def test_names_who_was_at_a_half_and_went_up(self) -> None:
        found = explain(Round(3, 0, (claim("early", 2), claim("late", 2, hour=1))))
        assert found.firm.divisor == Fraction(4, 3)
        assert [(one.share, one.why) for one in found.accounts] == [
            (2, Why.HALF_UP),
            (1, Why.HALF_DOWN),
        ]

    def test_says_what_an_excluded_member_would_have_got(self) -> None:
        found = explain(Round(12, 0, (claim("a", 10, minimum=10), claim("b", 5, hour=1))))
        first, second = found.accounts
        assert (first.why, first.would_get, first.turn, first.share) == (
            Why.UNDER_MINIMUM, 8, 1, 0,
        )  # fmt: skip
        assert (second.why, second.share, found.left_over) == (Why.ALL, 5, 7)

    def test_says_who_keeps_what_was_picked_up(self) -> None:
        found = explain(Round(6, 0, (claim("a", 5, picked_up=4), claim("b", 15))))
        assert [(one.share, one.why) for one in found.accounts] == [
            (4, Why.PICKED_UP),
            (2, Why.NEAREST),
        ]

    def test_tells_flexible_claims_from_firm_ones(self) -> None:
        found = explain(Round(13, 2, (claim("a", 5, flexible=4), claim("b", 5, flexible=1))))
        assert (found.came, found.left_over) == (15, 2)
        assert [one.is_flexible for one in found.accounts] == [True, True]
        assert (found.firm.divisor, found.flexible.came) == (Fraction(1), 3)

    def test_weighs_in_proportion(self) -> None:
        one = Round(1000, 0, (claim("a", 1), claim("b", 2)), by_weight=True)
        found = explain(one)
        assert [(x.share, x.why) for x in found.accounts] == [
            (333, Why.IN_PROPORTION),
            (667, Why.IN_PROPORTION),
        ]
        assert found.firm.divisor == 3

    @given(rounds())
    @settings(max_examples=400)
    def test_lets_every_share_be_recomputed(self, one: Round) -> None:
        found, sharing = explain(one), share_round(one)
        assert found.shares() == sharing.pieces
        assert {x.claim.key: x.share for x in found.accounts} == sharing.pieces
        assert found.left_over == sharing.left_over + one.set_aside
        assert sum(found.shares().values()) + found.left_over == found.came

    @given(rounds())
    @settings(max_examples=300)
    def test_rounds_nobody_unlike_the_others(self, one: Round) -> None:
        for account in explain(one).accounts:
            portion = account.decisive
            if account.why is Why.NEAREST:
                assert portion.share == int(portion.quotient + Fraction(1, 2))
            elif account.why in {Why.HALF_UP, Why.HALF_DOWN}:
                assert abs(portion.share - portion.quotient) == Fraction(1, 2)
            elif account.why is Why.IN_PROPORTION:
                assert 0 <= portion.share - int(portion.quotient) <= 1
            elif account.why is Why.UNDER_MINIMUM:
                unit = GRAMS if one.by_weight else 1
                assert account.would_get is not None
                assert account.would_get <= account.claim.minimum * unit


class TestInputs:
    @given(rounds())
    def test_are_read_as_they_were_written(self, one: Round) -> None:
        micro = tuple(
            replace(x, committed_at=x.committed_at.replace(microsecond=123_457)) for x in one.claims
        )
        assert round_from(inputs_of(replace(one, claims=micro))) == replace(one, claims=micro)

    def test_of_an_unknown_rule_are_refused(self) -> None:
        with pytest.raises(RuleError):
            share_round(Round(1, 0, ()), version="sharing-0")


def test_a_share_by_weight_has_three_decimals() -> None:
    one = Round(1001, 0, (claim("a", 1), claim("b", 1)), by_weight=True)
    assert sum(share_round(one).pieces.values()) * Decimal("0.001") == Decimal("1.001")
