"""Emptying the tables after a test that commits."""

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations


def let_tables_be_emptied() -> None:
    """Let a test that commits empty the tables after it, although the database forbids that.

    The ledger and the audit refuse TRUNCATE by a trigger; here, and only here, it is switched off.
    """
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        statements = flush(self, *args, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign, assignment]
