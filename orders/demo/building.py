"""The course of the demo, in the order of the calendar."""

from collections.abc import Callable
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.demo.buying import bill_september, order_these_days, send_today
from orders.demo.calendar import Calendar, calendar_from, moment
from orders.demo.counter import sell_lately, sell_now
from orders.demo.files import take_file
from orders.demo.history import close_history
from orders.demo.open_pool import join_as_sari, open_current_pool
from orders.demo.past_pool import (
    open_september_pool,
    order_what_was_wanted,
    share_and_hand_over,
    take_deliveries,
    take_payments,
)
from orders.demo.people import Cast, found_depot, give_suppliers_addresses, name_buyers
from orders.demo.yard import set_apart

Say = Callable[[str | Promise], None]
HANDED_IN_AT = moment(8, 31, 9)
LANGUAGE = "id"


def build_demo(*, now: datetime, say: Say) -> None:
    """Build the demo depot on an empty database.

    now: the moment that the demo's last days are counted from. say: told what comes next.
    """
    calendar = calendar_from(now)
    with translation.override(LANGUAGE):
        say(_("People and spreadsheets"))
        cast = found_depot(at=HANDED_IN_AT)
        _take_files(cast)
        say(_("The September pool, from 676 wishes to the last pick-up"))
        _run_september(cast)
        say(_("The weeks since then"))
        set_apart(cast, at=moment(10, 13, 9))
        sell_lately(cast, calendar)
        order_these_days(cast, calendar)
        close_history(center_id=cast.center_id, at=calendar.now)
        say(_("Today"))
        _live_today(cast, calendar)


def _take_files(cast: Cast) -> None:
    purchaser, clerk, at = cast.purchaser, cast.clerk, HANDED_IN_AT
    take_file("suppliers", "02-pemasok.xlsx", by=purchaser, at=at)
    take_file("workshops", "04-ikm.xlsx", by=cast.supervisor, at=at)
    take_file("catalogue", "01-katalog.xlsx", by=purchaser, at=at)
    take_file("offers", "03-harga-pemasok.xlsx", by=purchaser, at=at)
    take_file("opening_stock", "05-stok-awal.xlsx", by=clerk, at=moment(8, 31, 16))
    take_file("issue_history", "06-riwayat-pengeluaran.csv", by=purchaser, at=moment(8, 31, 17))
    give_suppliers_addresses(by=purchaser, at=at)
    name_buyers(by=cast.supervisor, at=at)


def _run_september(cast: Cast) -> None:
    pool = open_september_pool(cast)
    take_file(
        "pool_commitments",
        "07-pesanan-gabungan.xlsx",
        options={"pool": pool.number},
        by=cast.purchaser,
        at=moment(9, 15, 8),
    )
    orders = order_what_was_wanted(cast, pool)
    take_deliveries(cast, orders)
    notes = share_and_hand_over(cast, pool)
    bill_september(cast, orders)
    take_payments(cast, notes)


def _live_today(cast: Cast, calendar: Calendar) -> None:
    pool = open_current_pool(cast, calendar)
    join_as_sari(cast, pool, calendar)
    sell_now(cast, calendar)
    send_today(cast, calendar)
