"""Pages of API tokens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.commands import Answer, answer_once
from materialcenter.errors import Invalid
from materialcenter.forms.partners import TokenForm
from materialcenter.models import ApiToken, Role
from materialcenter.paging import page_of
from materialcenter.services import minting
from materialcenter.views.acting import typed
from materialcenter.web import ONCE, person_in, show, submit_once


@page(Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """List tokens, the newest first."""
    person = person_in(request)
    rows = ApiToken.objects.visible_to(person).select_related("workshop", "created_by")
    return show(
        request,
        "materialcenter/tokens.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", "")),
            "may_make": person.has(Role.SUPERVISOR),
        },
    )


@page(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret this once; the same form again leads to the list."""
    form = TokenForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _mint(request, form)
        except Invalid as refusal:
            form.refuse(refusal)
    return show(
        request,
        "materialcenter/token_new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@page(Role.SUPERVISOR)
@require_POST
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    person = person_in(request)

    def act() -> str:
        minting.revoke_token(token_id=token_id, by=person, at=timezone.now())
        return reverse("tokens")

    return submit_once(request, act)


def _mint(request: HttpRequest, form: TokenForm) -> HttpResponse:
    """Make the token once per form; its secret goes into this answer and is kept nowhere."""
    person = person_in(request)
    made: dict[str, object] = {}

    def act() -> Answer:
        token, secret = minting.mint_token(
            name=form.cleaned_data["name"],
            role=form.cleaned_data["role"],
            workshop_code=form.cleaned_data["workshop"],
            by=person,
            at=timezone.now(),
        )
        made.update(token=token, secret=secret)
        return Answer(200, str(token.pk).encode(), "text/plain")

    asked = repr((request.path, sorted(form.cleaned_data.items()))).encode()
    answer = answer_once(owner=person.owner, key=request.POST.get(ONCE, ""), request=asked, act=act)
    if answer.again:
        return redirect("tokens")
    response = show(request, "materialcenter/token_made.html", made)
    response["Cache-Control"] = "no-store"
    return response
