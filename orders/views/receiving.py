"""Pages of taking a delivery in: heats, weights, certificates and photos, on a phone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.rules.filetypes import JPEG, PDF, PNG
from materialcenter.services.holding_uploads import held_uploads
from materialcenter.web import Typed, keep_files, person_in, show
from orders.forms.buying import DeliveryForm, HeatRow
from orders.models import PurchaseOrder
from orders.reports.finding_purchases import find_purchase_order
from orders.reports.purchasing import OrderedLine, ordered_lines
from orders.reports.receiving import WeighedHeat, weighed_heat
from orders.services import receiving
from orders.services.checking_deliveries import Delivered
from orders.services.states import refuse_state
from orders.views.buying import UNFIT, take_rows

NOTHING = Decimal(0)
TELLING = ("heat", "pieces", "mass_kg")
TEMPLATE = "orders/receive.html"
PHOTOS = "photos"
# What asks for the page again, with everything that was typed, before anything is decided.
AGAIN = ("more", "drop", "check", "keep")

Heat = tuple[HeatRow, WeighedHeat | None, list[Any]]


@page(Role.CLERK, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Take a delivery in: a row for each heat, as many as came."""
    person = person_in(request)
    order = find_purchase_order(person, number)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    lines = ordered_lines(order)
    rows = _rows(lines, person)
    if request.method == "GET":
        missing = [li.line.line_no for li in lines if li.missing]
        # A photo that was read comes back in the address.
        scanned = [request.GET.get(f"r{n}-heat", "") for n in range(len(missing))]
        rows.blank(
            [
                {"order_line": number, "heat": heat}
                for number, heat in zip(missing, scanned, strict=True)
            ]
        )
        return show(request, TEMPLATE, _context(order, DeliveryForm(), rows, lines, person))
    sent = keep_files(request, allowed=(JPEG, PDF, PNG), many=PHOTOS)
    if sent.was_refused or any(name in sent.data for name in AGAIN):
        form = DeliveryForm(initial=sent.data.dict())
        more = sent.data.get("more", "")
        rows.keep(sent.data, more=[{"order_line": more}] if more.isdecimal() else [])
        context = _context(order, form, rows, lines, person, sent)
        return show(request, TEMPLATE, context, status=UNFIT if sent.was_refused else 200)
    form = DeliveryForm(sent.data)
    rows.read(sent.data)
    return take_rows(
        request,
        form,
        rows,
        lambda: _receive(order, form, rows, person, sent),
        template=TEMPLATE,
        context=lambda: _context(order, form, rows, lines, person, sent),
        done=_("The delivery is taken in."),
    )


@page(Role.CLERK, Role.SUPERVISOR)
@require_GET
def receive_weights(request: HttpRequest, number: str) -> HttpResponse:
    """Put the scale's kg of one row beside the table's and the tolerance, while one types.

    row: the row's prefix; its fields come by their own names.
    """
    person = person_in(request)
    lines = ordered_lines(find_purchase_order(person, number))
    rows = _rows(lines, person)
    row = rows.make(request.GET, prefix=request.GET.get("row", "")[:10], **rows.options)
    weighed = next((_weighed(row, li) for li in lines if _line_of(row) == _number(li)), None)
    return show(request, "orders/weighed.html", {"weighed": weighed})


def _rows(lines: Sequence[OrderedLine], person: Person) -> Rows[HeatRow]:
    return Rows(
        HeatRow,
        telling=TELLING,
        racks=sorted(catalogue.rack_ids_by_code(person.center_id)),
        counted={_number(line) for line in lines if line.material.is_counted},
    )


def _context(
    order: PurchaseOrder,
    form: DeliveryForm,
    rows: Rows[HeatRow],
    lines: Sequence[OrderedLine],
    person: Person,
    sent: Typed | None = None,
) -> dict[str, Any]:
    """Put each row under its order line; a line that is complete has none, and may get one."""
    ids = [str(row["certificate_file_held"].value() or "") for row in rows.forms]
    papers = {str(file.pk): file for file in held_uploads(filter(None, ids), by=person)}

    def heats(line: OrderedLine) -> list[Heat]:
        return [
            (row, _weighed(row, line), [papers[pk]] if pk in papers else [])
            for row, pk in zip(rows.forms, ids, strict=True)
            if _line_of(row) == _number(line)
        ]

    photos = held_uploads(sent.data.getlist(f"{PHOTOS}_held"), by=person) if sent else []
    return {
        "order": order,
        "form": form,
        "rows": rows,
        "groups": [(line, heats(line)) for line in lines],
        "photos": photos,
    }


def _weighed(row: HeatRow, line: OrderedLine) -> WeighedHeat | None:
    """Compare a row's weights as far as they are typed; None until they can be."""
    pieces, mass_kg = _typed(row, "pieces"), _typed(row, "mass_kg")
    if not pieces or not mass_kg or not line.material.is_counted:
        return None
    return weighed_heat(line.material, pieces=pieces, mass_kg=mass_kg)


def _typed(row: HeatRow, name: str) -> Any:
    """Read one number of a row, None where it is not typed or cannot be read."""
    try:
        return row.fields[name].clean(row[name].value())
    except ValidationError:
        return None


def _number(line: OrderedLine) -> str:
    return str(line.line.line_no)


def _line_of(row: HeatRow) -> str:
    return str(row["order_line"].value() or "")


def _receive(
    order: PurchaseOrder, form: DeliveryForm, rows: Rows[HeatRow], person: Person, sent: Typed
) -> str:
    now, data = timezone.now(), form.cleaned_data
    photos = held_uploads(sent.data.getlist(f"{PHOTOS}_held"), by=person)
    made = receiving.receive_delivery(
        purchase_order_id=order.pk,
        supplier_note=data["supplier_note"],
        vehicle=data["vehicle"],
        lines=[_delivered(row.cleaned_data) for row in rows.filled],
        held_photo_ids=[photo.pk for photo in photos],
        by=person,
        received_at=data["received_at"] or now,
        at=now,
    )
    return reverse("receipt", args=[made.number])


def _delivered(data: dict[str, Any]) -> Delivered:
    return Delivered(
        order_line=data["order_line"],
        heat=data["heat"],
        pieces=data["pieces"] or 0,
        mass_kg=data["mass_kg"] or NOTHING,
        rack=data["rack"],
        rejected_pieces=data["rejected_pieces"] or 0,
        rejected_kg=data["rejected_kg"] or NOTHING,
        reject_reason=data["reject_reason"],
        accepted_pieces=data["accepted_pieces"],
        accepted_kg=data["accepted_kg"],
        quarantine_reason=data["quarantine_reason"],
        certificate=data["certificate"],
        held_certificate_id=data["certificate_file_held"],
    )
