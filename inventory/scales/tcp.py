"""Listening to a scale over TCP."""

import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

from inventory.scales.reading import Unreachable


@dataclass(frozen=True)
class TcpReader:
    """An indicator, or a converter before it, at an address of the network by number."""

    host: str
    port: int
    format: str

    def listen(self, *, until: float) -> Iterator[bytes]:
        """Give what is sent until the moment has come; see reading.Reader."""
        try:
            line = socket.create_connection((self.host, self.port), timeout=_left(until))
        except OSError as error:
            raise Unreachable(f"{self.host}:{self.port}") from error
        with contextlib.closing(line):
            while (left := until - time.monotonic()) > 0:
                line.settimeout(left)
                try:
                    piece = line.recv(1024)
                except TimeoutError:
                    return
                except OSError as error:
                    raise Unreachable(f"{self.host}:{self.port}") from error
                if not piece:
                    return
                yield piece


def _left(until: float) -> float:
    return max(0.05, until - time.monotonic())
