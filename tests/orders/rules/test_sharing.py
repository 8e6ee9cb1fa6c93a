"""Sharing: worked cases, the promises of the module, and a comparison with sharing done step by step."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orders.rules.errors import RuleError
from orders.rules.sharing import Claim, Sharing, share_mass, share_pieces

MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def claim(key: str, firm: int, *, hour: int = 0, **rest: int) -> Claim:
    return Claim(key, firm, MONDAY + timedelta(hours=hour), **rest)


@st.composite
def claims_of_a_pool(draw: st.DrawFn, *, minimums: bool = True) -> list[Claim]:
    claims = []
    for number in range(draw(st.integers(0, 7))):
        firm, flexible = draw(st.integers(0, 12)), draw(st.integers(0, 5))
        picked_up = draw(st.one_of(st.just(0), st.integers(0, firm + flexible)))
        minimum = draw(st.integers(0, firm + flexible)) if minimums else 0
        claims.append(
            claim(
                f"c{number}",
                firm,
                hour=draw(st.integers(0, 2)),
                flexible=flexible,
                minimum=minimum,
                picked_up=picked_up,
            )
        )
    return claims


@st.composite
def deliveries(draw: st.DrawFn, *, minimums: bool = True) -> tuple[int, list[Claim]]:
    claims = draw(claims_of_a_pool(minimums=minimums))
    least = sum(one.picked_up for one in claims)
    most = sum(one.firm + one.flexible for one in claims)
    return draw(st.integers(least, most + 3)), claims


# Sharing done step by step, as the rule is told


def turn_order(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(
        claims,
        key=lambda c: (
            *(c.committed_at, -c.firm, -c.flexible),
            *(-c.minimum, -c.picked_up, c.key),
        ),
    )


def hand_out(received: int, claims: Sequence[Claim]) -> dict[str, Fraction]:
    held = {one.key: one.picked_up for one in claims}

    def urgency(one: Claim) -> tuple[bool, Fraction]:
        given_to = held[one.key]
        if given_to < one.firm:
            return True, Fraction(one.firm, 2 * given_to + 1)
        if given_to < one.firm + one.flexible:
            return False, Fraction(one.flexible, 2 * (given_to - one.firm) + 1)
        return False, Fraction(0)

    for _ in range(received - sum(held.values())):
        best = max(claims, key=urgency, default=None)
        if best is None or not urgency(best)[1]:
            break
        held[best.key] += 1
    return {key: Fraction(number) for key, number in held.items()}


def in_proportion(grams: int, claims: Sequence[Claim]) -> dict[str, Fraction]:
    firm = {one.key: 1000 * one.firm for one in claims}
    flexible = {one.key: 1000 * one.flexible for one in claims}
    floors = {one.key: 1000 * one.picked_up for one in claims}
    firm_floors = {key: min(floors[key], firm[key]) for key in firm}
    beyond = {key: floors[key] - firm_floors[key] for key in firm}
    for_firm = min(sum(firm.values()), grams - sum(beyond.values()))
    for_flexible = min(sum(flexible.values()), grams - for_firm)
    first = fill(for_firm, firm, firm_floors)
    second = fill(for_flexible, flexible, beyond)
    return {key: first[key] + second[key] for key in firm}


def fill(amount: int, weights: dict[str, int], floors: dict[str, int]) -> dict[str, Fraction]:
    bound: set[str] = set()
    while True:
        rest = amount - sum(floors[key] for key in bound)
        weight = sum(weights[key] for key in weights if key not in bound)
        level = Fraction(rest, weight) if weight else Fraction(0)
        low = {key for key in weights if key not in bound and weights[key] * level < floors[key]}
        if not low:
            return {
                key: Fraction(floors[key]) if key in bound else weights[key] * level
                for key in weights
            }
        bound |= low


def exclude_by_hand(
    claims: Sequence[Claim],
    share: Callable[[Sequence[Claim]], dict[str, Fraction]],
    unit: int,
) -> tuple[dict[str, Fraction], list[str]]:
    excluded: list[str] = []
    staying = turn_order(claims)
    while True:
        shares = share(staying)
        short = [
            (shares[one.key] / one.minimum, -place, one)
            for place, one in enumerate(staying)
            if shares[one.key] < one.minimum * unit and not one.picked_up
        ]
        if not short:
            return shares, excluded
        gone = min(short, key=lambda entry: entry[:2])[2]
        excluded.append(gone.key)
        staying.remove(gone)


class TestSharePieces:
    @pytest.mark.parametrize(
        ("received", "expected"),
        [
            (24, [2, 4, 6, 10, 2]),
            (20, [1, 3, 6, 8, 2]),
            (30, [2, 5, 8, 12, 3]),
            (0, [0, 0, 0, 0, 0]),
        ],
    )
    def test_shares_a_short_delivery_by_webster(self, received: int, expected: list[int]) -> None:
        claims = [claim(f"c{n}", firm) for n, firm in enumerate([2, 5, 8, 12, 3])]

        sharing = share_pieces(received, claims)

        assert sharing.left_over == 0
        assert [sharing.pieces[f"c{n}"] for n in range(5)] == expected

    def test_gives_an_odd_piece_to_the_earlier_commitment(self) -> None:
        sharing = share_pieces(3, [claim("late", 2, hour=1), claim("early", 2)])

        assert sharing.pieces == {"early": 2, "late": 1}

    def test_fills_every_firm_claim_before_the_first_flexible_piece(self) -> None:
        claims = [claim("a", 2, flexible=9), claim("b", 7, hour=1)]

        assert share_pieces(9, claims).pieces == {"a": 2, "b": 7}
        assert share_pieces(12, claims).pieces == {"a": 5, "b": 7}

    def test_leaves_to_the_depot_what_nobody_claims(self) -> None:
        sharing = share_pieces(9, [claim("a", 2, flexible=1)])

        assert sharing == Sharing({"a": 3}, 6, ())

    def test_never_takes_back_what_was_picked_up(self) -> None:
        claims = [claim("a", 10, picked_up=6), claim("b", 10)]

        assert share_pieces(10, claims).pieces == {"a": 6, "b": 4}

    def test_excludes_who_ends_under_its_minimum_and_shares_again(self) -> None:
        claims = [claim("a", 8, minimum=8), claim("b", 8, hour=1)]

        assert share_pieces(10, claims) == Sharing({"a": 0, "b": 8}, 2, ("a",))

    def test_excludes_the_smallest_part_of_a_minimum_first_of_equals_the_latest(
        self,
    ) -> None:
        claims = [
            claim("early", 6, minimum=6),
            claim("late", 6, hour=1, minimum=6),
            claim("far", 6, minimum=3),
        ]

        assert share_pieces(12, claims).excluded == ("late",)
        assert share_pieces(12, claims).pieces == {"early": 6, "far": 6, "late": 0}

    def test_keeps_under_its_minimum_who_picked_up_a_part(self) -> None:
        claims = [claim("a", 8, minimum=8, picked_up=1), claim("b", 8)]

        assert share_pieces(8, claims) == Sharing({"a": 4, "b": 4}, 0, ())

    @settings(max_examples=250, deadline=None)
    @given(deliveries())
    def test_is_what_handing_out_one_by_one_gives(self, delivery: tuple[int, list[Claim]]) -> None:
        received, claims = delivery

        sharing = share_pieces(received, claims)

        shares, excluded = exclude_by_hand(claims, lambda staying: hand_out(received, staying), 1)
        assert sharing.pieces == {one.key: shares.get(one.key, 0) for one in claims}
        assert list(sharing.excluded) == excluded

    @settings(max_examples=100, deadline=None)
    @given(
        st.lists(st.integers(0, 5000), min_size=1, max_size=12),
        st.data(),
    )
    def test_is_the_same_for_quantities_too_many_for_one_by_one(
        self, firm: list[int], data: st.DataObject
    ) -> None:
        claims = [claim(f"c{n}", q, hour=n % 3) for n, q in enumerate(firm)]
        received = data.draw(st.integers(0, min(sum(firm), 4000)))

        shares = hand_out(received, turn_order(claims))

        assert share_pieces(received, claims).pieces == shares

    @settings(max_examples=120, deadline=None)
    @given(deliveries())
    def test_sums_exactly_and_stays_within_every_claim(
        self, delivery: tuple[int, list[Claim]]
    ) -> None:
        received, claims = delivery

        sharing = share_pieces(received, claims)

        assert sum(sharing.pieces.values()) + sharing.left_over == received
        assert sharing.left_over >= 0
        for one in claims:
            share = sharing.pieces[one.key]
            assert one.picked_up <= share <= one.firm + one.flexible
            assert one.picked_up or share == 0 or share >= one.minimum
            assert one.key not in sharing.excluded or share == 0

    @settings(max_examples=120, deadline=None)
    @given(deliveries(minimums=False))
    def test_takes_from_nobody_when_one_more_piece_comes(
        self, delivery: tuple[int, list[Claim]]
    ) -> None:
        received, claims = delivery

        before, after = (
            share_pieces(received, claims),
            share_pieces(received + 1, claims),
        )

        assert all(before.pieces[one.key] <= after.pieces[one.key] for one in claims)

    @settings(max_examples=100, deadline=None)
    @given(deliveries(), st.data())
    def test_knows_neither_the_order_nor_the_names(
        self, delivery: tuple[int, list[Claim]], data: st.DataObject
    ) -> None:
        received, claims = delivery
        sharing = share_pieces(received, claims)

        shuffled = data.draw(st.permutations(claims))
        names = data.draw(st.permutations([one.key for one in claims]))
        renamed = [replace(one, key=name) for one, name in zip(claims, names, strict=True)]

        assert share_pieces(received, shuffled) == sharing
        assert self._by_content(claims, sharing) == self._by_content(
            renamed, share_pieces(received, renamed)
        )

    def _by_content(self, claims: Sequence[Claim], sharing: Sharing) -> list[tuple[Claim, int]]:
        pairs = [(replace(one, key=""), sharing.pieces[one.key]) for one in claims]
        return sorted(pairs, key=repr)

    @settings(max_examples=100, deadline=None)
    @given(deliveries(minimums=False), st.data())
    def test_treats_equals_alike_to_within_a_piece(
        self, delivery: tuple[int, list[Claim]], data: st.DataObject
    ) -> None:
        received, claims = delivery
        assume(claims)
        one = replace(claims[0], picked_up=0)
        twins = [one, *claims[1:], replace(one, key="twin")]
        assume(received >= sum(c.picked_up for c in twins))

        pieces = share_pieces(received, twins).pieces

        assert abs(pieces[one.key] - pieces["twin"]) <= 1

    @settings(max_examples=120, deadline=None)
    @given(deliveries(), st.data())
    def test_treats_equals_alike_unless_one_is_excluded(
        self, delivery: tuple[int, list[Claim]], data: st.DataObject
    ) -> None:
        received, claims = delivery
        assume(claims)
        one = replace(claims[0], picked_up=0)
        twins = [one, *claims[1:], replace(one, key="twin")]
        received += data.draw(st.integers(0, one.firm + one.flexible))
        assume(received >= sum(c.picked_up for c in twins))

        sharing = share_pieces(received, twins)

        if not {one.key, "twin"} & set(sharing.excluded):
            assert abs(sharing.pieces[one.key] - sharing.pieces["twin"]) <= 1

    @settings(max_examples=120, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30), st.data())
    def test_is_the_same_for_many_claims_alike_of_which_many_are_excluded(
        self, wanted: list[tuple[int, bool]], data: st.DataObject
    ) -> None:
        claims = [
            claim(f"c{n}", firm, hour=n, flexible=firm // 2, minimum=firm if all_or_none else 0)
            for n, (firm, all_or_none) in enumerate(wanted)
        ]
        received = data.draw(st.integers(0, sum(firm for firm, _ in wanted)))

        sharing = share_pieces(received, claims)

        shares, excluded = exclude_by_hand(claims, lambda staying: hand_out(received, staying), 1)
        assert sharing.pieces == {one.key: shares.get(one.key, 0) for one in claims}
        assert list(sharing.excluded) == excluded


class TestShareMass:
    def test_shares_in_grams_by_largest_remainder(self) -> None:
        claims = [claim("a", 1), claim("b", 1, hour=1), claim("c", 1, hour=2)]

        sharing = share_mass(Decimal("1.000"), claims)

        assert sharing.pieces == {"a": 334, "b": 333, "c": 333}

    def test_leaves_a_surplus_to_the_depot(self) -> None:
        sharing = share_mass(Decimal("12.5"), [claim("a", 10, flexible=1)])

        assert sharing == Sharing({"a": 11000}, 1500, ())

    def test_counts_the_grams_that_were_picked_up(self) -> None:
        claims = [claim("a", 10, picked_up=6, picked_up_grams=250), claim("b", 10)]

        assert share_mass(Decimal(10), claims).pieces == {"a": 6250, "b": 3750}

    def test_excludes_who_ends_under_its_minimum(self) -> None:
        claims = [claim("a", 300, minimum=225), claim("b", 300, hour=1, minimum=300)]

        sharing = share_mass(Decimal(400), claims)

        assert sharing == Sharing({"a": 300_000, "b": 0}, 100_000, ("b",))

    @settings(max_examples=250, deadline=None)
    @given(deliveries(), st.integers(0, 999))
    def test_is_the_exact_proportion_to_within_a_gram(
        self, delivery: tuple[int, list[Claim]], grams: int
    ) -> None:
        received, claims = delivery
        mass_kg = received + Decimal(grams) / 1000

        sharing = share_mass(mass_kg, claims)

        exact, excluded = exclude_by_hand(
            claims,
            lambda staying: in_proportion(received * 1000 + grams, staying),
            1000,
        )
        assert list(sharing.excluded) == excluded
        for one in claims:
            assert abs(sharing.pieces[one.key] - exact.get(one.key, Fraction(0))) < 2

    @settings(max_examples=120, deadline=None)
    @given(deliveries(), st.integers(0, 999))
    def test_sums_exactly_and_stays_within_every_claim(
        self, delivery: tuple[int, list[Claim]], grams: int
    ) -> None:
        received, claims = delivery

        sharing = share_mass(received + Decimal(grams) / 1000, claims)

        total = sum(sharing.pieces.values()) + sharing.left_over
        assert total == received * 1000 + grams
        assert sharing.left_over >= 0
        for one in claims:
            share = sharing.pieces[one.key]
            most = 1000 * (one.firm + one.flexible)
            assert 1000 * one.picked_up <= share <= most
            assert one.picked_up or share == 0 or share >= 1000 * one.minimum

    @settings(max_examples=100, deadline=None)
    @given(deliveries(minimums=False), st.integers(0, 999))
    def test_takes_no_more_than_a_gram_when_one_more_comes(
        self, delivery: tuple[int, list[Claim]], grams: int
    ) -> None:
        received, claims = delivery
        mass_kg = received + Decimal(grams) / 1000

        before = share_mass(mass_kg, claims).pieces
        after = share_mass(mass_kg + Decimal("0.001"), claims).pieces

        assert all(before[key] - 1 <= after[key] for key in before)

    @settings(max_examples=100, deadline=None)
    @given(deliveries(), st.data())
    def test_does_not_know_the_order(
        self, delivery: tuple[int, list[Claim]], data: st.DataObject
    ) -> None:
        received, claims = delivery

        shuffled = data.draw(st.permutations(claims))

        mass_kg = Decimal(received)
        assert share_mass(mass_kg, claims) == share_mass(mass_kg, shuffled)

    @settings(max_examples=100, deadline=None)
    @given(deliveries(), st.data())
    def test_does_not_know_the_names(
        self, delivery: tuple[int, list[Claim]], data: st.DataObject
    ) -> None:
        received, claims = delivery
        names = data.draw(st.permutations([one.key for one in claims]))
        renamed = [replace(one, key=name) for one, name in zip(claims, names, strict=True)]

        def by_content(of: Sequence[Claim]) -> list[tuple[Claim, int]]:
            pieces = share_mass(Decimal(received), of).pieces
            return sorted(((replace(one, key=""), pieces[one.key]) for one in of), key=repr)

        assert by_content(claims) == by_content(renamed)

    @settings(max_examples=100, deadline=None)
    @given(deliveries(minimums=False), st.integers(0, 999))
    def test_treats_equals_alike_to_within_a_gram_of_each_kind(
        self, delivery: tuple[int, list[Claim]], grams: int
    ) -> None:
        received, claims = delivery
        assume(claims)
        one = replace(claims[0], picked_up=0)
        twins = [one, *claims[1:], replace(one, key="twin")]
        assume(received >= sum(c.picked_up for c in twins))

        pieces = share_mass(received + Decimal(grams) / 1000, twins).pieces

        # A gram of the firm quantities and one of the flexible ones may be odd.
        assert abs(pieces[one.key] - pieces["twin"]) <= 2


class TestRefusals:
    @pytest.mark.parametrize(
        ("claims", "code"),
        [
            ([claim("a", -1)], "quantity_negative"),
            ([claim("a", 2, minimum=3)], "minimum_over_maximum"),
            ([claim("a", 2, picked_up=3)], "picked_up_over_claim"),
            ([claim("a", 2), claim("a", 3)], "key_twice"),
            ([claim("a", 9, picked_up=9)], "picked_up_over_received"),
        ],
    )
    def test_names_what_is_nonsense(self, claims: list[Claim], code: str) -> None:
        with pytest.raises(RuleError) as of_pieces:
            share_pieces(5, claims)
        with pytest.raises(RuleError) as of_mass:
            share_mass(Decimal(5), claims)

        assert of_pieces.value.code == of_mass.value.code == code

    @pytest.mark.parametrize(
        ("received", "claims", "code"),
        [
            (-1, [], "received_negative"),
            (1, [replace(claim("a", 1), firm=0.5)], "quantity_not_whole"),  # type: ignore[arg-type]
            (1, [claim("a", 1, picked_up_grams=1)], "grams_of_pieces"),
        ],
    )
    def test_refuses_a_negative_delivery_and_parts_of_pieces(
        self, received: int, claims: list[Claim], code: str
    ) -> None:
        with pytest.raises(RuleError) as refused:
            share_pieces(received, claims)

        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("mass_kg", "code"),
        [
            ("-1", "received_negative"),
            ("Infinity", "received_negative"),
            ("0.0005", "mass_finer_than_gram"),
        ],
    )
    def test_refuses_a_mass_that_is_none(self, mass_kg: str, code: str) -> None:
        with pytest.raises(RuleError) as refused:
            share_mass(Decimal(mass_kg), [])

        assert refused.value.code == code
