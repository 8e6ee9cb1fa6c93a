"""Jobs of the yard."""

from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from inventory.services import (
    alerting,
    demanding,
    judging_alerts,
    labelling,
    planning_cuts,
    planning_stock,
    printing_tickets,
    reordering,
    sealing,
)
from materialcenter.access import person_again
from materialcenter.jobs import current_job_id, later, report_progress, task
from materialcenter.models import Center


@task
def watch_materials(*, material_ids: list[int]) -> None:
    """Look whether a center's materials fell under their reorder point, or recovered."""
    center_id = reordering.center_of(material_ids)
    reordering.watch_materials(center_id=center_id, material_ids=material_ids, at=timezone.now())


@task
def plan_materials(*, of_center_id: int) -> None:
    """Plan a center's materials from their demand, and look which of them run low."""
    demanding.fold_ledger(center_id=of_center_id)
    planned = planning_stock.plan_materials(center_id=of_center_id, at=timezone.now())
    reordering.watch_in_parts(center_id=of_center_id, material_ids=planned, at=timezone.now())
    judging_alerts.judge_alerts(center_id=of_center_id, at=timezone.now())


@task
def print_labels(
    *, of_center_id: int, user_id: int | None, token_id: int | None, wanted: dict[str, Any]
) -> None:
    """Print the labels that somebody asked for; the files belong to this job."""
    job_id = current_job_id()
    if job_id is None:
        raise RuntimeError("labels are printed for the job that asked for them")
    labelling.print_files(
        job_id=job_id,
        wanted=labelling.Wanted(**{**wanted, "lots": tuple(wanted["lots"])}),
        by=person_again(center_id=of_center_id, user_id=user_id, token_id=token_id),
        at=timezone.now(),
    )


@task
def print_weigh_ticket(*, ticket_id: int) -> None:
    """Write an issued weighbridge ticket as PDF and keep it."""
    printing_tickets.keep_weigh_ticket(ticket_id=ticket_id, at=timezone.now())


@task
def compute_cut_plan(*, plan_id: int) -> None:
    """Find the least material for a list of cuts."""
    planning_cuts.compute_plan(
        plan_id=plan_id,
        notice=lambda done, total: report_progress(done=done, total=total),
    )


@shared_task
def plan_all_materials() -> None:
    """Have every center's materials planned, each by whichever worker is free."""
    with transaction.atomic():
        for center_id in Center.objects.order_by("pk").values_list("pk", flat=True):
            later("inventory.tasks.plan_materials", center_id=center_id, of_center_id=center_id)


@shared_task
def watch_all_materials() -> None:
    """Look at every planned material, in case a job was lost on the way."""
    for center_id in Center.objects.order_by("pk").values_list("pk", flat=True):
        planned = reordering.planned_material_ids(center_id)
        reordering.watch_in_parts(center_id=center_id, material_ids=planned, at=timezone.now())
        alerting.tell_again(center_id=center_id, at=timezone.now())


@shared_task
def fold_all_demand() -> None:
    """Fold what every center has issued since the last time into its days of demand."""
    for center_id in Center.objects.order_by("pk").values_list("pk", flat=True):
        demanding.fold_ledger(center_id=center_id)


@shared_task
def seal_all_ledgers() -> None:
    """Seal what every center has written since the last time."""
    for center_id in Center.objects.order_by("pk").values_list("pk", flat=True):
        sealing.seal_ledger(center_id=center_id, at=timezone.now(), heads=settings.SEAL_HEADS_PATH)
