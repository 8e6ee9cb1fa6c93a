"""What a day is made of: actions, numbers, and blocks of rows."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Action:
    """What a role does most, one touch away."""

    label: str
    url: str


@dataclass(frozen=True)
class Number:
    """One number that matters; tone: "", ok, warn or bad."""

    label: str
    value: str
    hint: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that waits. percent: how far it is, where that can be said."""

    title: str
    url: str
    detail: str = ""
    badge: str | Promise = ""
    tone: str = "info"
    percent: int | None = None
    percent_label: str = ""


@dataclass(frozen=True)
class Block:
    """Some things that wait; count: all of them, url: where they are listed."""

    title: str
    rows: tuple[Row, ...]
    count: int
    empty: str
    url: str = ""

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Day:
    """What a person's first page shows."""

    actions: tuple[Action, ...]
    numbers: tuple[Number, ...]
    blocks: tuple[Block, ...]


Part = Action | Number | Block
