"""Proving the books from the papers alone; nothing is mended here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from inventory import catalogue
from materialcenter.models import Center
from orders.reports.books import Control, controls, trial_balance
from orders.services.booking.kinds import Kind
from orders.services.booking.writing import KINDS, parameters, waiting_facts

MOST_NAMED = 50

# Amounts by fact and role as they stand in the books, and as the papers say; both in one heap,
# since no plan of a join is right both for a handful of entries and for a year of them.
_DIFFERS = """
WITH facts AS MATERIALIZED ({papers}),
both_sides AS MATERIALIZED (
    SELECT fact_id, role, 0 AS booked, amount AS proved FROM ({sides}) s
    UNION ALL
    SELECT e.fact_id, a.role, l.debit - l.credit, 0
    FROM orders_journalentry e
    JOIN orders_journalline l ON l.entry_id = e.id
    JOIN orders_account a ON a.id = l.account_id
    WHERE e.center_id = %(center)s AND e.fact = %(fact)s
), differing AS MATERIALIZED (
    SELECT fact_id, role, sum(booked) AS booked, sum(proved) AS proved
    FROM both_sides
    WHERE %(roles)s::text[] IS NULL OR role = ANY(%(roles)s::text[])
    GROUP BY fact_id, role
    HAVING sum(booked) <> sum(proved)
)
SELECT f.reference, d.role, d.booked, d.proved
FROM differing d JOIN facts f ON f.fact_id = d.fact_id
WHERE EXISTS (SELECT FROM orders_journalentry e
              WHERE e.center_id = %(center)s AND e.fact = %(fact)s AND e.fact_id = d.fact_id)
ORDER BY d.fact_id, d.role
LIMIT %(most)s
"""


@dataclass(frozen=True)
class BooksDifference:
    """Something in a center's books that is not as its papers say, in rupiah.

    check: "trial_balance", "control", "not_written" or "entry". what: an account's role, or
    the kind of fact with the paper's number. booked: what stands in the books. proved: what
    should.
    """

    center: str
    check: str
    what: str
    booked: str
    proved: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.center}: {self.check}: {self.what}: booked {self.booked}, is {self.proved}"


def check_books(*, at: datetime) -> Iterator[BooksDifference]:
    """Name what differs in the books of every center: sums, control accounts, papers."""
    for center_id, code in Center.objects.order_by("code").values_list("pk", "code"):
        yield from _sums(center_id, code, at=at)
        for kind in KINDS:
            yield from _not_written(kind, center_id, code, at=at)
            yield from _entries(kind, center_id, code, at=at)


def _sums(center_id: int, code: str, *, at: datetime) -> Iterator[BooksDifference]:
    rows = trial_balance(center_id)
    debit, credit = (sum((getattr(row, side) for row in rows), Decimal(0)) for side in _SIDES)
    if debit != credit:
        yield BooksDifference(code, "trial_balance", "all accounts", str(debit), str(credit))
    for control in controls_of(center_id):
        if control.difference:
            yield BooksDifference(
                code, "control", control.role, str(control.booked), str(control.proved)
            )


_SIDES = ("debit", "credit")


def controls_of(center_id: int) -> list[Control]:
    """Put the control accounts of a center beside what the papers and the yard say."""
    return controls(center_id, stock=catalogue.value_on_hand(center_id))


def _not_written(
    kind: Kind, center_id: int, code: str, *, at: datetime
) -> Iterator[BooksDifference]:
    waiting = waiting_facts(kind, center_id=center_id, at=at, most=MOST_NAMED)
    for fact_id, reference in waiting:
        yield BooksDifference(
            code, "not_written", f"{kind.fact} {reference or fact_id}", "nothing", "an entry"
        )


def _entries(kind: Kind, center_id: int, code: str, *, at: datetime) -> Iterator[BooksDifference]:
    asked = parameters(kind, center_id=center_id, at=at)
    asked |= {"roles": list(kind.proved) if kind.proved else None, "most": MOST_NAMED}
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS.format(papers=kind.papers, sides=kind.sides), asked)
        for reference, role, booked, proved in cursor.fetchall():
            yield BooksDifference(
                code, "entry", f"{kind.fact} {reference} {role}", str(booked), str(proved)
            )
