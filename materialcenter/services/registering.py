"""Workshops and suppliers: registered once per code, changed field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

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
SEES_MONEY = (*SETS_MONEY, Role.AUDITOR)
LARGEST_LIMIT = 100_000_000_000
LONGEST_TERMS_DAYS = 365
LONGEST_LEAD_DAYS = 730
LARGEST_LOAD_KG = 1_000_000
MOST_DISCOUNT_PERCENT = Decimal(99)
WORKSHOP_MONEY = ("credit_limit", "payment_terms", "billing")
SUPPLIER_MONEY = (
    "settles_on_receipt",
    "bank_name",
    "bank_account",
    "bank_holder",
    "early_discount_percent",
    "early_discount_days",
)

Partner = TypeVar("Partner", Workshop, Supplier)


class CodeTaken(Conflict):
    """The code names another one already."""

    code = "code_taken"
    sentence = _("The code %(taken)s is taken; choose another.")


class NotYoursToSet(Forbidden):
    """A field that only finance or a supervisor sets."""

    code = "only_finance_sets_this"
    sentence = _(
        "Credit limits, payment terms, bank details, discounts and settling on receipt are set by"
        " finance or a supervisor."
    )


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


_kilograms = cells.whole(least=0, largest=LARGEST_LOAD_KG, example="8.000")
_TRADES = {trade.value: trade.value for trade in Workshop.Trade}
_TERMS = {terms.value: terms.value for terms in Workshop.Terms}
_BILLING = {billing.value: billing.value for billing in Workshop.Billing}

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
    "payment_terms": Detail(
        _("Payment terms"), cells.choice(_TERMS), Workshop.Terms.CREDIT.value, "prepaid"
    ),
    "billing": Detail(
        _("Billed"), cells.choice(_BILLING), Workshop.Billing.AT_HANDOVER.value, "monthly"
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
    "order_minimum_kg": Detail(_("Smallest order in all (kg)"), _kilograms, 0),
    "truck_kg": Detail(_("Load of its truck (kg)"), _kilograms, 0),
    "settles_on_receipt": Detail(_("Evaluated receipt settlement"), _yes_or_no, False),
    "bank_name": Detail(_("Bank"), cells.text(60, "BCA"), ""),
    "bank_account": Detail(_("Account number"), cells.text(34, "0123456789"), ""),
    "bank_holder": Detail(_("Account holder"), cells.text(120, "PT Baja Contoh"), ""),
    "early_discount_percent": Detail(
        _("Discount for paying early (%)"),
        cells.or_zero(cells.decimal(places=2, largest=MOST_DISCOUNT_PERCENT, example="2")),
        Decimal(0),
    ),
    "early_discount_days": Detail(_("Early means within (days)"), _days(LONGEST_TERMS_DAYS), 0),
    "is_active": Detail(_("Active"), _yes_or_no, True),
}


@dataclass(frozen=True)
class Register(Generic[Partner]):
    """How partners of one kind are kept.

    money: the details that only SETS_MONEY may give. registered, changed: how the audit
    names the two acts.
    """

    partner: type[Partner]
    keepers: tuple[Role, ...]
    details: Mapping[str, Detail]
    money: tuple[str, ...]
    registered: str
    changed: str


_WORKSHOPS = Register(
    Workshop,
    KEEPS_WORKSHOPS,
    WORKSHOP_DETAILS,
    money=WORKSHOP_MONEY,
    registered="workshop.registered",
    changed="workshop.changed",
)
_SUPPLIERS = Register(
    Supplier,
    KEEPS_SUPPLIERS,
    SUPPLIER_DETAILS,
    money=SUPPLIER_MONEY,
    registered="supplier.registered",
    changed="supplier.changed",
)


@command
def register_workshop(*, details: Mapping[str, object], by: Person, at: datetime) -> Workshop:
    """Register a workshop. details: as typed, by the names of WORKSHOP_DETAILS.

    Raises WrongRole, DetailsRefused, NotYoursToSet, CodeTaken.
    """
    return _register(_WORKSHOPS, details, by=by, at=at)


@command
def change_workshop(
    *, code: str, details: Mapping[str, object], by: Person, at: datetime
) -> Workshop:
    """Change what is given of a workshop; its code stays.

    Raises Missing, WrongRole, DetailsRefused, NotYoursToSet.
    """
    return _change(_WORKSHOPS, code, details, by=by, at=at)


@command
def register_supplier(*, details: Mapping[str, object], by: Person, at: datetime) -> Supplier:
    """Register a supplier. details: as typed, by the names of SUPPLIER_DETAILS.

    Raises WrongRole, DetailsRefused, NotYoursToSet, CodeTaken.
    """
    return _register(_SUPPLIERS, details, by=by, at=at)


@command
def change_supplier(
    *, code: str, details: Mapping[str, object], by: Person, at: datetime
) -> Supplier:
    """Change what is given of a supplier; its code stays.

    One that is settled on receipt no more is settled by itself no more either: whoever wants it
    again starts it again. Raises Missing, WrongRole, DetailsRefused, NotYoursToSet.
    """
    supplier = _change(_SUPPLIERS, code, details, by=by, at=at)
    if supplier.settled_since is not None and not supplier.settles_on_receipt:
        supplier.settled_since = None
        supplier.save(update_fields=["settled_since"])
        audit.record(
            by=by,
            action="settling.stopped",
            subject="Supplier",
            subject_id=supplier.pk,
            at=at,
            supplier=supplier.code,
        )
    return supplier


def _register(
    kept: Register[Partner], details: Mapping[str, object], *, by: Person, at: datetime
) -> Partner:
    by.must_be(*kept.keepers)
    values = read_details(details, kept.details)
    _must_set_money(by, [f for f in kept.money if values[f] != kept.details[f].empty])
    partner = kept.partner(center_id=by.center_id, **values)
    _insert(partner)
    _record(kept.registered, partner, values, by=by, at=at)
    return partner


def _change(
    kept: Register[Partner], code: str, details: Mapping[str, object], *, by: Person, at: datetime
) -> Partner:
    rows = kept.partner.objects.visible_to(by).select_for_update(no_key=True)
    partner = rows.filter(code=code).first()
    if partner is None:
        raise Missing
    by.must_be(*kept.keepers)
    values = read_details(details, _without_code(kept.details), partly=True)
    changes = changed(partner, values)
    _must_set_money(by, [field for field in kept.money if field in changes])
    _update(partner, values, changes)
    if changes:
        _record(kept.changed, partner, changes, by=by, at=at)
    return partner


def _must_set_money(by: Person, fields: Sequence[str]) -> None:
    if fields and not by.has(*SETS_MONEY):
        raise NotYoursToSet(field=fields[0])


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
