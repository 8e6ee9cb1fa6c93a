"""What a pool asks its members again, and what it keeps for them, as they read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from inventory import catalogue
from materialcenter.person import Person
from materialcenter.rules.money import line_amount
from orders.models import KeptWish, Pool, PriceQuestion
from orders.reports.finding import NotThere, one_of


@dataclass(frozen=True)
class QuestionView:
    """A question with its material. amounts: whole rupiah for what the workshop wants.

    more: what it costs more than at its highest price. saving: less than over the counter,
    negative where the counter is cheaper.
    """

    question: PriceQuestion
    material: catalogue.Material
    mass_kg: Decimal
    amount: int
    more: int
    saving: int

    @property
    def is_waiting(self) -> bool:
        """Say whether the pool still takes an answer."""
        return (
            self.question.answer == PriceQuestion.Answer.WAITING
            and self.question.pool_material.pool.status == Pool.Status.FROZEN
        )


@dataclass(frozen=True)
class WishView:
    """A kept wish with its material."""

    wish: KeptWish
    material: catalogue.Material


def question_views(rows: Iterable[PriceQuestion]) -> list[QuestionView]:
    """Show questions of one center, read with_names, in their order."""
    found = list(rows)
    if not found:
        return []
    materials = catalogue.materials_by_id(
        found[0].commitment.center_id, {row.commitment.material_id for row in found}
    )
    return [_view(row, materials[row.commitment.material_id]) for row in found]


def _view(row: PriceQuestion, material: catalogue.Material) -> QuestionView:
    mass_kg = catalogue.table_kg(material, row.commitment.quantity)
    amount = line_amount(mass_kg, row.price_per_kg)
    cap = row.commitment.price_cap
    return QuestionView(
        question=row,
        material=material,
        mass_kg=mass_kg,
        amount=amount,
        more=0 if cap is None else amount - line_amount(mass_kg, cap),
        saving=line_amount(mass_kg, material.counter_price_per_kg) - amount,
    )


def questions_waiting(pool: Pool, by: Person) -> list[QuestionView]:
    """List the questions of a closed pool that the person may still answer."""
    if pool.status != Pool.Status.FROZEN:
        return []
    return question_views(
        PriceQuestion.objects.visible_to(by)
        .filter(pool_material__pool=pool, answer=PriceQuestion.Answer.WAITING)
        .with_names()
        .order_by("pk")
    )


def find_question(person: Person, question_id: int) -> QuestionView:
    """Find a question, for its workshop's buyers and for staff. Raises NotThere."""
    rows = PriceQuestion.objects.visible_to(person).with_names().filter(pk=question_id)
    return question_views([one_of(rows, NotThere())])[0]


def wish_views(rows: Iterable[KeptWish]) -> list[WishView]:
    """Show kept wishes of one center, read with_names, in their order."""
    found = list(rows)
    if not found:
        return []
    materials = catalogue.materials_by_id(found[0].center_id, {row.material_id for row in found})
    return [WishView(row, materials[row.material_id]) for row in found]
