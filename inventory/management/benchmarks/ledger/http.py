"""The same over HTTP: the web server with two workers, the API, sixteen connections."""

import http.client
import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inventory.management.benchmarks.ledger.world import World
from materialcenter.supervision.parts import web

WORKERS, CONNECTIONS = 2, 16
_PATIENCE_S = 60
_WARM_UP = 4

Request = tuple[str, dict[str, Any]]


@contextmanager
def web_server(database_url: str) -> Iterator[int]:
    """Run the site on the scratch database; give its port."""
    with tempfile.TemporaryDirectory(prefix="mc-benchmark-web-") as folder:
        port = _free_port()
        part = web(
            Path(folder),
            host="127.0.0.1",
            port=port,
            site_name="localhost",
            workers=WORKERS,
            environment={
                "DATABASE_URL": database_url,
                "SECRET_KEY": "only-for-this-benchmark-and-its-scratch-database",
                "ALLOWED_HOSTS": "localhost,127.0.0.1",
                "REDIS_URL": f"unix://{folder}/nobody.sock?db=0",
                "API_WRITES_PER_MINUTE": "0",
                "HTTPS": "0",
                "DEMO": "0",
                "DEBUG": "0",
                "DATA_DIR": folder,
                "LOG_LEVEL": "ERROR",
            },
        )
        part.start()
        try:
            _wait(port)
            yield port
        finally:
            part.stop()


def rate_over_http(port: int, world: World, requests: Sequence[Request]) -> float:
    """POST all requests over CONNECTIONS kept-open connections; return how many a second."""
    shares = [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]
    start = threading.Barrier(CONNECTIONS)
    spans: list[tuple[float, float]] = []
    wrong: list[str] = []

    def work(share: Sequence[Request]) -> None:
        post = poster(port, world)
        try:
            for path, body in share[:_WARM_UP]:
                post(path, body)
            start.wait(_PATIENCE_S)
            began = time.perf_counter()
            for path, body in share[_WARM_UP:]:
                post(path, body)
            spans.append((began, time.perf_counter()))
        except (OSError, RuntimeError, threading.BrokenBarrierError) as error:
            start.abort()
            wrong.append(str(error))

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    counted = sum(len(share) - _WARM_UP for share in shares)
    return counted / (max(end for _began, end in spans) - min(began for began, _end in spans))


def poster(port: int, world: World) -> Callable[[str, dict[str, Any]], Any]:
    """Return a function that POSTs over one kept-open connection and reads the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Authorization": f"Bearer {world.secret}",
        "Content-Type": "application/json",
        "Host": "localhost",
    }

    def post(path: str, body: dict[str, Any]) -> Any:
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {content[:300]!r}")
        return json.loads(content)

    return post


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz/", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the web server did not start")
