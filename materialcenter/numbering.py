"""Document numbers without gaps, per center, kind and year."""

from django.db import connection

from materialcenter.commands import step


@step
def next_number(*, center_id: int, center_code: str, kind: str, year: int) -> str:
    """Take the next number of a series, such as `INV-TGL-2026-00012`.

    The series row stays locked until the command ends, so a number that is rolled back
    is given again and none is missing. Call it last: series are last in the lock order.
    """
    return next_numbers(
        center_id=center_id, center_code=center_code, kind=kind, year=year, count=1
    )[0]


@step
def next_numbers(
    *, center_id: int, center_code: str, kind: str, year: int, count: int
) -> list[str]:
    """Take `count` consecutive numbers of a series in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO materialcenter_numberseries (center_id, kind, year, last)"
            " VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (center_id, kind, year)"
            " DO UPDATE SET last = materialcenter_numberseries.last + EXCLUDED.last"
            " RETURNING last",
            [center_id, kind, year, count],
        )
        last: int = cursor.fetchone()[0]
    return [f"{kind}-{center_code}-{year}-{n:05d}" for n in range(last - count + 1, last + 1)]
