"""Jobs of orders."""

from celery import shared_task
from django.utils import timezone

from materialcenter.access import system_person
from materialcenter.jobs import task
from orders.models import Pool
from orders.services import clearing, freezing, matching, sending, telling_members


@shared_task
def perform_due_pools() -> None:
    """Close every pool whose deadline has passed, however long ago."""
    now = timezone.now()
    for center_id, pool_id in freezing.due_pools(at=now):
        freezing.freeze_pool(pool_id=pool_id, by=system_person(center_id), at=now)


@task
def clear_pool(*, pool_id: int) -> None:
    """Clear a pool that was closed; one that was opened again or is priced already stays."""
    center_id, status = Pool.objects.values_list("center_id", "status").get(pk=pool_id)
    if status != Pool.Status.FROZEN:
        return
    clearing.clear_pool(pool_id=pool_id, by=system_person(center_id), at=timezone.now())


@task
def tell_pool_opened(*, pool_id: int) -> None:
    """Tell every buyer that a pool is open."""
    telling_members.ask_members(pool_id=pool_id, news="opened")


@task
def tell_pool_cleared(*, pool_id: int) -> None:
    """Tell the members their price and part."""
    telling_members.ask_members(pool_id=pool_id, news="cleared")


@task
def tell_pool_allocated(*, pool_id: int) -> None:
    """Tell the members that their share waits for them."""
    telling_members.ask_members(pool_id=pool_id, news="allocated")


@task
def tell_pool_cancelled(*, pool_id: int) -> None:
    """Tell the members that the pool was called off."""
    telling_members.ask_members(pool_id=pool_id, news="cancelled")


@task
def tell_member(*, pool_id: int, user_id: int, news: str) -> None:
    """Write to one member."""
    telling_members.write_to_member(pool_id=pool_id, user_id=user_id, news=news)


@task
def mail_purchase_order(*, purchase_order_id: int) -> None:
    """Mail an order to its supplier."""
    sending.mail_purchase_order(purchase_order_id=purchase_order_id, at=timezone.now())


@task
def match_supplier_invoice(*, supplier_invoice_id: int) -> None:
    """Match an invoice to what was received."""
    matching.match_invoice(supplier_invoice_id=supplier_invoice_id, at=timezone.now())


@task
def match_again(*, purchase_order_id: int) -> None:
    """Match the held invoices of an order again: more was received, or one was refused."""
    for invoice_id in matching.held_invoices(purchase_order_id=purchase_order_id):
        matching.match_invoice(supplier_invoice_id=invoice_id, at=timezone.now())
