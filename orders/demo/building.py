"""The course of the demo, in the order of the calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.commands import joined_commands
from orders.demo.agreements import agree_on_scrap
from orders.demo.books import keep_books
from orders.demo.buying import bill_september, order_today, restock
from orders.demo.calendar import calendar_from, moment
from orders.demo.certifying import certify_lots
from orders.demo.counter import ask_in_vain, sell_lately, sell_now, sell_out
from orders.demo.counting import count_stock
from orders.demo.cutting import cut_a_plate, plan_shafts
from orders.demo.files import take_file
from orders.demo.history import close_history
from orders.demo.limits import limit_receipts
from orders.demo.money import give_back, pay_before_pick_up
from orders.demo.next_pool import draft_next_pool
from orders.demo.office import tell_the_office
from orders.demo.open_pool import join_as_sari, open_current_pool
from orders.demo.past_pool import (
    open_september_pool,
    order_what_was_wanted,
    share_and_hand_over,
    share_first_part,
    take_first_deliveries,
    take_last_deliveries,
    take_payments,
)
from orders.demo.people import (
    Cast,
    choose_passwords,
    employ_people,
    give_suppliers_addresses,
    invite_buyers,
)
from orders.demo.places import hand_some_back, lay_out_yard
from orders.demo.recalls import recall_a_heat
from orders.demo.receivables import ask_to_write_off, bring_bank_statement
from orders.demo.returns import send_some_back
from orders.demo.settling import settle_on_receipt
from orders.demo.suppliers_paid import pay_suppliers
from orders.demo.telling import tell_people
from orders.demo.waiting_pool import wait_for_quotes
from orders.demo.weighbridge import set_up_scales, weigh_trucks
from orders.demo.yard import plan_stock, set_apart, set_levels_by_hand, watch_stock

Say = Callable[[str | Promise], None]
HANDED_IN_AT = moment(8, 31, 9)
LANGUAGE = "id"


def build_demo(*, now: datetime, say: Say) -> None:
    """Build the demo depot on an empty database, all of it or, when it is stopped, none.

    now: the moment that the demo's last days are counted from. say: told what comes next.
    """
    calendar = calendar_from(now)
    with translation.override(LANGUAGE), joined_commands():
        say(_("People and spreadsheets"))
        cast = employ_people(at=HANDED_IN_AT)
        _take_files(cast)
        say(_("The September pool, from 676 wishes to the last pick-up"))
        _run_september(cast)
        say(_("The weeks since then, the open pool and today"))
        set_apart(cast, at=moment(10, 13, 9))
        certify_lots(cast, at=moment(10, 13, 10))
        set_levels_by_hand(cast, at=moment(10, 13, 14))
        restock(cast, calendar)
        agree_on_scrap(cast, calendar)
        sell_lately(cast, calendar)
        sell_out(cast, calendar)
        ask_in_vain(cast, calendar)
        join_as_sari(cast, open_current_pool(cast, calendar), calendar)
        wait_for_quotes(cast, calendar)
        draft_next_pool(cast, calendar)
        sell_now(cast, calendar)
        pay_suppliers(cast, calendar)
        close_history(cast, at=calendar.now)
        order_today(cast, calendar)
        lay_out_yard(cast, at=calendar.now)
        hand_some_back(cast, at=calendar.now)
        set_up_scales(cast, at=calendar.now - timedelta(hours=3))
        send_some_back(cast, at=calendar.now - timedelta(hours=4))
        weigh_trucks(cast, at=calendar.now - timedelta(hours=2))
        cut_a_plate(cast, at=calendar.now - timedelta(hours=1))
        plan_shafts(cast, at=calendar.now - timedelta(minutes=50))
        count_stock(cast, calendar)
        recall_a_heat(cast, calendar)
        ask_to_write_off(cast, at=calendar.now - timedelta(minutes=30))
        bring_bank_statement(cast, at=calendar.now - timedelta(minutes=20))
        limit_receipts(cast, at=calendar.now - timedelta(minutes=10))
        tell_the_office(cast, today=calendar.today, at=calendar.ago(1, 11))
        plan_stock(cast, at=calendar.now)
        watch_stock(cast, at=calendar.now)
        keep_books(cast, calendar)
        tell_people(cast, calendar)


def _take_files(cast: Cast) -> None:
    purchaser, clerk, at = cast.purchaser, cast.clerk, HANDED_IN_AT
    take_file("suppliers", "02-pemasok.xlsx", by=purchaser, at=at)
    take_file("workshops", "04-ikm.xlsx", by=cast.supervisor, at=at)
    take_file("catalogue", "01-katalog.xlsx", by=purchaser, at=at)
    take_file("offers", "03-harga-pemasok.xlsx", by=purchaser, at=at)
    take_file("opening_stock", "05-stok-awal.xlsx", by=clerk, at=moment(8, 31, 16))
    take_file("issue_history", "06-riwayat-pengeluaran.csv", by=purchaser, at=moment(8, 31, 17))
    give_suppliers_addresses(cast, at=at)
    invite_buyers(cast, at=at)
    choose_passwords(cast, at=at)


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
    pay_before_pick_up(cast, pool)
    take_first_deliveries(cast, orders)
    early = share_first_part(cast, pool)
    take_last_deliveries(cast, orders)
    notes = [*early, *share_and_hand_over(cast, pool)]
    settle_on_receipt(cast, orders)
    bill_september(cast, orders)
    take_payments(cast, notes)
    give_back(cast, pool)
