"""How much more than ordered may come at the demo depot."""

from datetime import datetime
from decimal import Decimal

from orders.demo.people import Cast
from orders.services.limiting_receipts import set_receipt_limit

USUAL_PERCENT, USUAL_KG = Decimal(3), Decimal(500)


def limit_receipts(cast: Cast, *, at: datetime) -> None:
    """Let the supervisor set what may come on top of any order written from now on."""
    set_receipt_limit(
        supplier="",
        material="",
        over_percent=USUAL_PERCENT,
        over_kg=USUAL_KG,
        by=cast.supervisor,
        at=at,
    )
