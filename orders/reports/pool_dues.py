"""What must be paid before a workshop picks up its shares of a pool, and how."""

from dataclasses import dataclass

from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import AllocatedShare, Pool
from orders.reports.billing import WaysToPay, ways_for
from orders.reports.pools.deposits import payment_reference
from orders.reports.selling import Pick, pool_pick

# Before the first share nobody knows what to pay, and a pool that is over asks nothing.
SHARED_OUT = frozenset({Pool.Status.RECEIVING, Pool.Status.ALLOCATED})


@dataclass(frozen=True)
class PoolDue:
    """What a workshop's waiting shares come to, and how what is due now may be paid.

    The bill has VAT in it; pick.deposit of it is paid ahead, pick.due_now must be paid as a
    deposit for the pool before the goods leave. reference: what to name when paying.
    """

    pool: Pool
    pick: Pick
    ways: WaysToPay
    reference: str

    @property
    def workshop(self) -> Workshop:
        """Return whose shares they are."""
        return self.pick.workshop

    @property
    def is_prepaid(self) -> bool:
        """Say whether the workshop pays before pick-up, whatever it owes."""
        return self.workshop.payment_terms == Workshop.Terms.PREPAID


def due_of(pool: Pool, pick: Pick) -> PoolDue:
    """Say how what is due of a pick may be paid. Center at hand."""
    reference = payment_reference(pool, pick.workshop)
    ways = ways_for(pool.center, amount=pick.due_now, bill_number=reference)
    return PoolDue(pool, pick, ways, reference)


def own_dues(pool: Pool, person: Person) -> list[PoolDue]:
    """List what a buyer's workshops must pay before they pick up, by code; center at hand.

    A workshop on credit is there only when something is due at once, one that pays before
    pick-up as long as shares wait. Nothing for staff, and before anything is shared out.
    """
    if person.is_staff or pool.status not in SHARED_OUT:
        return []
    shared = AllocatedShare.objects.visible_to(person).filter(allocation__pool_material__pool=pool)
    workshops = Workshop.objects.visible_to(person).filter(pk__in=shared.values("workshop_id"))
    dues = [due_of(pool, pool_pick(pool, workshop)) for workshop in workshops.order_by("code")]
    return [due for due in dues if due.pick.parts and (due.pick.due_now or due.is_prepaid)]
