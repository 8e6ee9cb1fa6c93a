"""Statements that run often, planned by the server once per connection.

Planning one of the ledger's statements takes longer than running it, and the cursor that
Django gives has the parameters written into the text, so that every text is a new one.
What runs once in a while belongs to the ORM or to Django's own cursor.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def run_prepared(sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement with its parameters sent beside it, and return its rows.

    The text must be the same every time, and each parameter has a type by its place or a
    cast. From its fifth run on the server keeps the plan (see DATABASES in the settings).
    """
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    if connection.queries_logged:
        cursor = connection.make_debug_cursor(cursor)
    elif connection.execute_wrappers:
        cursor = connection.make_cursor(cursor)
    else:
        # What Django's own wrapper does, without it: it is felt in statements this short.
        connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, cursor:
        cursor.execute(sql, parameters)
        # Asking for `description` would describe every column of every answer.
        return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []
