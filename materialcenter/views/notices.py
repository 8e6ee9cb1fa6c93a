"""Pages of what a person was told, and of what did not get out to them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from materialcenter.access import page
from materialcenter.models import Delivery, Notice
from materialcenter.paging import page_of
from materialcenter.services.telling import reading
from materialcenter.services.telling.trying_again import try_delivery_again
from materialcenter.web import person_in, show, submit_once


@page()
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List what the person was told, the newest first: what is unread, or all."""
    person = person_in(request)
    state = "all" if request.GET.get("state") == "all" else ""
    mine = Notice.objects.visible_to(person)
    return show(
        request,
        "materialcenter/notices.html",
        {
            "page": page_of(mine if state else mine.unread(), cursor=request.GET.get("cursor", "")),
            "state": state,
            "has_failed": Delivery.objects.visible_to(person).failed().exists(),
        },
    )


@page()
@require_POST
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    person = person_in(request)
    return submit_once(
        request,
        lambda: reading.open_notice(notice_id=notice_id, by=person, at=timezone.now()),
    )


@page()
@require_POST
def notice_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and stay in the list."""
    person = person_in(request)

    def act() -> str:
        reading.mark_read(notice_ids=[notice_id], by=person, at=timezone.now())
        return reverse("notices")

    return submit_once(request, act)


@page()
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    person = person_in(request)

    def act() -> str:
        reading.mark_all_read(by=person, at=timezone.now())
        return reverse("notices")

    return submit_once(request, act)


@page()
@require_GET
def failed_deliveries(request: HttpRequest) -> HttpResponse:
    """List what did not get out to the person, with why, the newest first."""
    failed = Delivery.objects.visible_to(person_in(request)).failed()
    return show(
        request,
        "materialcenter/failed_deliveries.html",
        {
            "page": page_of(
                failed.select_related("notice", "channel"), cursor=request.GET.get("cursor", "")
            )
        },
    )


@page()
@require_POST
def delivery_retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send a notice once more that was given up."""
    person = person_in(request)

    def act() -> str:
        try_delivery_again(delivery_id=delivery_id, by=person, at=timezone.now())
        return reverse("failed_deliveries")

    return submit_once(request, act)
