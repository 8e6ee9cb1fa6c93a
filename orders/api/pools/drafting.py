"""Routes of a pool's draft: its conditions, its materials, and what is weighed for them."""

from typing import Any

from django.utils import timezone

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS
from materialcenter.models import Role
from orders.api.draft_schemas import ChoiceOut, ConditionsIn, PoolIn, choice_out
from orders.api.pool_schemas import AppetiteIn, PoolOut
from orders.api.pools.reading import pool_for, router
from orders.reports.drafting import material_choices
from orders.services import drafting, opening

STAFF = (Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@router.post("", response={201: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def draft_pool(request: Any, body: PoolIn) -> PoolOut:
    """Draft a pool; reorder alerts that it names are answered by it."""
    return PoolOut.of(
        drafting.draft_pool(
            conditions=body.conditions(),
            appetites={m.material: m.depot_quantity for m in body.materials},
            alert_ids=body.alerts,
            by=request.auth,
            at=timezone.now(),
        )
    )


@router.post("/{number}/repeat", response={201: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def repeat_pool(request: Any, number: str) -> PoolOut:
    """Draft a pool like this one, a month later, on what is still offered."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(drafting.repeat_pool(pool_id=pool.pk, by=request.auth, at=timezone.now()))


@router.put("/{number}/conditions", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
def change_conditions(request: Any, number: str, body: ConditionsIn) -> PoolOut:
    """Give a draft other conditions."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(
        drafting.change_conditions(
            pool_id=pool.pk, conditions=body.conditions(), by=request.auth, at=timezone.now()
        )
    )


@router.get("/{number}/choices", response={200: list[ChoiceOut], **REFUSALS})
@needs(*STAFF)
def list_choices(request: Any, number: str) -> list[ChoiceOut]:
    """Compare the suppliers of each material at realistic quantities, and say who waits for it."""
    pool = pool_for(request.auth, number)
    choices = material_choices(pool, by=request.auth, on=timezone.localdate())
    return [choice_out(choice) for choice in choices]


@router.put("/{number}/materials", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
def set_appetite(request: Any, number: str, body: AppetiteIn) -> PoolOut:
    """Add a material, or say what the depot itself would take of it."""
    pool = pool_for(request.auth, number)
    opening.set_appetite(
        pool_id=pool.pk,
        material=body.material,
        quantity=body.depot_quantity,
        by=request.auth,
        at=timezone.now(),
    )
    return PoolOut.of(pool)


@router.delete("/{number}/materials/{code}", response={200: PoolOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
def drop_material(request: Any, number: str, code: str) -> PoolOut:
    """Take a material out of a draft."""
    pool = pool_for(request.auth, number)
    return PoolOut.of(
        drafting.drop_material(pool_id=pool.pk, material=code, by=request.auth, at=timezone.now())
    )
