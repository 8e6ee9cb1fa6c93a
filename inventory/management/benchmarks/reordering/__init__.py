"""Reordering on real demand: what each policy meets from the shelf, and what stock it takes.

Every period starts with a review: an order raises the position to a level, and arrives as many
periods later as the lead time says, at the start of a period. Demand that is not met from the
shelf is not lost: it waits, is served first from what comes, and counts as missed. Every policy
orders whole units and knows only the periods before the one it decides at. Stock is the mean of
what lies on the shelf after a period's receipts and after its demand.

- reading.py: the demand, from a file or drawn.
- simulating.py: the shelf.
- engine.py: this engine, and what it would do with a forecast that nobody has.
- policies.py: what people use instead.
- intermittent.py: the models of statsforecast, under four rules of safety, two of them lent.
- report.py: curves of stock over fill rate, and their comparison.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from inventory.management.benchmarks.reordering.reading import draw_demand, read_demand
from inventory.management.benchmarks.reordering.report import compare

# The first periods are only learned from.
LEARNED = 24
OPTIONS = ("demand", "lead_time", "targets")


def run(
    say: Callable[[str], object],
    *,
    quick: bool,
    at: datetime,
    demand: Path | None,
    lead_time: Sequence[int],
    targets: Sequence[float],
) -> None:
    """Compare the policies for each lead time.

    quick: every fiftieth material and eighth setting only.
    """
    amounts = draw_demand() if demand is None else read_demand(demand)
    amounts = amounts[:: 50 if quick else 1]
    say(f"{len(amounts)} materials, {amounts.shape[1]} periods, {LEARNED} of them to learn from")
    for periods in lead_time:
        compare(
            say,
            amounts,
            lead_time=periods,
            learned=LEARNED,
            targets=targets,
            every=8 if quick else 1,
        )
