"""What the terminal shows: one line per step, with the seconds since the start."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Terminal(Protocol):
    """Where lines go: a command's stdout."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


class Progress:
    """Lines for a person who waits. Every line is flushed at once."""

    def __init__(self, out: Terminal) -> None:
        self._out = out
        self._start = time.monotonic()

    def say(self, sentence: str) -> None:
        """Print a sentence with the time since the start."""
        self._out.write(f"[{time.monotonic() - self._start:6.1f} s] {sentence}\n")
        self._out.flush()

    def show(self, text: str) -> None:
        """Print text as it is, without a time."""
        self._out.write(f"{text}\n")
        self._out.flush()

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """Say what begins, and after it that it is done and how long it took."""
        self.say(f"{doing} …")
        start = time.monotonic()
        yield
        self.say(f"{done} ({time.monotonic() - start:.1f} s)")


def terminal_language() -> str:
    """Return the language of the person at the terminal: Indonesian where it is set so."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "id" if locale.startswith("id") else "en"
