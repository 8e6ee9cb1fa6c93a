"""Emptying the tables after a test that commits.

Most tests fill few tables with few rows, so the rows are deleted where there are any: TRUNCATE of
every table takes thirty times as long. What Django itself fills when it migrates stays.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

# Foreign keys and the triggers by which the ledger and the audit refuse this are switched off
# here, and only here. A table that was never written has no pages. One that grew is cut, and so is
# one of which the planner has learnt something: it would plan for the rows of another test.
_EMPTY = """
DO $$
DECLARE
    one record;
BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL client_min_messages = warning;
    FOR one IN
        SELECT oid::regclass AS name, pg_relation_size(oid) AS size,
            reltuples >= 0 AS is_known FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
    LOOP
        IF one.size > 131072 OR one.size > 0 AND one.is_known THEN
            EXECUTE format('TRUNCATE %s CASCADE', one.name);
        ELSIF one.size > 0 THEN
            EXECUTE format('DELETE FROM %s', one.name);
        END IF;
    END LOOP;
END $$
"""


def let_tables_be_emptied() -> None:
    """Let every test that commits empty the tables after it in this way."""

    def empty(_self: TransactionTestCase) -> None:
        empty_tables()

    case: Any = TransactionTestCase
    case._fixture_teardown = empty


def empty_tables() -> None:
    """Take every row out of every table of this test's database."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
