"""The demo's books: everything up to now is booked, as a worker does it every few minutes."""

from orders.demo.calendar import Calendar
from orders.demo.people import Cast
from orders.models import Account
from orders.services.booking import rename_account, write_books


def keep_books(cast: Cast, calendar: Calendar) -> None:
    """Write the books of all that was done, with a name of the depot's own for its bank."""
    write_books(center_id=cast.finance.center_id, at=calendar.now)
    bank = Account.objects.visible_to(cast.finance).get(role=Account.Role.BANK)
    rename_account(
        account_id=bank.pk,
        code=bank.code,
        name="Bank Jateng, rekening koperasi",
        by=cast.finance,
        at=calendar.now,
    )
