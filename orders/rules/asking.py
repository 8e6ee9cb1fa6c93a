"""Which members of a closed pool are asked about its firm price, and about which price.

Here belongs who was in before the answers and is out by them. Never here: who is told how,
how long they have, what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from orders.rules.clearing import Commitment, Offer, clear

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Question:
    """A price in Rp/kg, and the keys of the commitments that are asked about it, in their order."""

    price_per_kg: Decimal
    keys: tuple[str, ...]


def question_of(
    offers: Sequence[Offer],
    commitments: Sequence[Commitment],
    *,
    provisional_price: Decimal,
    depot_appetite: int,
    counter_price: Decimal,
) -> Question | None:
    """Ask who was in at the provisional price and whose highest price is under the firm one.

    offers: the firm ones. The price asked about is the one the pool reaches if all of them
    stay, rounded up to the cent; with it as their highest price the pool reaches just that.
    Nobody is asked whom the firm price leaves in, nobody who was out before, and nobody
    where even all of them reach no offer. Returns None where nobody is asked. Raises what
    `clear` raises.
    """
    were_in = [one for one in commitments if _allows(one, provisional_price)]
    lifted = {one.key for one in were_in}
    cleared = clear(
        offers,
        [replace(one, price_cap=None) if one.key in lifted else one for one in commitments],
        depot_appetite=depot_appetite,
        counter_price=counter_price,
    )
    if cleared.price_per_kg is None:
        return None
    price = cleared.price_per_kg.quantize(CENT, ROUND_CEILING)
    keys = tuple(one.key for one in were_in if not _allows(one, price))
    return Question(price, keys) if keys else None


def _allows(commitment: Commitment, price: Decimal) -> bool:
    return commitment.price_cap is None or commitment.price_cap >= price
