"""Pages of suppliers."""

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.forms.partners import SupplierForm
from materialcenter.models import Supplier
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.services import registering
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show


@page(*STAFF)
@require_GET
def suppliers(request: HttpRequest) -> HttpResponse:
    """List suppliers, searched by words of code, name or city."""
    person = person_in(request)
    search = request.GET.get("search", "")
    rows = Supplier.objects.visible_to(person).matching(search)
    return show(
        request,
        "materialcenter/suppliers.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False),
            "search": search,
            "may_register": person.has(*registering.KEEPS_SUPPLIERS),
        },
    )


@page(*STAFF)
@require_GET
def supplier(request: HttpRequest, code: str) -> HttpResponse:
    """Show a supplier."""
    person = person_in(request)
    return show(
        request,
        "materialcenter/supplier.html",
        {
            "supplier": _supplier(code, person),
            "may_change": person.has(*registering.KEEPS_SUPPLIERS),
            "sees_money": person.has(*registering.SEES_MONEY),
        },
    )


@page(*registering.KEEPS_SUPPLIERS)
@require_http_methods(["GET", "POST"])
def supplier_new(request: HttpRequest) -> HttpResponse:
    """Register a supplier."""
    person = person_in(request)
    form = SupplierForm(typed(request), without=_hidden(person))
    return take_form(
        request,
        form,
        lambda: _register(form, person),
        template="materialcenter/supplier_form.html",
        context={"supplier": None},
    )


@page(*registering.KEEPS_SUPPLIERS)
@require_http_methods(["GET", "POST"])
def supplier_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a supplier."""
    person = person_in(request)
    found = _supplier(code, person)
    hidden = ("code", *_hidden(person))
    form = SupplierForm(typed(request), without=hidden, initial=model_to_dict(found))
    return take_form(
        request,
        form,
        lambda: _change(found, form, person),
        template="materialcenter/supplier_form.html",
        context={"supplier": found},
    )


def _supplier(code: str, person: Person) -> Supplier:
    found = Supplier.objects.visible_to(person).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def _hidden(person: Person) -> tuple[str, ...]:
    return () if person.has(*registering.SETS_MONEY) else registering.SUPPLIER_MONEY


def _register(form: SupplierForm, person: Person) -> str:
    made = registering.register_supplier(details=form.typed, by=person, at=timezone.now())
    return reverse("supplier", args=[made.code])


def _change(found: Supplier, form: SupplierForm, person: Person) -> str:
    registering.change_supplier(code=found.code, details=form.typed, by=person, at=timezone.now())
    return reverse("supplier", args=[found.code])
