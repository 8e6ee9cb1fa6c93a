"""Pages on which somebody chooses how to be told, and keeps ways of their own."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.forms.telling import CodeForm, ConnectForm, TellingForm
from materialcenter.models import Channel
from materialcenter.person import Person
from materialcenter.services.telling import choosing, connecting
from materialcenter.services.telling.notifiers import offered
from materialcenter.views.acting import UNFIT, take_form, typed
from materialcenter.web import go_to, person_in, show, submit_once


@page()
@require_http_methods(["GET", "POST"])
def telling(request: HttpRequest) -> HttpResponse:
    """Show how the person is told and by which ways of their own, and take another choice."""
    person = person_in(request)
    form = TellingForm(typed(request), choosing.chosen_by(person))
    return take_form(
        request,
        form,
        lambda: _set(form, person),
        template="materialcenter/telling.html",
        context={
            "channels": Channel.objects.visible_to(person),
            "most": connecting.MOST_CHANNELS,
            "offered": offered(),
        },
    )


def _set(form: TellingForm, person: Person) -> str:
    read = form.cleaned_data
    choosing.set_telling(
        by_mail=read["by_mail"],
        quiet_from=read["quiet_from"],
        quiet_until=read["quiet_until"],
        ways=form.ways(),
        by=person,
        at=timezone.now(),
    )
    return reverse("telling")


@page()
@require_http_methods(["GET", "POST"])
def channel_new(request: HttpRequest) -> HttpResponse:
    """Connect a way; a code goes there."""
    person = person_in(request)
    form = ConnectForm(typed(request), offered())

    def act() -> str:
        made = connecting.connect(**form.cleaned_data, by=person, at=timezone.now())
        return reverse("channel", args=[made.pk])

    return take_form(
        request,
        form,
        act,
        template="materialcenter/channel_new.html",
        context={"offered": offered()},
    )


@page()
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Show one of the person's ways, and take the code that was sent there.

    Not through `take_form`: a wrong code is counted although it is refused.
    """
    person = person_in(request)
    found = Channel.objects.visible_to(person).filter(pk=channel_id).first()
    if found is None:
        raise Missing
    form, status = CodeForm(typed(request)), 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                connecting.confirm(
                    channel_id=channel_id,
                    code=form.cleaned_data["code"],
                    by=person,
                    at=timezone.now(),
                )
            except (Invalid, Conflict) as refusal:
                form.refuse(refusal)
            else:
                return go_to(request, reverse("telling"))
    return show(
        request,
        "materialcenter/channel.html",
        {"channel": found, "form": form},
        status=status,
    )


@page()
@require_POST
def channel_test(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Send a trial message."""
    person = person_in(request)

    def act() -> str:
        connecting.try_channel(channel_id=channel_id, by=person, at=timezone.now())
        return reverse("channel", args=[channel_id])

    return submit_once(request, act)


@page()
@require_POST
def channel_remove(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Remove one of the person's ways."""
    person = person_in(request)

    def act() -> str:
        connecting.disconnect(channel_id=channel_id, by=person, at=timezone.now())
        return reverse("telling")

    return submit_once(request, act)
