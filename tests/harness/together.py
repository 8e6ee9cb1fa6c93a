"""Doing several things at once, each in its own thread with its own connection."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all jobs at one moment; return what each gave, or the exception it raised."""
    start = threading.Barrier(len(jobs))
    answers: list[Any] = [None] * len(jobs)

    def run(position: int, job: Callable[[], Any]) -> None:
        try:
            start.wait(30)
            answers[position] = job()
        except Exception as error:  # given back to the test, which says what it expects
            answers[position] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(position, job)) for position, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
