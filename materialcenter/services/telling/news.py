"""News: something that happened, told to whom it concerns by a job after the act.

An act writes down one job and no more, however many people there are; the job finds them and
says it. Apps register how each of their things is told when Django starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from materialcenter.commands import command, step
from materialcenter.jobs import TELL_NEWS, later
from materialcenter.services.telling.writing import Said, tell


@dataclass(frozen=True)
class News:
    """What is told to whom; see `tell`.

    path: written out, since a worker need not load all addresses of the site for it. by_mail:
    False where a letter goes to the same people.
    """

    center_id: int
    user_ids: list[int]
    kind: str
    said: Callable[[], Said]
    path: str
    by_mail: bool = True


# Writes the news of a row by its id and a mark; None when there is nothing to tell any more.
Writer: TypeAlias = Callable[[int, str], News | None]
_writers: dict[str, Writer] = {}


def register_news(writers: Mapping[str, Writer]) -> None:
    """Make known how things are told. Raises ValueError for a name that is taken by another."""
    for about, writer in writers.items():
        if _writers.setdefault(about, writer) is not writer:
            raise ValueError(f"{about} is told twice")


@step
def tell_later(about: str, about_id: int, *, center_id: int, mark: str = "") -> None:
    """Have something told after this act. mark: tells one time it happened to a row from another.

    Raises KeyError for what nobody registered.
    """
    if about not in _writers:
        raise KeyError(about)
    later(TELL_NEWS, center_id=center_id, about=about, about_id=about_id, mark=mark)


def key_of(about: str, about_id: int, mark: str) -> str:
    """Return the key by which news is told once."""
    return ":".join(filter(None, (about, str(about_id), mark)))


@command
def tell_news(*, about: str, about_id: int, mark: str, at: datetime) -> int:
    """Tell whom it concerns, each once however often this runs; return to how many it is new."""
    news = _writers[about](about_id, mark)
    if news is None:
        return 0
    return tell(
        center_id=news.center_id,
        user_ids=news.user_ids,
        kind=news.kind,
        key=key_of(about, about_id, mark),
        said=news.said,
        path=news.path,
        at=at,
        by_mail=news.by_mail,
    )
