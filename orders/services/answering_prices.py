"""A member's answer whether it stays in at the firm price."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.formats import moment
from materialcenter.jobs import later
from materialcenter.models import Role, Workshop
from orders.models import Commitment, FrozenWish, Pool, PriceQuestion
from orders.services.committing import ON_BEHALF, check_deposit
from orders.services.opening import WrongState, lock_pool

Answer = PriceQuestion.Answer
ANSWERERS = (Role.BUYER, *ON_BEHALF)


class PriceAnswered(Conflict):
    """A question is answered once."""

    code = "price_answered_already"
    sentence = _("This was answered already: %(answer)s.")


class PriceAnswerLate(Conflict):
    """The answer came after its time."""

    code = "price_answer_late"
    sentence = _("The answer was wanted by %(until)s; the highest price stays as it was.")


class PriceAnswerUnknown(Invalid):
    """An answer is to stay or to leave."""

    code = "price_answer_unknown"
    sentence = _("Answer that the workshop stays or that it leaves.")


@command
def answer_price(*, question_id: int, answer: str, by: Person, at: datetime) -> PriceQuestion:
    """Let a workshop stay in at the firm price, or leave; the depot may answer for it.

    answer: stays or leaves. Who stays has a new commitment with the firm price as its highest,
    as early as the one before; who leaves, or is silent, keeps the highest price it had.
    Raises WrongRole, Missing, WrongState, PriceAnswered, PriceAnswerLate, PriceAnswerUnknown,
    DepositNeeded.
    """
    by.must_be(*ANSWERERS)
    pool, workshop, question = _lock(question_id, by)
    if answer not in {Answer.STAYS, Answer.LEAVES}:
        raise PriceAnswerUnknown(field="answer")
    if pool.status != Pool.Status.FROZEN:
        raise WrongState(pool=pool.number, status=pool.get_status_display())
    if question.answer != Answer.WAITING:
        raise PriceAnswered(answer=question.get_answer_display())
    if question.answer_by <= at:
        raise PriceAnswerLate(until=moment(question.answer_by))
    if answer == Answer.STAYS:
        question.replaced_by = _stay(pool, workshop, question, by=by)
    question.answer, question.answered_at, question.answered_by_id = answer, at, by.user_id
    question.save(update_fields=["answer", "answered_at", "answered_by", "replaced_by"])
    audit.record(
        by=by,
        action=f"price.{answer}",
        subject="PriceQuestion",
        subject_id=question.pk,
        at=at,
        pool=pool.number,
        workshop=workshop.code,
        price_per_kg=question.price_per_kg,
    )
    later("orders.tasks.clear_pool", center_id=pool.center_id, pool_id=pool.pk)
    return question


@step
def _lock(question_id: int, by: Person) -> tuple[Pool, Workshop, PriceQuestion]:
    """Lock the pool, the workshop, then the question."""
    rows = PriceQuestion.objects.visible_to(by).filter(pk=question_id)
    found = rows.values_list("pool_material__pool_id", "commitment__workshop_id").first()
    if found is None:
        raise Missing
    pool_id, workshop_id = found
    pool = lock_pool(pool_id=pool_id, by=by)
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop_id)
    question = (
        rows.select_for_update(no_key=True, of=("self",))
        .select_related("commitment", "pool_material")
        .get()
    )
    return pool, workshop, question


@step
def _stay(pool: Pool, workshop: Workshop, question: PriceQuestion, *, by: Person) -> Commitment:
    """Write the commitment with its new highest price, in the place of the one before."""
    before = question.commitment
    material = catalogue.materials_by_id(pool.center_id, [before.material_id])[before.material_id]
    check_deposit(
        pool, workshop, material, quantity=before.quantity, price_cap=question.price_per_kg
    )
    made = Commitment.objects.create(
        center_id=before.center_id,
        pool=pool,
        material_id=before.material_id,
        workshop=workshop,
        quantity=before.quantity,
        minimum=before.minimum,
        maximum=before.maximum,
        price_cap=question.price_per_kg,
        committed_at=before.committed_at,
        committed_by_id=by.user_id,
    )
    FrozenWish.objects.filter(pool=pool, commitment=before).update(commitment=made)
    return made
