"""Starting and stopping suppliers that are settled on receipt, and finding what is due by then."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.formats import rupiah
from materialcenter.jobs import later
from materialcenter.models import Supplier
from materialcenter.person import Person
from orders.reports.settling import SupplierToSettle, supplier_to_settle
from orders.services.supplier_invoicing import KEEPERS


class NotSettledOnReceipt(Conflict):
    """The supplier sends invoices."""

    code = "not_settled_on_receipt"
    sentence = _(
        "%(supplier)s is not settled on receipt. Change that on the supplier's page first."
    )


class StartedAlready(Conflict):
    """The supplier is settled by itself already."""

    code = "settling_started_already"
    sentence = _("%(supplier)s is settled by itself already.")


class NotStarted(Conflict):
    """The supplier is not settled by itself."""

    code = "settling_not_started"
    sentence = _("%(supplier)s is not settled by itself.")


class SettlingOutOfDate(Conflict):
    """What is due is not what the person saw."""

    code = "settling_out_of_date"
    sentence = _("Now %(total)s is due, which is not what you saw. Look at it again.")


class SinceInFuture(Invalid):
    """The first day has not come."""

    code = "since_in_the_future"
    sentence = _("The first day of receipts that are settled lies in the future.")


@command
def start_settling(
    *, supplier_id: int, since: date, total: int, by: Person, at: datetime
) -> SupplierToSettle:
    """Have a supplier's receipts from a day on settled by itself, those that are due at once.

    total: what the person saw to be due of them, whole rupiah. Returns what is settled now.
    Raises WrongRole, Missing, NotSettledOnReceipt, StartedAlready, SinceInFuture,
    SettlingOutOfDate.
    """
    by.must_be(*KEEPERS)
    supplier = _lock(supplier_id, by=by)
    if not supplier.settles_on_receipt:
        raise NotSettledOnReceipt(supplier=supplier.name)
    if supplier.settled_since is not None:
        raise StartedAlready(supplier=supplier.name)
    if since > timezone.localdate(at):
        raise SinceInFuture(field="since")
    found = supplier_to_settle(supplier, since=since)
    if found.total != total:
        raise SettlingOutOfDate(total=rupiah(found.total))
    supplier.settled_since = since
    supplier.save(update_fields=["settled_since"])
    for one in found.due:
        later(
            "orders.tasks.settle_receipt",
            center_id=supplier.center_id,
            receipt_id=one.receipt.pk,
        )
    _record("started", supplier, by=by, at=at, since=since, total=total)
    return found


@command
def stop_settling(*, supplier_id: int, by: Person, at: datetime) -> Supplier:
    """Have a supplier settled no more by itself; what was settled stays.

    Raises WrongRole, Missing, NotStarted.
    """
    by.must_be(*KEEPERS)
    supplier = _lock(supplier_id, by=by)
    if supplier.settled_since is None:
        raise NotStarted(supplier=supplier.name)
    supplier.settled_since = None
    supplier.save(update_fields=["settled_since"])
    _record("stopped", supplier, by=by, at=at)
    return supplier


def receipts_due(center_id: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield center and receipt of all that is due of suppliers that were started."""
    suppliers = Supplier.objects.filter(settles_on_receipt=True, settled_since__isnull=False)
    if center_id is not None:
        suppliers = suppliers.filter(center_id=center_id)
    for supplier in suppliers.order_by("center_id", "code"):
        for one in supplier_to_settle(supplier, since=supplier.settled_since).due:
            yield supplier.center_id, one.receipt.pk


@step
def _lock(supplier_id: int, *, by: Person) -> Supplier:
    rows = Supplier.objects.visible_to(by).select_for_update(no_key=True).filter(pk=supplier_id)
    supplier = rows.first()
    if supplier is None:
        raise Missing(field="supplier")
    return supplier


def _record(act: str, supplier: Supplier, *, by: Person, at: datetime, **facts: object) -> None:
    audit.record(
        by=by,
        action=f"settling.{act}",
        subject="Supplier",
        subject_id=supplier.pk,
        at=at,
        supplier=supplier.code,
        **facts,
    )
