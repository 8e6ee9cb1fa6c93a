"""The page on which a supplier's statement is held against our books."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from materialcenter.access import page
from materialcenter.errors import Invalid
from materialcenter.models import Supplier
from materialcenter.person import Person
from materialcenter.web import as_workbook, person_in, show
from orders.documents.reconciliation import reconciliation_table
from orders.forms.reconciling import TheirStatementForm
from orders.reports.finding_purchases import find_supplier
from orders.services.reconciling import (
    READERS,
    BadTheirStatement,
    Compared,
    TheirFile,
    compare_statement,
)
from orders.views.buying import UNFIT


@page(*READERS)
@require_http_methods(["GET", "POST"])
def supplier_reconciliation(request: HttpRequest, supplier: str) -> HttpResponse:
    """Take a supplier's file and show what agrees with our books, or give it out as XLSX."""
    person = person_in(request)
    found = find_supplier(person, supplier)
    if request.method == "GET":
        return _shown(request, found, TheirStatementForm())
    form = TheirStatementForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, found, form, status=UNFIT)
    try:
        compared = _compare(form, found, person)
    except BadTheirStatement as refusal:
        form.refuse_cells(refusal)
        return _shown(request, found, form, status=UNFIT)
    except Invalid as refusal:
        form.refuse(refusal)
        return _shown(request, found, form, status=UNFIT)
    if request.POST.get("as") == "xlsx":
        return _workbook(compared, person)
    return _shown(request, found, form, compared)


def _compare(form: TheirStatementForm, supplier: Supplier, person: Person) -> Compared:
    read = form.cleaned_data
    file = TheirFile(
        name=read["file"].name,
        content=read["file"].read(),
        since=read["since"],
        until=read["until"],
        opening=read["opening"],
    )
    return compare_statement(supplier, file, by=person, at=timezone.now())


def _shown(
    request: HttpRequest,
    supplier: Supplier,
    form: TheirStatementForm,
    compared: Compared | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"supplier": supplier, "form": form, "compared": compared}
    return show(request, "orders/supplier_reconciliation.html", context, status=status)


def _workbook(compared: Compared, person: Person) -> HttpResponse:
    period = compared.period
    table = reconciliation_table(
        compared.supplier,
        period,
        compared.found,
        balances=(compared.our_closing, compared.their_closing),
        made_at=timezone.now(),
        made_by=person.name,
    )
    days = f"{period.since:%Y%m%d}-{period.until:%Y%m%d}"
    return as_workbook(table, name=f"reconciliation-{compared.supplier.pk}-{days}")
