"""Shapes that the routes of buying share."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from materialcenter.api.schemas import Input, Kg, Out, Price
from orders.api.selling_schemas import Code, Note, Rupiah

Count = Annotated[int, Field(ge=-(10**9), le=10**9)]
Percent = Annotated[Decimal, Field(max_digits=6, decimal_places=3)]
Reason = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]

__all__ = ["Code", "Count", "Kg", "Note", "Percent", "Price", "Reason", "Rupiah"]


class DecisionIn(Input):
    """Why."""

    reason: Reason = ""


class ActorOut(Out):
    """Who did something, and when."""

    name: str
    at: datetime | None


class PromiseIn(Input):
    """The day that a supplier promises a line for."""

    line_no: int
    promised_on: date


class ConfirmationIn(Input):
    """What a supplier promises: a day for the order, and for lines that differ."""

    expected_on: date
    lines: list[PromiseIn] = []
