"""Shapes that every route shares."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

T = TypeVar("T")

# kilograms with three decimals, rupiah per kg with two: strings in JSON, so no digit is lost
Kg = Annotated[Decimal, Field(max_digits=14, decimal_places=3)]
Price = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


class Input(Schema):
    """What a request brings; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


class Out(Schema):
    """What an answer holds."""


class CursorList(Schema, Generic[T]):
    """A page of a list; ask again with `cursor=next_cursor` until it is empty."""

    items: list[T]
    next_cursor: str


class FaultOut(Schema):
    """One thing that is wrong."""

    code: str
    field: str
    place: str
    sentence: str


class Problem(Schema):
    """A refusal (RFC 9457), with a stable code."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    faults: list[FaultOut]
    data: dict[str, Any]


class JobOut(Schema):
    """How far a job is."""

    id: int
    done: int
    total: int
    finished_at: datetime | None
    failed_at: datetime | None


REFUSALS = {
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    422: Problem,
    429: Problem,
    503: Problem,
}
