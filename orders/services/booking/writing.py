"""Writing the entries of facts that have none yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from materialcenter.commands import command, step
from materialcenter.models import Center
from orders.models import Account
from orders.services.booking import buying, selling, stock
from orders.services.booking.chart import CHART, seed_accounts
from orders.services.booking.kinds import Kind

# What undoes comes behind what it undoes.
KINDS: Sequence[Kind] = (
    selling.INVOICES,
    selling.PAYMENTS,
    selling.CREDIT_NOTES,
    selling.REFUNDS,
    stock.STOCK,
    buying.INVOICES,
    buying.CREDITS,
    buying.PAYMENTS,
    buying.INVOICES_UNDONE,
    buying.CREDITS_UNDONE,
)
# However little the server knows of the tables, a plan for so few is never a bad one.
BATCH = 2_000

_WAITING = """
SELECT p.* FROM ({papers}) p
WHERE NOT EXISTS (SELECT FROM orders_journalentry e
                  WHERE e.center_id = %(center)s AND e.fact = %(fact)s AND e.fact_id = p.fact_id)
"""

_FIRST = "SELECT fact_id, reference FROM ({waiting}) w ORDER BY fact_id LIMIT %(most)s"

# Another worker that writes the same facts is waited for, and then its entries stand.
_WRITE = """
WITH facts AS MATERIALIZED ({waiting} ORDER BY fact_id LIMIT %(most)s),
sides AS MATERIALIZED (
    SELECT fact_id, role, sum(amount) AS amount FROM ({sides}) s
    GROUP BY fact_id, role HAVING sum(amount) <> 0
), written AS (
    INSERT INTO orders_journalentry
        (center_id, booked_on, dated_on, fact, fact_id, reference, text, written_at)
    SELECT %(center)s, GREATEST(dated_on, %(first_open)s::date), dated_on, %(fact)s, fact_id,
           reference, left(text, 200), %(at)s
    FROM facts WHERE fact_id IN (SELECT fact_id FROM sides)
    ORDER BY fact_id
    ON CONFLICT (center_id, fact, fact_id) DO NOTHING
    RETURNING id, fact_id
), lines AS (
    INSERT INTO orders_journalline (entry_id, account_id, debit, credit)
    SELECT w.id, a.id, GREATEST(s.amount, 0), GREATEST(-s.amount, 0)
    FROM written w
    JOIN sides s ON s.fact_id = w.fact_id
    LEFT JOIN orders_account a ON a.center_id = %(center)s AND a.role = s.role
    ORDER BY w.id, s.amount DESC
)
SELECT count(*) FROM written
"""


_BOOKS = "SELECT books_closed_through FROM materialcenter_center WHERE id = %s FOR SHARE"


def write_books(*, center_id: int, at: datetime) -> int:
    """Write the entries of all facts that have none, some thousands at a time.

    Returns how many entries were written. Repeatable, and right with two at once.
    """
    _open_books(center_id)
    count = 0
    for kind in KINDS:
        while written := _write_batch(kind, center_id=center_id, at=at):
            count += written
    return count


def write_all_books(*, at: datetime) -> int:
    """Write what every center's facts have no entry for; return how many were written."""
    centers = Center.objects.order_by("pk").values_list("pk", flat=True)
    return sum(write_books(center_id=center_id, at=at) for center_id in centers)


@step
def write_waiting(*, center_id: int, at: datetime) -> int:
    """Write the entries of all facts that have none, within the caller's transaction."""
    seed_accounts(center_id)
    count = 0
    for kind in KINDS:
        while written := _write(kind, center_id=center_id, at=at):
            count += written
    return count


def waiting_facts(kind: Kind, *, center_id: int, at: datetime, most: int) -> list[tuple[int, str]]:
    """Return id and reference of the first facts of a kind that have no entry. One statement."""
    waiting = _WAITING.format(papers=kind.papers)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIRST.format(waiting=waiting),
            {**parameters(kind, center_id=center_id, at=at), "most": most},
        )
        rows: list[tuple[int, str]] = cursor.fetchall()
    return rows


def parameters(kind: Kind, *, center_id: int, at: datetime) -> dict[str, Any]:
    """Return what the queries of a kind ask for."""
    return {
        "center": center_id,
        "fact": kind.fact,
        "zone": timezone.get_default_timezone_name(),
        "today": timezone.localdate(at),
    }


@command
def _open_books(center_id: int) -> None:
    if Account.objects.filter(center_id=center_id).count() < len(CHART):
        seed_accounts(center_id)


@command
def _write_batch(kind: Kind, *, center_id: int, at: datetime) -> int:
    return _write(kind, center_id=center_id, at=at)


@step
def _write(kind: Kind, *, center_id: int, at: datetime) -> int:
    waiting = _WAITING.format(papers=kind.papers)
    asked = parameters(kind, center_id=center_id, at=at)
    asked |= {"at": at, "most": BATCH, "first_open": _first_open_day(center_id)}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(waiting=waiting, sides=kind.sides), asked)
        ((count,),) = cursor.fetchall()
        return int(count)


@step
def _first_open_day(center_id: int) -> date | None:
    """Hold the center's books as they are: closing them waits for this, and this for closing."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, [center_id])
        ((through,),) = cursor.fetchall()
    return None if through is None else through + timedelta(days=1)
