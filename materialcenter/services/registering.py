"""Workshops and suppliers: registered once per code, changed field by field."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Forbidden, Missing
from materialcenter.importing import cells
from materialcenter.models import Supplier, Workshop
from materialcenter.person import Person, Role
from materialcenter.rules.identity import (
    NIB_EXAMPLE,
    NPWP_EXAMPLE,
    PHONE_EXAMPLE,
    read_nib,
    read_npwp,
    read_phone,
)
from materialcenter.rules.reading import Cell, Unreadable
from materialcenter.services.detailing import Detail, changed, read_details

KEEPS_WORKSHOPS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR)
KEEPS_SUPPLIERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR)
SETS_MONEY = (Role.FINANCE, Role.SUPERVISOR)
LARGEST_LIMIT = 100_000_000_000
LONGEST_TERMS_DAYS = 365
LONGEST_LEAD_DAYS = 730


class CodeTaken(Conflict):
    """The code names another one already."""

    code = "code_taken"
    sentence = _("The code %(taken)s is taken; choose another.")


class NotYoursToSet(Forbidden):
    """A field that only finance or a supervisor sets."""

    code = "only_finance_sets_this"
    sentence = _("Credit limits and settling on receipt are set by finance or a supervisor.")


def _yes_or_no(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    raise Unreadable("unknown_choice", cell, "true, false")


def _lines(longest: int) -> cells.Reader:
    """Take text of several lines."""

    def read(cell: Cell) -> str:
        words = "\n".join(line.strip() for line in str(cell).strip().splitlines())
        if len(words) > longest:
            raise Unreadable("too_long", cell, str(longest))
        return words

    return read


def _days(longest: int) -> cells.Reader:
    return cells.whole(least=0, largest=longest, example="14")


_TRADES = {trade.value: trade.value for trade in Workshop.Trade}

WORKSHOP_DETAILS: dict[str, Detail] = {
    "code": Detail(_("Code"), cells.code(12, "W0001")),
    "name": Detail(_("Name"), cells.text(120, "Bengkel Contoh")),
    "trade": Detail(_("Trade"), cells.choice(_TRADES)),
    "district": Detail(_("District"), cells.text(60, "Talang"), ""),
    "cluster": Detail(_("Cluster"), cells.text(60, "LIK Takaru"), ""),
    "coaching_programme": Detail(_("Coaching programme"), cells.text(80, "YDBA"), ""),
    "tier_one_partner": Detail(_("Partner of tier one"), cells.text(120, "PT Contoh"), ""),
    "whatsapp": Detail("WhatsApp", read_phone, "", PHONE_EXAMPLE),
    "email": Detail(_("Email"), cells.email, "", cells.EMAIL_EXAMPLE),
    "address": Detail(_("Address"), _lines(500), ""),
    "npwp": Detail("NPWP", read_npwp, "", NPWP_EXAMPLE),
    "nib": Detail("NIB", read_nib, "", NIB_EXAMPLE),
    "credit_limit": Detail(
        _("Credit limit (Rp)"),
        cells.whole(least=0, largest=LARGEST_LIMIT, example="25.000.000"),
        0,
    ),
    "is_active": Detail(_("Active"), _yes_or_no, True),
}

SUPPLIER_DETAILS: dict[str, Detail] = {
    "code": Detail(_("Code"), cells.code(12, "S01")),
    "name": Detail(_("Name"), cells.text(120, "PT Baja Contoh")),
    "city": Detail(_("City"), cells.text(80, "Cilegon"), ""),
    "email": Detail(_("Email"), cells.email, "", cells.EMAIL_EXAMPLE),
    "phone": Detail(_("Phone"), read_phone, "", PHONE_EXAMPLE),
    "npwp": Detail("NPWP", read_npwp, "", NPWP_EXAMPLE),
    "is_vat_registered": Detail(_("VAT registered (PKP)"), _yes_or_no, True),
    "lead_time_days": Detail(_("Lead time (days)"), _days(LONGEST_LEAD_DAYS)),
    "lead_time_spread_days": Detail(_("Lead time spread (days)"), _days(LONGEST_LEAD_DAYS)),
    "payment_terms_days": Detail(_("Payment terms (days)"), _days(LONGEST_TERMS_DAYS), 30),
    "settles_on_receipt": Detail(_("Evaluated receipt settlement"), _yes_or_no, False),
    "is_active": Detail(_("Active"), _yes_or_no, True),
}


@command
def register_workshop(*, details: Mapping[str, object], by: Person, at: datetime) -> Workshop:
    """Register a workshop. details: as typed, by the names of WORKSHOP_DETAILS.

    Raises WrongRole, DetailsRefused, NotYoursToSet, CodeTaken.
    """
    by.must_be(*KEEPS_WORKSHOPS)
    values = read_details(details, WORKSHOP_DETAILS)
    if values["credit_limit"]:
        _must_set_money(by, "credit_limit")
    workshop = Workshop(center_id=by.center_id, **values)
    _insert(workshop)
    _record("workshop.registered", workshop, values, by=by, at=at)
    return workshop


@command
def change_workshop(
    *, code: str, details: Mapping[str, object], by: Person, at: datetime
) -> Workshop:
    """Change what is given of a workshop; its code stays.

    Raises Missing, WrongRole, DetailsRefused, NotYoursToSet.
    """
    workshop = (
        Workshop.objects.visible_to(by).select_for_update(no_key=True).filter(code=code).first()
    )
    if workshop is None:
        raise Missing
    by.must_be(*KEEPS_WORKSHOPS)
    values = read_details(details, _without_code(WORKSHOP_DETAILS), partly=True)
    changes = changed(workshop, values)
    if "credit_limit" in changes:
        _must_set_money(by, "credit_limit")
    _update(workshop, values, changes)
    if changes:
        _record("workshop.changed", workshop, changes, by=by, at=at)
    return workshop


@command
def register_supplier(*, details: Mapping[str, object], by: Person, at: datetime) -> Supplier:
    """Register a supplier. details: as typed, by the names of SUPPLIER_DETAILS.

    Raises WrongRole, DetailsRefused, NotYoursToSet, CodeTaken.
    """
    by.must_be(*KEEPS_SUPPLIERS)
    values = read_details(details, SUPPLIER_DETAILS)
    if values["settles_on_receipt"]:
        _must_set_money(by, "settles_on_receipt")
    supplier = Supplier(center_id=by.center_id, **values)
    _insert(supplier)
    _record("supplier.registered", supplier, values, by=by, at=at)
    return supplier


@command
def change_supplier(
    *, code: str, details: Mapping[str, object], by: Person, at: datetime
) -> Supplier:
    """Change what is given of a supplier; its code stays.

    Raises Missing, WrongRole, DetailsRefused, NotYoursToSet.
    """
    supplier = (
        Supplier.objects.visible_to(by).select_for_update(no_key=True).filter(code=code).first()
    )
    if supplier is None:
        raise Missing
    by.must_be(*KEEPS_SUPPLIERS)
    values = read_details(details, _without_code(SUPPLIER_DETAILS), partly=True)
    changes = changed(supplier, values)
    if "settles_on_receipt" in changes:
        _must_set_money(by, "settles_on_receipt")
    _update(supplier, values, changes)
    if changes:
        _record("supplier.changed", supplier, changes, by=by, at=at)
    return supplier


def _must_set_money(by: Person, field: str) -> None:
    if not by.has(*SETS_MONEY):
        raise NotYoursToSet(field=field)


def _without_code(details: Mapping[str, Detail]) -> dict[str, Detail]:
    return {name: detail for name, detail in details.items() if name != "code"}


def _insert(partner: Workshop | Supplier) -> None:
    try:
        with transaction.atomic():
            partner.save(force_insert=True)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name not in {"workshop_code_once", "supplier_code_once"}:
            raise
        raise CodeTaken(field="code", taken=partner.code) from error


def _update(
    partner: Workshop | Supplier, values: Mapping[str, Any], changes: Mapping[str, Any]
) -> None:
    for name in changes:
        setattr(partner, name, values[name])
    if changes:
        partner.save(update_fields=list(changes))


def _record(
    action: str,
    partner: Workshop | Supplier,
    data: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
) -> None:
    audit.record(
        by=by,
        action=action,
        subject=type(partner).__name__,
        subject_id=partner.pk,
        at=at,
        fields=dict(data),
    )
