"""Withdrawing what suppliers and members were asked, when a pool opens again or is called off."""

from materialcenter.commands import step
from materialcenter.jobs import later
from orders.models import Pool, PriceQuestion, QuoteRequest


@step
def withdraw_quotes(pool: Pool) -> int:
    """Withdraw the requests of a locked pool that takes commitments again or is called off.

    Members who were asked and did not answer are not waited for either. Returns how many
    requests were withdrawn; their suppliers are told, as far as they had not declined.
    """
    PriceQuestion.objects.filter(
        pool_material__pool=pool, answer=PriceQuestion.Answer.WAITING
    ).update(answer=PriceQuestion.Answer.SILENT)
    rows = QuoteRequest.objects.filter(pool=pool).exclude(status=QuoteRequest.Status.WITHDRAWN)
    count = 0
    for request in rows.select_for_update(no_key=True).order_by("pk"):
        was_declined = request.status == QuoteRequest.Status.DECLINED
        request.status = QuoteRequest.Status.WITHDRAWN
        request.save(update_fields=["status"])
        count += 1
        if not was_declined:
            later(
                "orders.tasks.mail_quote_withdrawn",
                center_id=pool.center_id,
                quote_request_id=request.pk,
            )
    return count
