"""Jobs of orders."""

import logging
from datetime import date

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from materialcenter.access import system_person
from materialcenter.jobs import later_unless_waiting, task
from materialcenter.models import Center
from materialcenter.services.telling import news
from orders.models import Order, Payment, Pool
from orders.reports.pools.quotes import pools_to_go_on
from orders.services import (
    asking_members,
    billing,
    booking,
    cancelling,
    clearing,
    debiting,
    exporting_taxes,
    freezing,
    invoicing,
    matching,
    measuring_lead_times,
    reminding,
    returning_deposits,
    rolling_over,
    sending,
    sending_debit_notes,
    sending_quotes,
    sending_settlements,
    settling,
    standing,
    starting_settlements,
    suggesting,
    taking_in_wishes,
    tallying,
    telling_buyers,
    telling_members,
    telling_of_recalls,
    writing_credit_notes,
)
from orders.services.noticing import coming, of_books

_log = logging.getLogger(__name__)


@shared_task
def perform_due_pools() -> None:
    """Have every pool closed whose deadline has passed, however long ago, each by itself."""
    due = freezing.due_pools(at=timezone.now())
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.close_due_pool",
            [(center_id, {"pool_id": pool_id}) for center_id, pool_id in due],
        )


@shared_task
def watch_pools() -> None:
    """Work out once for everybody how open pools stand, as soon as something changed."""
    standing.watch_pools(at=timezone.now())


@shared_task
def fold_tallies() -> None:
    """Add up what commitments changed of the pools' sums, each pool by itself."""
    for pool_id in tallying.pools_to_fold():
        tallying.fold_tallies(pool_id=pool_id)


@task
def close_due_pool(*, pool_id: int) -> None:
    """Close a pool whose deadline has passed."""
    center_id = Pool.objects.values_list("center_id", flat=True).get(pk=pool_id)
    freezing.close_due_pool(pool_id=pool_id, by=system_person(center_id), at=timezone.now())


@shared_task
def price_due_pools() -> None:
    """Have every closed pool taken on for which nobody is waited for any more."""
    due = pools_to_go_on(at=timezone.now())
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.clear_pool",
            [(center_id, {"pool_id": pool_id}) for center_id, pool_id in due],
        )


@task
def clear_pool(*, pool_id: int) -> None:
    """Take a closed pool on to its price; one that waits, is open again or priced stays."""
    center_id = Pool.objects.values_list("center_id", flat=True).get(pk=pool_id)
    clearing.clear_due_pool(pool_id=pool_id, by=system_person(center_id), at=timezone.now())


@task
def mail_quote_request(*, quote_request_id: int) -> None:
    """Mail a supplier a request for a firm price."""
    sending_quotes.mail_quote_request(quote_request_id=quote_request_id, at=timezone.now())


@task
def mail_quote_withdrawn(*, quote_request_id: int) -> None:
    """Tell a supplier that a request is moot."""
    sending_quotes.mail_quote_withdrawn(quote_request_id=quote_request_id)


@task
def tell_price_asked(*, pool_id: int) -> None:
    """Write to the members who are asked about the firm price."""
    asking_members.tell_price_asked(pool_id=pool_id)


@task
def tell_wishes_kept(*, wish_ids: list[int]) -> None:
    """Write to the workshops whose wishes are kept for the next pool."""
    rolling_over.tell_wishes_kept(wish_ids=wish_ids)


@task
def take_in_kept_wishes(*, pool_id: int, workshop_id: int) -> None:
    """Take a workshop's kept wishes into a pool that opened."""
    center_id = Pool.objects.values_list("center_id", flat=True).get(pk=pool_id)
    taking_in_wishes.take_in_of_workshop(
        pool_id=pool_id, workshop_id=workshop_id, by=system_person(center_id), at=timezone.now()
    )


@task
def tell_members(*, pool_id: int, event_id: int) -> None:
    """Tell the members of a pool about one of its steps."""
    news.tell_news(about="pool_step", about_id=event_id, mark="", at=timezone.now())
    telling_members.tell_members(pool_id=pool_id, event_id=event_id)


@task
def tell_member(*, event_id: int, user_id: int | None, workshop_id: int | None) -> None:
    """Write to one member."""
    telling_members.write_to_member(event_id=event_id, user_id=user_id, workshop_id=workshop_id)


@task
def mail_purchase_order(*, purchase_order_id: int) -> None:
    """Mail an order to its supplier."""
    sending.mail_purchase_order(purchase_order_id=purchase_order_id, at=timezone.now())


@task
def mail_debit_note(*, supplier_credit_id: int) -> None:
    """Mail a booked debit note to its supplier."""
    sending_debit_notes.mail_debit_note(supplier_credit_id=supplier_credit_id, at=timezone.now())


@task
def match_supplier_invoice(*, supplier_invoice_id: int) -> None:
    """Match an invoice to what was received."""
    matching.match_invoice(supplier_invoice_id=supplier_invoice_id, at=timezone.now())


@task
def match_again(*, purchase_order_id: int) -> None:
    """Match an order's held invoices again, and debit what went back of those let pass.

    More was received, some went back, or an invoice was refused or lowered. One debit note
    waits at a time: the next is drafted when it is booked.
    """
    for invoice_id in matching.held_invoices(purchase_order_id=purchase_order_id):
        matching.match_invoice(supplier_invoice_id=invoice_id, at=timezone.now())
    for invoice_id in debiting.passed_invoices(purchase_order_id=purchase_order_id):
        if debiting.debit_passed(supplier_invoice_id=invoice_id, at=timezone.now()) is not None:
            break


@shared_task
def settle_due_receipts() -> None:
    """Have every receipt settled of which something is due, each by itself."""
    due = list(starting_settlements.receipts_due())
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.settle_receipt",
            [(center_id, {"receipt_id": receipt_id}) for center_id, receipt_id in due],
        )


@task
def settle_receipt(*, receipt_id: int) -> None:
    """Draw up the settlement of what is due of a receipt."""
    settling.settle_receipt(receipt_id=receipt_id, at=timezone.now())


@task
def mail_settlement(*, supplier_invoice_id: int) -> None:
    """Mail a settlement to its supplier."""
    sending_settlements.mail_settlement(supplier_invoice_id=supplier_invoice_id, at=timezone.now())


@task
def mail_void_settlement(*, supplier_invoice_id: int) -> None:
    """Mail a supplier that a settlement is void."""
    sending_settlements.mail_void_settlement(
        supplier_invoice_id=supplier_invoice_id, at=timezone.now()
    )


@shared_task
def expire_orders() -> None:
    """Have every order ended that nobody picked up in time, each by itself."""
    expired = cancelling.expired_orders(at=timezone.now())
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.expire_order",
            [(center_id, {"order_id": order_id}) for center_id, order_id in expired],
        )


@task
def expire_order(*, order_id: int) -> None:
    """End an order that nobody picked up in time."""
    center_id = Order.objects.values_list("center_id", flat=True).get(pk=order_id)
    cancelling.expire_order(order_id=order_id, by=system_person(center_id), at=timezone.now())


@task
def tell_order_placed(*, order_id: int) -> None:
    """Tell the workshop's buyers that an order is held for them, and the clerks to pick it."""
    news.tell_news(about="order_to_pick", about_id=order_id, mark="", at=timezone.now())
    workshop_id = Order.objects.values_list("workshop_id", flat=True).get(pk=order_id)
    telling_buyers.ask_buyers(workshop_id=workshop_id, about="order_placed", about_id=order_id)


@task
def tell_order_expired(*, order_id: int) -> None:
    """Tell the workshop's buyers that an order is not held any more."""
    workshop_id = Order.objects.values_list("workshop_id", flat=True).get(pk=order_id)
    telling_buyers.ask_buyers(workshop_id=workshop_id, about="order_expired", about_id=order_id)


@task
def send_invoice(*, invoice_id: int) -> None:
    """Write an invoice's PDF and mail it."""
    invoicing.send_invoice(invoice_id=invoice_id, at=timezone.now())


@task
def print_invoice_anew(*, invoice_id: int) -> None:
    """Write an invoice's PDF anew, with its tax number."""
    invoicing.print_anew(invoice_id=invoice_id, at=timezone.now())


@task
def write_tax_export(*, tax_export_id: int) -> None:
    """Write a file of tax invoices."""
    exporting_taxes.write_tax_export(tax_export_id=tax_export_id, at=timezone.now())


@shared_task
def bill_months() -> None:
    """Have every workshop billed for the month that is over, each by itself."""
    now = timezone.now()
    month = billing.month_before(timezone.localdate(now)).isoformat()
    due = billing.workshops_to_bill(at=now)
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.bill_month",
            [
                (center_id, {"workshop_id": workshop_id, "month": month})
                for center_id, workshop_id in due
            ],
        )


@task
def bill_month(*, workshop_id: int, month: str) -> None:
    """Bill a workshop for a month."""
    billing.bill_month(workshop_id=workshop_id, month=date.fromisoformat(month), at=timezone.now())


@task
def bill_pool(*, pool_id: int) -> None:
    """Bill the workshops that are billed by pool and have got all of it."""
    for workshop_id in billing.pools_workshops(pool_id):
        billing.bill_pool(pool_id=pool_id, workshop_id=workshop_id, at=timezone.now())


@task
def credit_left_deposits(*, pool_id: int) -> None:
    """Give back what a pool that is over left of its deposits."""
    returning_deposits.credit_left_deposits(pool_id=pool_id, at=timezone.now())


@task
def send_credit_note(*, credit_note_id: int) -> None:
    """Write a credit note's PDF and mail it."""
    writing_credit_notes.send_credit_note(credit_note_id=credit_note_id, at=timezone.now())


@task
def send_payment_receipt(*, payment_id: int) -> None:
    """Mail the receipt of a payment."""
    workshop_id = Payment.objects.values_list("workshop_id", flat=True).get(pk=payment_id)
    telling_buyers.ask_buyers(workshop_id=workshop_id, about="payment", about_id=payment_id)


@shared_task
def remind_workshops() -> None:
    """Have every workshop reminded of what is due, in working hours, each by itself."""
    due = reminding.workshops_to_remind(at=timezone.now())
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.remind_workshop",
            [(center_id, {"workshop_id": workshop_id}) for center_id, workshop_id in due],
        )


@task
def remind_workshop(*, workshop_id: int) -> None:
    """Remind a workshop of what is due."""
    reminding.remind_workshop(workshop_id=workshop_id, at=timezone.now())


@task
def tell_buyer(*, workshop_id: int, user_id: int | None, about: str, about_id: int) -> None:
    """Write to one buyer of a workshop."""
    telling_buyers.write_to_buyer(
        workshop_id=workshop_id, user_id=user_id, about=about, about_id=about_id
    )


@task
def tell_of_recall(*, notice_id: int, about: str) -> None:
    """Tell a workshop's buyers what is recalled of what they got, or remind them."""
    telling_of_recalls.ask_about_recall(notice_id=notice_id, about=about, at=timezone.now())


@shared_task
def measure_all_lead_times() -> None:
    """Measure how long every center's suppliers really take."""
    for center_id in Center.objects.order_by("pk").values_list("pk", flat=True):
        measuring_lead_times.measure_lead_times(center_id=center_id, at=timezone.now())


@task
def suggest_for_alert(*, alert_id: int) -> None:
    """Work out what to do about a material that runs low."""
    suggesting.suggest_for_alert(alert_id=alert_id, at=timezone.now())


@task
def tell_alert_again(*, alert_id: int) -> None:
    """Tell of an alert that nobody answered, and more people the longer it stands."""
    suggesting.tell_alert_again(alert_id=alert_id, at=timezone.now())


@shared_task
def write_books() -> None:
    """Have every center's papers written into its books that are not there yet."""
    centers = Center.objects.order_by("pk").values_list("pk", flat=True)
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.write_books_of", [(pk, {"of_center_id": pk}) for pk in centers]
        )


@task
def write_books_of(*, of_center_id: int) -> None:
    """Write a center's papers into its books that are not there yet."""
    booking.write_books(center_id=of_center_id, at=timezone.now())


@shared_task
def prove_books() -> None:
    """Prove every center's books at night, log what differs and tell the supervisors."""
    booking.write_all_books(at=timezone.now())
    differences = list(booking.check_books(at=timezone.now()))
    for difference in differences:
        _log.error("The books differ: %s", difference)
    of_books.tell_books_differ(differences, at=timezone.now())


@shared_task
def tell_what_comes() -> None:
    """Have every center's people told of what only the clock brings."""
    centers = Center.objects.order_by("pk").values_list("pk", flat=True)
    with transaction.atomic():
        later_unless_waiting(
            "orders.tasks.tell_what_comes_of", [(pk, {"of_center_id": pk}) for pk in centers]
        )


@task
def tell_what_comes_of(*, of_center_id: int) -> None:
    """Have a center's people told of last days, reservations that end and deliveries."""
    coming.tell_what_comes(center_id=of_center_id, at=timezone.now())
