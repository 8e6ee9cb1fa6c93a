"""The books: every money fact in double entry, written from the papers and never edited.

A job writes what has no entry yet, kind by kind, a statement for each batch; no act waits for
it, and a job that stops loses nothing, since what is left has no entry still. One entry per
fact is kept by the database, so two workers may run at once.

A fact that is dated in books that are closed is booked on the first open day and keeps its own
date beside it. Closing a period writes first all that still waits (see settings), so only
papers that are settled later than their date come that late.

What the accounts stand for:

- A receipt owes its supplier what its lots cost, freight and VAT that does not come back in
  it: "goods received, not billed". A supplier's invoice takes away as much per kg as the
  receipts of its order line brought; what it bills beside the order's price is a price
  difference, what its freight and VAT are beside the lots' is freight, and what it bills of no
  order is a charge.
- A late cost that is shared over lots comes out of the charges, where its bill goes in.
- Stock that came without an order has its own account, opening stock included.
- A deposit and a credit note are owed to the workshop until an invoice uses them.
"""

from orders.services.booking.chart import BadAccount, rename_account
from orders.services.booking.proving import BooksDifference, check_books, controls_of
from orders.services.booking.writing import write_all_books, write_books, write_waiting

__all__ = [
    "BadAccount",
    "BooksDifference",
    "check_books",
    "controls_of",
    "rename_account",
    "write_all_books",
    "write_books",
    "write_waiting",
]
