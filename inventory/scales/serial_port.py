"""Listening to a scale on a serial port of this machine: 8 bits, no parity, one stop bit."""

import fcntl
import os
import select
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass

from inventory.scales.reading import Unreachable

SPEEDS = {
    1200: termios.B1200,
    2400: termios.B2400,
    4800: termios.B4800,
    9600: termios.B9600,
    19200: termios.B19200,
    38400: termios.B38400,
    115200: termios.B115200,
}


@dataclass(frozen=True)
class SerialReader:
    """A port; it is locked while it is listened to, or two would share the bytes."""

    device: str
    baud: int
    format: str

    def listen(self, *, until: float) -> Iterator[bytes]:
        """Give what is sent until the moment has come; see reading.Reader."""
        port = self._open()
        try:
            while (left := until - time.monotonic()) > 0:
                ready, _writable, _odd = select.select([port], [], [], left)
                if ready:
                    piece = os.read(port, 1024)
                    if not piece:
                        return
                    yield piece
        except OSError as error:
            raise Unreachable(self.device) from error
        finally:
            os.close(port)

    def _open(self) -> int:
        try:
            port = os.open(self.device, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise Unreachable(self.device) from error
        try:
            fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _set_raw(port, SPEEDS[self.baud])
        except (OSError, termios.error) as error:
            os.close(port)
            raise Unreachable(self.device) from error
        return port


def _set_raw(port: int, speed: int) -> None:
    """Set the port to raw 8N1 at a speed, and drop what lay in it."""
    modes = termios.tcgetattr(port)
    modes[0] = modes[1] = modes[3] = 0
    modes[2] = termios.CS8 | termios.CREAD | termios.CLOCAL
    modes[4] = modes[5] = speed
    termios.tcsetattr(port, termios.TCSANOW, modes)
    termios.tcflush(port, termios.TCIFLUSH)
