"""The page of the ledger's seal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from inventory.models import SealBlock
from materialcenter.access import page
from materialcenter.paging import page_of
from materialcenter.person import Role
from materialcenter.web import person_in, show


@page(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def seal(request: HttpRequest) -> HttpResponse:
    """List the blocks of the seal, the newest first."""
    rows = SealBlock.objects.visible_to(person_in(request)).defer("leaves")
    context = {"page": page_of(rows, cursor=request.GET.get("cursor", ""))}
    return show(request, "inventory/seal.html", context)
