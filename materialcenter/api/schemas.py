"""Shapes that every route shares."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")

# kilograms with three decimals, rupiah per kg with two: strings in JSON, so no digit is lost
Kg = Annotated[Decimal, Field(max_digits=14, decimal_places=3)]
Price = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
# pieces, sheets, bars; words of one line
Count = Annotated[int, Field(ge=-(10**9), le=10**9)]
Words = Annotated[str, Field(max_length=200)]

LARGEST_NUMBER = 10**15
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Input(Schema):
    """What a request brings; an unknown field is refused, and so is what cannot be kept."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="after")
    @classmethod
    def refuse_what_cannot_be_kept(cls, value: Any) -> Any:
        """Refuse characters and numbers that the database cannot hold."""
        for part in value if isinstance(value, (list, dict)) else (value,):
            if isinstance(part, str) and _NO_TEXT.search(part):
                raise PydanticCustomError("no_text", "A character here is not taken.")
            if isinstance(part, int) and abs(part) > LARGEST_NUMBER:
                raise PydanticCustomError("number_too_large", "The number is too large.")
        return value


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
