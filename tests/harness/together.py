"""Doing several things at once, each in its own thread with its own connection."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

PATIENCE_S = 30


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all jobs at one moment; return what each gave, or the exception it raised."""
    outcomes: list[Any] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(n: int, job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE_S)
            outcomes[n] = job()
        except Exception as error:  # given back to the test, which says what it expects
            outcomes[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, job)) for n, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S * 2)
        assert not thread.is_alive(), "a thread hangs"
    return outcomes


def raised(outcomes: Sequence[Any]) -> list[Exception]:
    """Return the exceptions among outcomes."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]
