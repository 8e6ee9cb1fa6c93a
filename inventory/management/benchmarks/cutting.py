"""Planning cuts: whole pieces against the bound, waste, and time; no database is needed."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from inventory.rules.cutting import Budget, Stock, Wanted, faults_of, plan_cuts

SECONDS = 60.0
_KERF = Decimal(3)
_BAR = Stock("6 m", Decimal(6000))
_SHEET = Stock("4x8", Decimal(2438), Decimal(1219))
Question = tuple[str, list[Wanted], list[Stock]]


def run(say: Callable[[str], object], *, quick: bool, at: datetime) -> None:
    """Plan every question and print a line for each. quick: only the small ones."""
    say(
        f"{'question':<26}{'pieces':>7}{'whole':>7}{'bound':>7}{'area':>6}{'proven':>8}{'waste':>8}{'s':>8}"
    )
    for name, wanted, stocks in _questions()[: 3 if quick else None]:
        say(_line(name, wanted, stocks))


def _line(name: str, wanted: list[Wanted], stocks: list[Stock]) -> str:
    start = time.monotonic()
    budget = Budget(SECONDS, lambda: time.monotonic() - start)
    plan = plan_cuts(wanted, stocks, kerf_mm=_KERF, budget=budget)
    took = time.monotonic() - start
    faults = faults_of(plan, wanted, stocks, _KERF)
    if faults:
        raise RuntimeError(f"{name}: {faults}")
    pieces = sum(cut.pieces for cut in wanted)
    return (
        f"{name:<26}{pieces:>7}{plan.new_pieces:>7}{plan.bound:>7}{plan.area_bound:>6}"
        f"{'yes' if plan.is_proven else 'no':>8}{plan.waste:>8.2%}{took:>8.2f}"
    )


def _questions() -> list[Question]:
    six = [(1450, 7), (1180, 9), (820, 14), (640, 11), (395, 16)]
    rests = [(2400, 2), (3100, 1), (900, 4)]
    bars = [Wanted(Decimal(length), pieces) for length, pieces in six]
    remnants = [Stock(str(a), Decimal(a), None, n, is_remnant=True) for a, n in rests]
    sheets = [
        Wanted(Decimal(a), n, Decimal(b))
        for a, b, n in [(600, 400, 12), (350, 250, 20), (800, 300, 6), (450, 450, 8)]
    ]
    rest = Stock("rest", Decimal(1200), Decimal(900), 1, is_remnant=True)
    return [
        ("bars, the target", bars, [_BAR]),
        ("bars with remnants", bars, [_BAR, *remnants]),
        ("sheets, 4 sizes", sheets, [_SHEET]),
        ("sheets with a remnant", sheets, [_SHEET, rest]),
        *((f"bars, {n} random lengths", _random_bars(n), [_BAR]) for n in (12, 25, 40, 60)),
        *((f"sheets, {n} random sizes", _random_sheets(n), [_SHEET]) for n in (8, 15, 30)),
    ]


def _random_bars(count: int) -> list[Wanted]:
    dice = random.Random(count)  # noqa: S311  # the same question every time
    lengths = {dice.randrange(300, 2500): dice.randrange(2, 20) for _ in range(count)}
    return [Wanted(Decimal(length), pieces) for length, pieces in sorted(lengths.items())]


def _random_sheets(count: int) -> list[Wanted]:
    """Return sizes in whole centimetres, a third of which must keep the grain."""
    dice = random.Random(count)  # noqa: S311  # the same question every time
    return [
        Wanted(
            Decimal(dice.randrange(15, 120) * 10),
            dice.randrange(1, 9),
            Decimal(dice.randrange(10, 80) * 10),
            may_turn=n % 3 > 0,
        )
        for n in range(count)
    ]
