"""Exporting tax invoices for the tax office, and taking in the numbers that it gives back."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.formats import whole
from materialcenter.jobs import later
from materialcenter.models import Attachment, Center, Role
from materialcenter.numbering import next_number
from materialcenter.person import Person, system_person
from materialcenter.rules.filetypes import XML
from materialcenter.services.filing import file_away
from orders.documents.e_faktur import NO_TKU, write_bulk
from orders.documents.tax_exports import tax_invoice
from orders.models import ExportedInvoice, Invoice, TaxExport
from orders.reports.tax_exports import invoices_of, invoices_with_tax
from orders.services.paying import lock_invoice
from orders.services.printing_sales import DOCUMENT_LANGUAGE

EXPORTERS = (Role.FINANCE, Role.SUPERVISOR)
MOST_INVOICES = 5000
_NSFP = re.compile(r"[0-9]{17}", re.ASCII)
_BETWEEN = re.compile(r"[\s.\-]+")


class NotVatRegistered(Conflict):
    """The center is no PKP, or lacks the number of one."""

    code = "seller_not_vat_registered"
    sentence = _(
        "Only a VAT-registered seller (PKP) with an NPWP of 16 digits has tax invoices to export."
    )


class PeriodMissing(Invalid):
    """Neither days nor invoices were named, or the days run backwards."""

    code = "tax_period_missing"
    sentence = _("Say from which day until which day, or which invoices.")


class NothingToExport(Conflict):
    """No invoice with tax is left to export."""

    code = "nothing_to_export"
    sentence = _("No invoice with VAT of these days waits to be exported.")


class TooManyInvoices(Invalid):
    """More than one file takes."""

    code = "too_many_tax_invoices"
    sentence = _("A file takes at most %(most)s invoices. Choose fewer days.")


class ExportRefused(Conflict):
    """Some invoices cannot be exported; `faults` names each."""

    code = "tax_export_refused"
    sentence = _("These invoices cannot be exported like that.")


class BuyersUnnumbered(Conflict):
    """Some workshops have neither NPWP (NIK) nor NIB; `faults` names each."""

    code = "tax_buyers_unnumbered"
    sentence = _(
        "A tax invoice needs the buyer's NPWP or NIK, or else a NIB. It is missing of: %(workshops)s."
    )


class BadTaxNumber(Invalid):
    """A number that is none of a tax invoice."""

    code = "tax_number_invalid"
    sentence = _("The number of a tax invoice (NSFP) has 17 digits.")


class TaxNumberTaken(Conflict):
    """Another invoice has the number."""

    code = "tax_number_taken"
    sentence = _("Invoice %(invoice)s has this number already.")


class NoTax(Conflict):
    """The invoice bears no tax, so it has no tax invoice."""

    code = "invoice_without_tax"
    sentence = _("Invoice %(invoice)s bears no VAT, so it has no tax invoice.")


@dataclass(frozen=True)
class Wanted:
    """Which invoices: by their numbers, or, with none, of days (both of them in it).

    again: those that a file holds already too, on purpose.
    """

    since: date | None = None
    until: date | None = None
    numbers: tuple[str, ...] = ()
    again: bool = False


@command
def export_invoices(*, wanted: Wanted, by: Person, at: datetime) -> TaxExport:
    """Put invoices into a file for the tax office, each once unless again on purpose.

    The file is written by a worker. Locks the invoices. Raises WrongRole, NotVatRegistered,
    PeriodMissing, ExportRefused (each unknown, untaxed or exported invoice), NothingToExport,
    TooManyInvoices, BuyersUnnumbered (each workshop).
    """
    by.must_be(*EXPORTERS)
    center = Center.objects.get(pk=by.center_id)
    if not (center.is_vat_registered and center.npwp):
        raise NotVatRegistered
    found = _locked(wanted, by)
    exported = _exported(found)
    if wanted.numbers:
        _refuse_named(wanted, found, exported)
    elif not wanted.again:
        found = [invoice for invoice in found if invoice.pk not in exported]
    if not found:
        raise NothingToExport
    _refuse_unnumbered(found)
    return _write(center, wanted, found, exported, by=by, at=at)


@step
def _locked(wanted: Wanted, by: Person) -> list[Invoice]:
    """Lock what is wanted, by id. Raises PeriodMissing, TooManyInvoices."""
    rows = invoices_with_tax(by)
    if wanted.numbers:
        rows = rows.filter(number__in=wanted.numbers)
    elif wanted.since is None or wanted.until is None or wanted.until < wanted.since:
        raise PeriodMissing(field="until")
    else:
        rows = rows.filter(
            issued_at__gte=_midnight(wanted.since),
            issued_at__lt=_midnight(wanted.until + timedelta(days=1)),
        )
        if not wanted.again:
            rows = rows.exclude(exports__isnull=False)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_INVOICES + 1])
    if len(ids) > MOST_INVOICES:
        raise TooManyInvoices(field="until", most=whole(MOST_INVOICES))
    locked = Invoice.objects.filter(pk__in=ids).select_for_update(no_key=True, of=("self",))
    return list(locked.select_related("workshop").order_by("pk"))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _exported(invoices: Sequence[Invoice]) -> set[int]:
    """Return which of the locked invoices a file holds; read after the locks, so it stays so."""
    rows = ExportedInvoice.objects.filter(invoice__in=[invoice.pk for invoice in invoices])
    return set(rows.values_list("invoice_id", flat=True))


def _refuse_named(wanted: Wanted, found: Sequence[Invoice], exported: Collection[int]) -> None:
    """Name every invoice that was asked for by number and cannot go. Raises ExportRefused."""
    by_number = {invoice.number: invoice for invoice in found}
    faults = []
    for n, number in enumerate(wanted.numbers):
        invoice = by_number.get(number)
        if invoice is None:
            code, sentence = "no_tax_invoice", __("%(invoice)s: no invoice with VAT.")
        elif invoice.pk in exported and not wanted.again:
            code, sentence = "exported_already", __("%(invoice)s: it was exported already.")
        else:
            continue
        faults.append(Fault(code, sentence % {"invoice": number}, "numbers", f"numbers.{n}"))
    if faults:
        raise ExportRefused(field="numbers", faults=faults)


def _refuse_unnumbered(invoices: Sequence[Invoice]) -> None:
    """Refuse buyers whom the tax office could not tell apart. Raises BuyersUnnumbered."""
    missing = {
        invoice.workshop.code: invoice.workshop.name
        for invoice in invoices
        if not (invoice.workshop.npwp or invoice.workshop.nib)
    }
    if missing:
        raise BuyersUnnumbered(
            workshops=", ".join(f"{code} {name}" for code, name in sorted(missing.items())),
            faults=[
                Fault("buyer_unnumbered", f"{code} {name}", "workshop")
                for code, name in sorted(missing.items())
            ],
        )


@step
def _write(
    center: Center,
    wanted: Wanted,
    invoices: Sequence[Invoice],
    exported: Collection[int],
    *,
    by: Person,
    at: datetime,
) -> TaxExport:
    export = TaxExport.objects.create(
        center=center,
        number=next_number(
            center_id=center.pk,
            center_code=center.code,
            kind="EF",
            year=timezone.localtime(at).year,
        ),
        since=None if wanted.numbers else wanted.since,
        until=None if wanted.numbers else wanted.until,
        invoice_count=len(invoices),
        exported_by_id=by.user_id,
        exported_at=at,
    )
    ExportedInvoice.objects.bulk_create(
        ExportedInvoice(export=export, invoice=invoice, is_again=invoice.pk in exported)
        for invoice in invoices
    )
    audit.record(
        by=by,
        action="tax_export.made",
        subject="TaxExport",
        subject_id=export.pk,
        at=at,
        invoices=len(invoices),
        again=sum(invoice.pk in exported for invoice in invoices),
    )
    later("orders.tasks.write_tax_export", center_id=center.pk, tax_export_id=export.pk)
    return export


def write_tax_export(*, tax_export_id: int, at: datetime) -> None:
    """Write the file and keep it; the one that is kept first stays. Repeatable."""
    export = TaxExport.objects.select_related("center").get(pk=tax_export_id)
    if export.document_id is None:
        _keep_file(tax_export_id=export.pk, content=tax_export_file(export), at=at)


def tax_export_file(export: TaxExport) -> bytes:
    """Return the file as it is kept; before a worker has written it, write it now.

    Center at hand. Raises FileNotAsAgreed.
    """
    if export.document_id is not None:
        kept = Attachment.objects.select_related("content").get(pk=export.document_id)
        return bytes(kept.content.content)
    center = export.center
    with translation.override(DOCUMENT_LANGUAGE):
        return write_bulk(
            tin=center.npwp,
            seller_tku=center.nitku or center.npwp + NO_TKU,
            invoices=[tax_invoice(taxed) for taxed in invoices_of(export)],
        )


@command
def _keep_file(*, tax_export_id: int, content: bytes, at: datetime) -> None:
    export = TaxExport.objects.select_for_update(no_key=True).get(pk=tax_export_id)
    if export.document_id is not None:
        return
    export.document = file_away(
        center_id=export.center_id,
        name=f"{export.number}.xml",
        media_type=XML,
        content=content,
        subject="TaxExport",
        subject_id=export.pk,
        by=system_person(export.center_id),
        at=at,
    )
    export.save(update_fields=["document"])
    audit.record(
        by=system_person(export.center_id),
        action="tax_export.written",
        subject="TaxExport",
        subject_id=export.pk,
        at=at,
    )


@command
def enter_tax_number(*, invoice_id: int, tax_number: str, by: Person, at: datetime) -> Invoice:
    """Enter the number (NSFP) that the tax office gave an invoice, and print the invoice anew.

    tax_number: 17 digits, with or without dots, dashes and blanks. A wrong one is mended by
    entering it again. Locks the center's invoice. Raises WrongRole, NoSuchInvoice,
    BadTaxNumber, NoTax, TaxNumberTaken.
    """
    by.must_be(*EXPORTERS)
    number = _BETWEEN.sub("", tax_number)
    if not _NSFP.fullmatch(number):
        raise BadTaxNumber(field="tax_number")
    Center.objects.select_for_update(no_key=True).get(pk=by.center_id)
    invoice = lock_invoice(invoice_id, by=by)
    if not invoice.tax:
        raise NoTax(invoice=invoice.number)
    taken = Invoice.objects.filter(center_id=by.center_id, tax_number=number).exclude(pk=invoice.pk)
    other = taken.values_list("number", flat=True).first()
    if other is not None:
        raise TaxNumberTaken(field="tax_number", invoice=other)
    before, invoice.tax_number = invoice.tax_number, number
    invoice.save(update_fields=["tax_number"])
    audit.record(
        by=by,
        action="invoice.tax_number_entered",
        subject="Invoice",
        subject_id=invoice.pk,
        at=at,
        tax_number=number,
        before=before,
    )
    later("orders.tasks.print_invoice_anew", center_id=invoice.center_id, invoice_id=invoice.pk)
    return invoice
