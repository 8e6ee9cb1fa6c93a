"""What pages show of a deposit that is to be paid before a wish is taken."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from materialcenter.models import Workshop
from orders.models import Pool
from orders.reports.billing import WaysToPay, ways_for
from orders.reports.pools.deposits import payment_reference
from orders.services.committing import DepositNeeded
from orders.views.qris import qris_code


@dataclass(frozen=True)
class MissingDeposit:
    """What a refused wish asks to be paid first, in whole rupiah, and how to pay it."""

    pool: Pool
    workshop: Workshop
    limit: int
    used: int
    needed: int
    paid: int
    missing: int
    reference: str
    ways: WaysToPay
    code: str


def missing_deposit(pool: Pool, workshop: Workshop, refusal: DepositNeeded) -> MissingDeposit:
    """Say how what is missing may be paid, with the refusal's own amounts."""
    reference = payment_reference(pool, workshop)
    ways = ways_for(pool.center, amount=refusal.data["missing"], bill_number=reference)
    code = qris_code(ways, label=_("QRIS code for the deposit"))
    return MissingDeposit(pool, workshop, **refusal.data, reference=reference, ways=ways, code=code)
