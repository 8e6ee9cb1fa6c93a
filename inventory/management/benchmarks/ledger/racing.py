"""How many a second: the same work from one process or several, let go together."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any, TypeVar

from django.db import connections

World = TypeVar("World")

_WARM_UP = 12
_FORK = multiprocessing.get_context("fork")


def rate_of(
    way: Callable[[World, datetime, str], Callable[[int, Any], None]],
    world: World,
    targets: Sequence[Any],
    *,
    processes: int,
    at: datetime,
) -> float:
    """Do the work on the targets, a share to each process, and return how many a second.

    way: gives in each process, with a name never used before, what is done with the number and
    the target of each. The first few of each process warm its plans up and are not counted.
    """
    connections.close_all()
    shares = [targets[n::processes] for n in range(processes)]
    start = _FORK.Barrier(processes)
    ends = [_FORK.Pipe(duplex=False) for _share in shares]
    workers = [
        _FORK.Process(
            target=_work, args=(way, world, share, at, start, sender, f"{id(targets)}-{n}")
        )
        for n, (share, (_receiver, sender)) in enumerate(zip(shares, ends, strict=True))
    ]
    for worker in workers:
        worker.start()
    spans = [receiver.recv() for receiver, _sender in ends]
    for worker in workers:
        worker.join()
    errors = [span for span in spans if isinstance(span, str)]
    if errors:
        raise RuntimeError(errors[0])
    counted = sum(len(share) - _WARM_UP for share in shares)
    elapsed: float = max(end for _begin, end in spans) - min(begin for begin, _end in spans)
    return counted / elapsed


def _work(
    way: Callable[[World, datetime, str], Callable[[int, Any], None]],
    world: World,
    share: Sequence[Any],
    at: datetime,
    start: Barrier,
    sender: Connection,
    run: str,
) -> None:
    try:
        do = way(world, at, f"{way.__name__}-{run}-{time.time_ns()}")
        for n, target in enumerate(share[:_WARM_UP]):
            do(n, target)
        start.wait(60)
        began = time.perf_counter()
        for n, target in enumerate(share[_WARM_UP:], _WARM_UP):
            do(n, target)
        sender.send((began, time.perf_counter()))
    except Exception as error:  # the parent tells, instead of waiting for ever
        start.abort()
        sender.send(f"{way.__name__}: {type(error).__name__}: {error}")
        raise
    finally:
        connections.close_all()
