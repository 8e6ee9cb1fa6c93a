"""What the routes of a pool's draft take and give."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field, field_validator
from pydantic_core import PydanticCustomError

from materialcenter.api.schemas import Count, Input, Kg, Out, Price
from orders.api.buying_schemas import Percent
from orders.api.pool_schemas import AppetiteIn
from orders.models import Pool
from orders.reports.drafting import MaterialChoice
from orders.services.drafting import Conditions

Title = Annotated[str, Field(max_length=120, pattern=r"\S")]


class ConditionsIn(Input):
    """On what terms workshops join; invited: codes, where chosen workshops may join."""

    title: Title
    deadline_at: AwareDatetime
    pickup_until: date | None = None
    deposit_percent: Percent = Decimal(0)
    deposit_rule: str = Pool.DepositRule.OVER_CREDIT.value
    audience: str = Pool.Audience.EVERYBODY.value
    invited: list[str] = []
    topping_up_hours: Count = 0
    asks_quotes: bool = False

    def conditions(self) -> Conditions:
        """Return them as the act takes them."""
        return Conditions(
            title=self.title,
            deadline_at=self.deadline_at,
            pickup_until=self.pickup_until,
            deposit_percent=self.deposit_percent,
            deposit_rule=self.deposit_rule,
            audience=self.audience,
            invited=tuple(self.invited),
            topping_up_hours=self.topping_up_hours,
            asks_quotes=self.asks_quotes,
        )


class PoolIn(ConditionsIn):
    """A pool to draft. alerts: ids of reorder alerts that it answers."""

    materials: list[AppetiteIn]
    alerts: list[int] = []

    @field_validator("materials")
    @classmethod
    def name_each_once(cls, materials: list[AppetiteIn]) -> list[AppetiteIn]:
        """Refuse a material that stands there twice: nobody can tell which quantity is meant."""
        if len({row.material for row in materials}) < len(materials):
            raise PydanticCustomError("material_twice", "A material is named twice.")
        return materials


class SupplierPriceOut(Out):
    """What a kg costs in the yard from a supplier; null under its minimum."""

    supplier: str
    price_per_kg: Price | None
    is_lowest: bool


class QuantityPricesOut(Out):
    """Every supplier's price for one quantity, in the material's unit; why: what it stands for."""

    quantity: int
    mass_kg: Kg
    why: str
    prices: list[SupplierPriceOut]


class ChoiceOut(Out):
    """A material of a pool: its suppliers compared, and who waits for it from earlier pools."""

    material: str
    depot_quantity: int
    ends_on: date | None
    waiting_workshops: int
    waiting_quantity: int
    quantities: list[QuantityPricesOut]


def choice_out(choice: MaterialChoice) -> ChoiceOut:
    """Shape what is weighed for a material."""
    return ChoiceOut(
        material=choice.material.code,
        depot_quantity=choice.row.depot_appetite,
        ends_on=choice.ends_on,
        waiting_workshops=choice.waiting,
        waiting_quantity=choice.waiting_for,
        quantities=[
            QuantityPricesOut(
                quantity=row.quantity,
                mass_kg=row.mass_kg,
                why=row.why,
                prices=[
                    SupplierPriceOut(
                        supplier=at.supplier,
                        price_per_kg=at.price_per_kg,
                        is_lowest=at.is_lowest,
                    )
                    for at in row.prices
                ],
            )
            for row in choice.rows
        ],
    )
