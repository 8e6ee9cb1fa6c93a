"""Celery's entry points of the kernel: sending, running and sweeping jobs, and the beat's pulse."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

from materialcenter import jobs
from materialcenter.access import person_again
from materialcenter.jobs import task
from materialcenter.models import ImportRun
from materialcenter.services import importing, inviting
from materialcenter.services.telling import news, reading, sending

BEAT_KEY = "material-center:last-beat"


@shared_task
def send_jobs() -> None:
    """Hand every due job to a worker; what the broker refuses is put back."""
    ids = jobs.take_due(at=timezone.now())
    for position, job_id in enumerate(ids):
        try:
            run_job.delay(job_id)
        except OperationalError:
            jobs.put_back(ids[position:])
            raise


@shared_task
def send_notices() -> None:
    """Have every notice that is due sent."""
    sending.take_due(at=timezone.now())


@shared_task
def run_job(job_id: int) -> None:
    """Do one job; see jobs.run."""
    jobs.run(job_id)


@shared_task
def sweep_jobs() -> None:
    """Forget jobs that finished, answers that were given and old notices."""
    now = timezone.now()
    jobs.forget_finished(at=now)
    jobs.forget_answers(at=now)
    reading.forget_notices(at=now)


@shared_task
def beat() -> None:
    """Leave a sign that beat and a worker are alive."""
    cache.set(BEAT_KEY, timezone.now().isoformat(), 600)


@task
def read_import(*, run_id: int, user_id: int | None, token_id: int | None) -> None:
    """Read a file that was sent."""
    run = ImportRun.objects.get(pk=run_id)
    by = person_again(center_id=run.center_id, user_id=user_id, token_id=token_id)
    importing.read_import(run_id=run_id, by=by, at=timezone.now())


@task
def write_import(*, run_id: int, user_id: int | None, token_id: int | None) -> None:
    """Write a file that was confirmed, as the person who confirmed it."""
    run = ImportRun.objects.get(pk=run_id)
    by = person_again(center_id=run.center_id, user_id=user_id, token_id=token_id)
    importing.write_import(
        run_id=run_id,
        by=by,
        at=timezone.now(),
        report=lambda done, total: jobs.report_progress(done=done, total=total),
    )


@task
def mail_invitation(*, user_id: int, into_center_id: int) -> None:
    """Write to somebody who was invited."""
    inviting.write_invitation(user_id=user_id, center_id=into_center_id)


@task
def tell_news(*, about: str, about_id: int, mark: str) -> None:
    """Tell people of something that happened."""
    news.tell_news(about=about, about_id=about_id, mark=mark, at=timezone.now())


@task
def deliver(*, delivery_ids: list[int]) -> None:
    """Send one message to one person."""
    sending.deliver(delivery_ids=delivery_ids, at=timezone.now())


@task
def send_code(*, channel_id: int) -> None:
    """Send the code that confirms a person's way."""
    sending.send_code(channel_id=channel_id)


@task
def send_trial(*, channel_id: int) -> None:
    """Send a person a message that says that it arrives."""
    sending.send_trial(channel_id=channel_id)
