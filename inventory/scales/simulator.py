"""A scale that is none: it sends frames over TCP, for trying things out and for tests."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import xor
from types import TracebackType
from typing import Self

EVERY_S = 0.05


def comma_frame(mass_kg: Decimal, *, state: str = "ST", kind: str = "GS") -> bytes:
    """Write a comma frame. state: ST, US, OL; kind: GS, NT."""
    sign = "-" if mass_kg < 0 else "+"
    return f"{state},{kind},{sign}{abs(mass_kg):>8f}kg\r\n".encode()


def toledo_frame(mass_kg: Decimal, *, state: str = "ST", kind: str = "GS") -> bytes:
    """Write a continuous frame in whole kg."""
    status = 0x30 | 0x08 * (state == "US") | 0x04 * (state == "OL") | 0x01 * (kind == "NT")
    status |= 0x02 * (mass_kg < 0)
    return bytes([0x02, 0x2A, status, 0x20]) + f"{abs(int(mass_kg)):6d}000000\r".encode()


def yaohua_frame(mass_kg: Decimal, *, state: str = "ST", kind: str = "GS") -> bytes:
    """Write a frame of an XK3190 in whole kg; it says neither state nor kind."""
    body = f"{'-' if mass_kg < 0 else '+'}{abs(int(mass_kg)):06d}0".encode()
    return b"\x02" + body + f"{reduce(xor, body):02X}".encode() + b"\x03"


WRITERS: dict[str, Callable[..., bytes]] = {
    "comma": comma_frame,
    "toledo": toledo_frame,
    "yaohua": yaohua_frame,
}


@dataclass
class Simulator:
    """A scale with something on it; change `frame` while it runs.

    frame: gives the next frame, each time it is asked. Port 0 takes a free one.
    """

    frame: Callable[[], bytes]
    host: str = "127.0.0.1"
    port: int = 0
    every_s: float = EVERY_S
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Listen, and answer everybody in threads of their own."""
        self._server = socket.create_server((self.host, self.port))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop sending and hang up."""
        self._stopped.set()
        # Closing alone does not wake the thread that waits for the next reader.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    @property
    def address(self) -> str:
        """Return the address at which it is read, without a format."""
        return f"tcp://{self.host}:{self.port}"

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                line, _address = self._server.accept()
            except OSError:  # closed: the simulator was stopped
                return
            threading.Thread(target=self._send, args=(line,), daemon=True).start()

    def _send(self, line: socket.socket) -> None:
        with line:
            while not self._stopped.wait(self.every_s):
                try:
                    line.sendall(self.frame())
                except OSError:  # the reader has what it came for
                    return
