"""Transactions: who opens one, who must be inside one, and how an answer is kept.

`@command` owns a transaction and never nests; `@step` must run inside one. Nothing
leaves the process inside a command: see jobs.later.
"""

import functools
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Busy, Conflict, Invalid

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
_RETRIED_STATES = frozenset({"55P03", "40P01", "40001"})  # lock timeout, deadlock, serialization
_joined: ContextVar[bool] = ContextVar("joined", default=False)


class Again(Exception):
    """Ask for the command to be run again from its start: somebody else was first."""


class StillBusy(Busy):
    """The rows stayed locked through every try."""

    sentence = _("Somebody else is working on the same thing right now. Please try again.")


class KeyReused(Conflict):
    """An idempotency key came back with another request."""

    code = "idempotency_key_reused"
    sentence = _("This request number was already used for a different request.")


class KeyUnreadable(Invalid):
    """An idempotency key is empty or too long."""

    code = "idempotency_key_invalid"
    sentence = _("The Idempotency-Key must have 1 to 100 characters.")


def run_in_transaction(act: Callable[[], R]) -> R:
    """Run `act` in a transaction of its own; try again when locks stood in the way.

    Raises StillBusy after TRIES tries ended in a lock timeout, deadlock or
    serialization failure. Any other error comes through at once, rolled back.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                return act()
        except Again:
            continue
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _RETRIED_STATES:
                raise
            time.sleep(0.02 * (attempt + 1))
    raise StillBusy


def command(act: Callable[P, R]) -> Callable[P, R]:
    """Make an act own its transaction, retried three times; see run_in_transaction.

    Inside `answer_once` and `joined_commands` the act joins the transaction that is open.
    """

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _joined.get():
            return act(*args, **kwargs)
        return run_in_transaction(lambda: act(*args, **kwargs))

    return run


@contextmanager
def joined_commands() -> Iterator[None]:
    """Let the block's commands share one transaction: all of them stand, or none does.

    For scripts of many acts on one connection, such as the demo; nothing is retried. A
    refusal that the block outlives must be undone by a savepoint of the block's own.
    """
    with transaction.atomic(durable=True):
        token = _joined.set(True)
        try:
            yield
        finally:
            _joined.reset(token)


def step(act: Callable[P, R]) -> Callable[P, R]:
    """Make a function refuse to run outside a transaction."""

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(f"{act.__module__}.{act.__name__} must run inside a command")
        return act(*args, **kwargs)

    return run


@dataclass(frozen=True)
class Answer:
    """What was answered: HTTP status, body as bytes, media type (or a page's address)."""

    status: int
    body: bytes
    media_type: str = "application/json"
    again: bool = False


def answer_once(*, owner: str, key: str, request: bytes, act: Callable[[], Answer]) -> Answer:
    """Do `act` and keep its answer under (owner, key), both in one transaction.

    owner: who asks, such as "user:7" or "token:3"; keys of different owners never meet.
    request: everything that makes the request what it is (method, path, body).
    The same key and request gives the first answer again (`again` is True); the same
    key with another request raises KeyReused. A refused act keeps nothing, so the key
    is free again. Twenty at once: one does it, the others wait and get its answer.
    """
    if not 1 <= len(key) <= 100 or "\x00" in key:
        raise KeyUnreadable
    digest = hashlib.sha256(request).hexdigest()

    def once() -> Answer:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO materialcenter_keptanswer"
                " (owner, key, request_sha256, status, body, media_type, kept_at)"
                " VALUES (%s, %s, %s, 0, '', '', now()) ON CONFLICT DO NOTHING",
                [owner, key, digest],
            )
            if cursor.rowcount == 0:
                return _first_answer(owner, key, digest)
            token = _joined.set(True)
            try:
                answer = act()
            finally:
                _joined.reset(token)
            cursor.execute(
                "UPDATE materialcenter_keptanswer SET status = %s, body = %s, media_type = %s"
                " WHERE owner = %s AND key = %s",
                [answer.status, answer.body, answer.media_type, owner, key],
            )
        return answer

    return run_in_transaction(once)


def _first_answer(owner: str, key: str, digest: str) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT request_sha256, status, body, media_type FROM materialcenter_keptanswer"
            " WHERE owner = %s AND key = %s",
            [owner, key],
        )
        known, status, body, media_type = cursor.fetchone()
    if known != digest:
        raise KeyReused
    return Answer(status, bytes(body), media_type, again=True)
