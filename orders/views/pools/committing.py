"""Pages by which workshops commit to a pool."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Workshop
from materialcenter.web import person_in, show, submit_once
from orders.forms.pools import CommitmentForm
from orders.models import Commitment, Pool
from orders.reports.finding import find_workshop
from orders.reports.pools import effect_of
from orders.services import committing
from orders.views.pools.deposits import MissingDeposit, missing_deposit
from orders.views.pools.effect import tell_effect
from orders.views.pools.shown import BUYS_OR_MANAGES, address_of, pool_for


@page(*BUYS_OR_MANAGES)
@require_http_methods(["GET", "POST"])
def pool_commit(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Commit a workshop to a material, change that, or withdraw."""
    person = person_in(request)
    found = pool_for(person, number)
    material = catalogue.materials_by_code(person, [code]).get(code)
    if material is None:
        raise Missing
    choices = _own_workshops(person)
    if request.method == "GET":
        form = CommitmentForm(
            workshops=choices, initial=_last_word(person, found, material, request.GET)
        )
        return show(request, "orders/pool_commit.html", _commit_context(found, material, form))
    form = CommitmentForm(request.POST, workshops=choices)
    withdraws = "withdraw" in request.POST
    if withdraws:
        form.fields["quantity"].required = False
    due = None
    if form.is_valid():

        def do() -> str:
            wish = _wish(person, form, material.code, withdraws=withdraws)
            committing.commit(pool_id=found.pk, wish=wish, by=person, at=timezone.now())
            return address_of(found)

        try:
            response = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
            due = _due(found, form, error, person)
        else:
            workshop = find_workshop(person, form.cleaned_data["workshop"].strip().upper())
            effect = effect_of(found, material.pk, workshop.pk, on=timezone.localdate())
            tell_effect(request, effect, workshop)
            return response
    context = {**_commit_context(found, material, form), "due": due}
    return show(request, "orders/pool_commit.html", context, status=422)


def _commit_context(
    found: Pool, material: catalogue.Material, form: CommitmentForm
) -> dict[str, Any]:
    return {"pool": found, "material": material, "form": form}


def _due(
    found: Pool, form: CommitmentForm, refusal: DomainError, person: Person
) -> MissingDeposit | None:
    """Return what deposit a refusal asks for, where it asks for one."""
    if not isinstance(refusal, committing.DepositNeeded):
        return None
    workshop = find_workshop(person, form.cleaned_data["workshop"].strip().upper())
    return missing_deposit(found, workshop, refusal)


def _own_workshops(person: Person) -> list[tuple[str, str]] | None:
    """Return a buyer's workshops by code; None for staff, who type the code of any."""
    if person.is_staff:
        return None
    rows = Workshop.objects.visible_to(person).filter(is_active=True).order_by("code")
    return [(row.code, str(row)) for row in rows]


def _last_word(
    person: Person, found: Pool, material: catalogue.Material, asked: Any
) -> dict[str, Any]:
    rows = Commitment.objects.visible_to(person).filter(pool=found, material_id=material.pk)
    wanted = asked.get("workshop", "").strip().upper()
    if wanted and "\x00" not in wanted:
        rows = rows.filter(workshop__code=wanted)
    elif person.is_staff:
        return {}
    last = rows.standing().select_related("workshop").first()
    if last is None:
        return {"workshop": wanted} if wanted else {}
    return {
        "workshop": last.workshop.code,
        "quantity": last.quantity,
        "minimum": last.minimum if last.minimum != last.quantity else None,
        "maximum": last.maximum if last.maximum != last.quantity else None,
        "price_cap": last.price_cap,
    }


def _wish(person: Person, form: CommitmentForm, code: str, *, withdraws: bool) -> committing.Wish:
    data = form.cleaned_data
    quantity = 0 if withdraws else data["quantity"]
    return committing.Wish(
        workshop_id=find_workshop(person, data["workshop"].strip().upper()).pk,
        material=code,
        quantity=quantity,
        minimum=0 if withdraws else (data["minimum"] or quantity),
        maximum=0 if withdraws else (data["maximum"] or quantity),
        price_cap=None if withdraws else data["price_cap"],
    )
