"""Routes that show pools."""

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from ninja import Router, Status

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from orders.api.pool_schemas import PoolOut, PoolStepOut, ProgressOut, progress_out
from orders.models import Pool
from orders.reports.pools import current_version, progress_of
from orders.reports.pools.steps import steps_of

router = Router(tags=["pools"])


def pool_for(person: Any, number: str) -> Pool:
    """Find a pool the person may see. Raises Missing."""
    pool = Pool.objects.visible_to(person).filter(number=number).first()
    if pool is None:
        raise Missing
    return pool


@router.get("", response={200: CursorList[PoolOut], **REFUSALS})
@needs()
def list_pools(
    request: Any, cursor: str = "", limit: int = 50, status: str = ""
) -> CursorList[PoolOut]:
    """List pools, the newest first."""
    rows = Pool.objects.visible_to(request.auth)
    if status:
        rows = rows.filter(status=status)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[PoolOut](
        items=[PoolOut.of(pool) for pool in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}", response={200: PoolOut, **REFUSALS})
@needs()
def show_pool(request: Any, number: str) -> PoolOut:
    """Show a pool."""
    return PoolOut.of(pool_for(request.auth, number))


@router.get("/{number}/progress", response={200: ProgressOut, 304: None, **REFUSALS})
@needs()
def show_progress(request: Any, response: HttpResponse, number: str) -> Any:
    """Show how a pool stands, at most a few seconds ago, with an ETag.

    Asked again with If-None-Match, the answer is 304 and costs no clearing until something
    changed: watch a pool by asking every few seconds.
    """
    pool, on = pool_for(request.auth, number), timezone.localdate()
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    response["Cache-Control"] = "private, no-cache"
    if (tag := _tag(request, current_version(pool, on=on))) in asked:
        response["ETag"] = tag
        return Status(304, None)
    progress = progress_of(pool, by=request.auth, on=on)
    response["ETag"] = _tag(request, progress.version)
    return progress_out(progress)


def _tag(request: Any, version: str) -> str:
    """Make a version the person's own: another sees other parts of the same."""
    person = request.auth
    seen = (version, person.owner, sorted(person.workshop_ids), person.is_staff)
    return quote_etag(hashlib.sha256(repr(seen).encode()).hexdigest()[:24])


@router.get("/{number}/steps", response={200: list[PoolStepOut], **REFUSALS})
@needs()
def list_steps(request: Any, number: str) -> list[PoolStepOut]:
    """List what a pool went through, the first ahead."""
    pool = pool_for(request.auth, number)
    return [
        PoolStepOut(
            kind=step.kind,
            title=step.title,
            detail=step.detail,
            reason=step.reason,
            happened_at=step.happened_at,
        )
        for step in steps_of(pool, request.auth)
    ]
