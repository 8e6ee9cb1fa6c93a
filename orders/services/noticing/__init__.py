"""What people are told of orders, pools, purchases and money, beside the letters that go by mail.

- of_pools.py: a pool's steps, its price, its last day.
- to_buyers.py: a workshop's orders, invoices, wishes and recalls.
- to_staff.py: what clerks, purchasers, finance and supervisors have to see to.
- coming.py: what only the clock brings: days that are the last, deliveries that are late.
- of_books.py: that the books do not add up.

A letter with papers stays a mail of its own; its notice in the app is then no second mail.
"""

from materialcenter.services.telling.news import register_news
from orders.services.noticing import of_pools, to_buyers, to_staff


def register_all() -> None:
    """Make known how everything of orders is told; its kinds are in notice_kinds.py."""
    for part in (of_pools, to_buyers, to_staff):
        register_news(part.WRITERS)
