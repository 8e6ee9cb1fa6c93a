"""The page of the audit: who did what, when, in words."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from config.acts import act_in_words
from materialcenter.access import page
from materialcenter.models import AuditEntry, Role
from materialcenter.paging import page_of
from materialcenter.web import person_in, show


@page(Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """List what was done in the center, the newest first."""
    search = request.GET.get("search", "").strip()
    rows = AuditEntry.objects.visible_to(person_in(request)).matching(action=search)
    shown = page_of(rows.select_related("user", "token"), cursor=request.GET.get("cursor", ""))
    return show(
        request,
        "materialcenter/audit.html",
        {
            "page": shown,
            "lines": [(entry, act_in_words(entry.action)) for entry in shown.items],
            "search": search,
        },
    )
