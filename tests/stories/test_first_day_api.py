"""A depot's first day through the API alone: from an empty center to everything settled.

The clock is moved from act to act; what the clock brings is done by the beat's own tasks,
and one part by a real worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from pypdf import PdfReader

from inventory import tasks as yard_tasks
from materialcenter import jobs
from materialcenter import tasks as kernel_tasks
from materialcenter.models import AuditEntry, Center, Job
from orders import tasks as order_tasks
from tests.cast import Depot, found_center
from tests.harness.mail import Postbox
from tests.harness.together import together
from tests.harness.worker import Worker
from tests.stories.hands import Hand, machine, signed_in
from tests.tegal import FILES, TEGAL, WRONG_STOCK

WIB = ZoneInfo("Asia/Jakarta")
SARIS = "W0407"
TITLE = "Pengadaan bersama September 2026"
SHEET = "SPHC-2-4X8"
POOLED = (
    "ADC12-INGOT", "PIG-FC", "S45C-D25", "S45C-D50", "S45C-HEX24", "SGCC-1-4X8", "SPCC-1.2-4X8",
    SHEET, "SPHC-3.2-4X8", "SPHC-6-5X10", "SS400-10-4X8", "SS400-12-5X10", "SUS304-1.5-4X8",
)  # fmt: skip
RUPIAH, GRAM = Decimal(1), Decimal("0.001")


def on(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of 2026 at the depot."""
    return datetime(2026, month, day, hour, minute, tzinfo=WIB)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be this moment, with the clock running."""
    with time_machine.travel(moment, tick=True):
        yield


class Day:
    """The depot during the story: who is who, and what has come to be so far."""

    def __init__(self, depot: Depot, postbox: Postbox) -> None:
        self.depot = depot
        self.postbox = postbox
        self.pool = ""
        self.orders: list[str] = []

    def hand(self, name: str) -> Hand:
        """Let somebody sign in now."""
        return signed_in(self.depot.users[name])

    def mails_to(self, address: str) -> list[str]:
        """Return the subjects of what arrived for an address."""
        return [str(message["Subject"]) for message in self.postbox.to(address)]


@pytest.fixture
def day(transactional_db: None, postbox: Postbox) -> Day:
    """Give a center that is registered for VAT, with its people and nothing else."""
    depot = found_center()
    Center.objects.filter(pk=depot.center.pk).update(is_vat_registered=True)
    return Day(depot, postbox)


def test_a_depots_first_day(day: Day, worker: Worker) -> None:
    """Tell the whole story; each step leaves what the next one needs."""
    with at(on(8, 31, 8)):
        let_a_machine_in_and_import_the_spreadsheets(day)
        refuse_what_is_wrong_with_a_file(day)
        name_buyers_and_addresses(day)
    with at(on(9, 1, 8)):
        open_the_pool(day)
    with at(on(9, 2, 10)):
        let_sari_join(day)
    with at(on(9, 15, 8)):
        take_over_676_wishes(day)
    with at(on(9, 15, 17, 1)):
        close_the_pool_by_the_clock(day)
    with at(on(9, 16, 9)):
        order_and_mail_the_suppliers(day)
    with at(on(9, 29, 9)):
        receive_the_first_part(day)
    with at(on(10, 6, 9)):
        receive_the_rest_one_short(day)
    with at(on(10, 7, 14)):
        share_out(day)
    with at(on(10, 8, 9)):
        hand_over_shares(day)
    with at(on(10, 9, 9)):
        settle_with_suppliers(day, worker)
    with at(on(10, 12, 9)):
        sell_from_stock(day)
    with at(on(10, 13, 9)):
        run_low_and_reorder(day)
    with at(on(10, 14, 9)):
        prove_the_books(day)


# Point by point, in the order of the day


def let_a_machine_in_and_import_the_spreadsheets(day: Day) -> None:
    """Import six files, each read, shown and confirmed; a machine brings the history."""
    sinta = day.hand("sinta")
    for kind in ("suppliers", "workshops", "catalogue", "offers", "opening_stock"):
        import_file(sinta, kind, TEGAL / FILES[kind])
    token = sinta.post("/tokens", {"name": "Pembukuan lama", "role": "purchaser"})
    books = machine(token["secret"])
    assert import_file(books, "issue_history", TEGAL / FILES["issue_history"]) == 5682
    assert len(sinta.all("/workshops", limit=200)) == 645
    assert len(sinta.all("/materials", limit=200)) == 97
    assert len(sinta.all("/lots", limit=200)) == 133


def import_file(hand: Hand, kind: str, file: Path, **options: str) -> int:
    """Send a file, wait until it was read, confirm it, wait until it is written."""
    status, run = hand.send("/imports", file, kind=kind, **options)
    assert status == 201, run
    jobs.run_due()
    seen = hand.get(f"/imports/{run['id']}")
    assert (seen["status"], seen["faults"]) == ("ready", [])
    assert seen["preview"]["rows"]
    hand.post(f"/imports/{run['id']}/apply")
    jobs.run_due()
    written = hand.get(f"/imports/{run['id']}")
    assert written["status"] == "applied", written["faults"]
    return int(written["row_count"])


def refuse_what_is_wrong_with_a_file(day: Day) -> None:
    """Name every fault of a bad sheet at once, and refuse what was imported already."""
    wati = day.hand("wati")
    lots_before = len(wati.all("/lots", limit=200))
    status, run = wati.send("/imports", WRONG_STOCK, kind="opening_stock")
    assert status == 201
    jobs.run_due()
    seen = wati.get(f"/imports/{run['id']}")
    assert seen["status"] == "faulty"
    assert seen["fault_count"] == len(seen["faults"]) >= 8
    assert all(fault["sentence"] and fault["place"] for fault in seen["faults"])
    assert wati.refused(f"/imports/{run['id']}/apply")["code"] == "import_not_ready"
    status, again = wati.send("/imports", TEGAL / FILES["opening_stock"], kind="opening_stock")
    assert (status, again["code"]) == (409, "import_sent_twice")
    assert len(wati.all("/lots", limit=200)) == lots_before


def name_buyers_and_addresses(day: Day) -> None:
    """Let sari and rudi buy for a workshop each, and enter the suppliers' addresses."""
    putri = day.hand("putri")
    for name, workshop in (("sari", SARIS), ("rudi", "W0088")):
        email = day.depot.users[name].email
        person = {"name": name.title(), "username": name, "email": email}
        putri.post(f"/workshops/{workshop}/buyers", person)
    for supplier in putri.all("/suppliers"):
        email = f"{supplier['code'].lower()}@supplier.example.id"
        putri.change("PATCH", f"/suppliers/{supplier['code']}", {"email": email})
    jobs.run_due()


def open_the_pool(day: Day) -> None:
    """Open a pool on the suppliers' offers; the buyers hear of it."""
    putri = day.hand("putri")
    pool = putri.post(
        "/pools",
        {
            "title": TITLE,
            "deadline_at": on(9, 15, 17).isoformat(),
            "materials": [{"material": code} for code in POOLED],
        },
    )
    day.pool = pool["number"]
    assert day.hand("sari").client.get(f"/api/v1/pools/{day.pool}").status_code == 404
    assert putri.post(f"/pools/{day.pool}/open")["status"] == "open"
    jobs.run_due()
    assert any(day.pool in subject for subject in day.mails_to(day.depot.users["sari"].email))


def let_sari_join(day: Day) -> None:
    """Let sari commit, and see totals and her own part, never another workshop's."""
    sari, rudi = day.hand("sari"), day.hand("rudi")
    wish = {"workshop": SARIS, "material": SHEET, "quantity": 12, "minimum": 8, "maximum": 15}
    sari.post(f"/pools/{day.pool}/commitments", wish)
    faulty = sari.refused(f"/pools/{day.pool}/commitments", {**wish, "minimum": 20})
    assert faulty["code"] == "commitment_invalid"
    assert rudi.refused(f"/pools/{day.pool}/commitments", wish)["code"] == "not_found"
    (sheet,) = [
        m for m in sari.get(f"/pools/{day.pool}/progress")["materials"] if m["material"] == SHEET
    ]
    assert (sheet["members"], sheet["wanted"], sheet["price_per_kg"]) == (1, 12, None)
    assert sheet["own"][0]["quantity"] == 12
    assert sheet["next_price_per_kg"] == "11200.00"
    (seen,) = [
        m for m in rudi.get(f"/pools/{day.pool}/progress")["materials"] if m["material"] == SHEET
    ]
    assert (seen["wanted"], seen["own"]) == (12, [])


def take_over_676_wishes(day: Day) -> None:
    """Import the paper list; sari's own line in it replaces what she had typed."""
    putri = day.hand("putri")
    file = TEGAL / FILES["pool_commitments"]
    assert import_file(putri, "pool_commitments", file, pool=day.pool) == 676
    progress = putri.get(f"/pools/{day.pool}/progress")
    assert progress["members"] == 424
    assert len(putri.all(f"/pools/{day.pool}/commitments", limit=200)) == 676
    mine = day.hand("sari").all(f"/pools/{day.pool}/commitments")
    assert {row["workshop"] for row in mine} == {SARIS}
    assert {row["material"]: row["quantity"] for row in mine}[SHEET] == 1


def close_the_pool_by_the_clock(day: Day) -> None:
    """Let the beat find that the deadline has passed; a job then clears the pool."""
    order_tasks.perform_due_pools()
    wish = {"workshop": SARIS, "material": SHEET, "quantity": 5}
    refusal = day.hand("sari").refused(f"/pools/{day.pool}/commitments", wish)
    assert refusal["code"] == "pool_closed"
    jobs.run_due()
    progress = day.hand("putri").get(f"/pools/{day.pool}/progress")
    assert (progress["pool"]["status"], progress["is_final"]) == ("quoted", True)
    prices = {m["material"]: m["price_per_kg"] for m in progress["materials"]}
    assert prices[SHEET] == "10350.00"
    assert all(prices.values())
    assert progress["saving"] > 0
    order_tasks.perform_due_pools()
    assert jobs.run_due() == 0


def order_and_mail_the_suppliers(day: Day) -> None:
    """Order, approve over the limit by another, and send each order as PDF over SMTP."""
    putri, sinta = day.hand("putri"), day.hand("sinta")
    day.orders = putri.post(f"/pools/{day.pool}/order")["purchase_orders"]
    assert len(day.orders) == 4
    suppliers = {}
    for number in day.orders:
        order = putri.get(f"/purchase-orders/{number}")
        suppliers[order["supplier"]] = order
        if order["net"] > 250_000_000:
            refusal = putri.refused(f"/purchase-orders/{number}/approve")
            assert refusal["code"] == "approval_by_another_needed"
        assert sinta.post(f"/purchase-orders/{number}/approve")["status"] == "approved"
        assert putri.post(f"/purchase-orders/{number}/send")["sent_at"] is None
    jobs.run_due()
    for code, order in suppliers.items():
        (mail,) = day.postbox.to(f"{code.lower()}@supplier.example.id")
        (paper,) = mail.iter_attachments()
        assert paper.get_filename() == f"{order['number']}.pdf"
        text = PdfReader(BytesIO(paper.get_content())).pages[0].extract_text()
        assert order["number"] in text
        assert order["lines"][0]["material"] in text
        assert putri.get(f"/purchase-orders/{order['number']}")["sent_at"]
    jobs.run_due()
    assert len(day.postbox.to("s01@supplier.example.id")) == 1


def receive_the_first_part(day: Day) -> None:
    """Take in three fifths of every line, with heats and the scale's kg."""
    wati = day.hand("wati")
    for number in day.orders:
        order = receive(wati, number, part=Decimal("0.6"))
        assert order["status"] == "partly_received"
    assert wati.get(f"/pools/{day.pool}")["status"] == "receiving"
    lot = wati.get("/lots", limit=1)["items"][0]
    assert lot["heat"]
    assert Decimal(lot["balances"][0]["reserved_kg"]) == Decimal(lot["mass_kg"])


def receive_the_rest_one_short(day: Day) -> None:
    """Take in the rest; four sheets of the first order never come, and it is closed short."""
    wati, putri = day.hand("wati"), day.hand("putri")
    first, *others = day.orders
    assert receive(wati, first, short=4)["status"] == "partly_received"
    closed = putri.post(f"/purchase-orders/{first}/close", {"reason": "Empat lembar rusak"})
    assert closed["status"] == "closed"
    for number in others:
        assert receive(wati, number)["status"] == "received"


def receive(hand: Hand, number: str, *, part: Decimal = Decimal(1), short: int = 0) -> Any:
    """Receive an order up to a part of every line; of the first line `short` stay away."""
    order = hand.get(f"/purchase-orders/{number}")
    heats = []
    for n, line in enumerate(order["lines"]):
        missing = short if n == 0 else 0
        heat = {"order_line": line["line_no"], "heat": f"K{number[-3:]}{n}{part}", "rack": "A-01"}
        ordered_kg = Decimal(line["mass_kg"])
        if line["pieces"]:
            pieces = int(line["pieces"] * part) - line["received_pieces"] - missing
            # The scale shows a little more than the table, as thick sheets do.
            weighed = ordered_kg * pieces / line["pieces"] * Decimal("1.004")
            heats.append({**heat, "pieces": pieces, "mass_kg": weighed.quantize(GRAM)})
        else:
            kg = ordered_kg * part - Decimal(line["received_kg"])
            heats.append({**heat, "mass_kg": kg.quantize(GRAM)})
    receipt = hand.post(
        f"/purchase-orders/{number}/receipts",
        {"supplier_note": f"SJ-{number}", "vehicle": "B 9321 UX", "lines": heats},
    )
    assert len(receipt["lines"]) == len(heats)
    assert all(line["lot"] for line in receipt["lines"])
    hand.paper(f"/receipts/{receipt['number']}/document")
    return hand.get(f"/purchase-orders/{number}")


def share_out(day: Day) -> None:
    """Share what came: whole pieces, never more than came, the rest the depot's."""
    putri = day.hand("putri")
    assert putri.post(f"/pools/{day.pool}/allocate")["status"] == "allocated"
    shares = putri.all(f"/pools/{day.pool}/shares", limit=200)
    came = {
        line["material"]: line["received_pieces"]
        for number in day.orders
        for line in putri.get(f"/purchase-orders/{number}")["lines"]
        if line["pieces"]
    }
    for material, pieces in came.items():
        shared = sum(row["pieces"] for row in shares if row["material"] == material)
        assert 0 < shared <= pieces
    jobs.run_due()
    sari = day.hand("sari")
    assert {row["workshop"] for row in sari.all(f"/pools/{day.pool}/shares")} == {SARIS}
    told = [s for s in day.mails_to(day.depot.users["sari"].email) if day.pool in s]
    arrivals = [subject for subject in told if subject.startswith("Kiriman")]
    assert arrivals
    assert len(told) - len(arrivals) == len({"opened", "closed", "priced", "ordered", "ready"})


def hand_over_shares(day: Day) -> None:
    """Hand over sari's shares and some others'; each gets a delivery note and an invoice."""
    wati = day.hand("wati")
    waiting = [w for w in wati.all("/pick-ups", limit=200) if w["kind"] == "pool"]
    assert len(waiting) > 300
    codes = [SARIS, *[w["workshop"] for w in waiting if w["workshop"] != SARIS][:8]]
    for code in codes:
        pick = wati.get(f"/pools/{day.pool}/pick-ups/{code}")
        body: dict[str, Any] = {"workshop": code, "receiver_name": "Slamet", "vehicle": "G 1 AB"}
        if pick["due_now"]:
            refusal = wati.refused(f"/pools/{day.pool}/hand-over", body)
            assert refusal["code"] == "over_credit_limit"
            body["payment"] = {"amount": pick["due_now"], "method": "transfer"}
        handed = wati.post(f"/pools/{day.pool}/hand-over", body)
        assert handed["total"] == pick["bill"]["total"]
        wati.paper(f"/deliveries/{handed['delivery_note']}/document")
    jobs.run_due()
    sari = day.hand("sari")
    (invoice,) = sari.all("/invoices")
    assert (invoice["workshop"], invoice["paid"]) == (SARIS, 0)
    shown = sari.get(f"/invoices/{invoice['number']}")
    assert shown["total"] == shown["bill"]["net"] + shown["bill"]["tax"]
    text = PdfReader(BytesIO(sari.paper(f"/invoices/{invoice['number']}/document")))
    assert invoice["number"] in text.pages[0].extract_text()
    assert any(invoice["number"] in s for s in day.mails_to(day.depot.users["sari"].email))
    assert day.hand("rudi").client.get(f"/api/v1/invoices/{invoice['number']}").status_code == 404


def settle_with_suppliers(day: Day, worker: Worker) -> None:
    """Enter two invoices; a worker approves the right one and holds the dear one."""
    fajar, sinta = day.hand("fajar"), day.hand("sinta")
    right = fajar.post("/supplier-invoices", bill(fajar, day.orders[1], "F-2201"))
    dear = fajar.post("/supplier-invoices", bill(fajar, day.orders[2], "F-3107", more=200))
    worker.finish_jobs()
    assert fajar.get(f"/supplier-invoices/{right['id']}")["status"] == "approved"
    held = fajar.get(f"/supplier-invoices/{dear['id']}")
    assert held["status"] == "held"
    lines = fajar.get(f"/purchase-orders/{day.orders[2]}")["lines"]
    prices = [d for d in held["differences"] if d["kind"] == "over_price" and d["holds"]]
    assert len(prices) == len(lines)
    assert all(d["rupiah"] > 0 and d["sentence"] for d in prices)
    path = f"/supplier-invoices/{dear['id']}/release"
    reason = {"reason": "Harga naik, disetujui lewat telepon"}
    assert fajar.refused(path, reason)["code"] == "decided_by_another"
    assert sinta.post(path, reason)["status"] == "released"
    again = bill(fajar, day.orders[1], "f 2201")
    assert fajar.refused("/supplier-invoices", again)["code"] == "supplier_invoice_known"


def bill(hand: Hand, number: str, name: str, *, more: int = 0) -> dict[str, Any]:
    """Return the supplier's invoice for everything received, `more` rupiah a kg too dear."""
    order = hand.get(f"/purchase-orders/{number}")
    lines = []
    for line in order["lines"]:
        by_table = line["weight_basis"] == "table"
        kg = Decimal(line["received_table_kg" if by_table else "received_kg"])
        price = Decimal(line["price_per_kg"]) + more
        lines.append(
            {
                "purchase_order": number,
                "order_line": line["line_no"],
                "pieces": line["received_pieces"],
                "mass_kg": kg,
                "price_per_kg": price,
                "amount": int((kg * price).quantize(RUPIAH, ROUND_HALF_UP)),
            }
        )
    net = sum(line["amount"] for line in lines)
    tax = int((Decimal(net) * 11 / 100).quantize(RUPIAH, ROUND_HALF_UP))
    return {
        "supplier": order["supplier"],
        "number": name,
        "invoiced_on": "2026-10-08",
        "lines": lines,
        "net": net,
        "tax": tax,
        "total": net + tax,
    }


def sell_from_stock(day: Day) -> None:
    """Reserve, pick, hand over, invoice and pay an order; refuse what cannot be had."""
    sari, wati, fajar = day.hand("sari"), day.hand("wati"), day.hand("fajar")
    before = available(sari, "SPHC-3.2-4X8")
    too_much = {"lines": [{"material": "SPHC-3.2-4X8", "quantity": 9000}, {"material": "SCRAP-HMS1",
                "quantity": "999999"}]}  # fmt: skip
    refusal = sari.refused("/orders", too_much)
    assert refusal["code"] == "not_enough_stock"
    assert {fault["field"] for fault in refusal["faults"]} == {"SPHC-3.2-4X8", "SCRAP-HMS1"}
    half = {"lines": [{"material": "SPHC-3.2-4X8", "quantity": "1.5"}]}
    assert sari.refused("/orders", half)["code"] == "fraction_of_piece"
    order = sari.post(
        "/orders",
        {
            "lines": [
                {"material": "SPHC-3.2-4X8", "quantity": 4, "unit": "sheet"},
                {"material": "SCRAP-HMS1", "quantity": "150.5", "unit": "kg"},
            ]
        },
    )
    number = order["number"]
    assert available(sari, "SPHC-3.2-4X8") == before - 4
    assert day.hand("rudi").client.get(f"/api/v1/orders/{number}").status_code == 404
    picked = wati.post(f"/orders/{number}/pick")
    assert {part["material"] for part in picked["held"]} == {"SPHC-3.2-4X8", "SCRAP-HMS1"}
    assert sari.refused(f"/orders/{number}/cancel")["code"] == "order_being_picked"
    handed = wati.post(f"/orders/{number}/hand-over", {"receiver_name": "Sari"})
    moved = wati.get("/movements", limit=2)["items"]
    assert {row["to_place"] for row in moved} == {"WORKSHOP"}
    assert wati.refused(f"/orders/{number}/hand-over", {"receiver_name": "Sari"})["code"] == (
        "order_state"
    )
    pay = {"invoice": handed["invoice"], "amount": handed["total"], "method": "transfer"}
    over = fajar.refused("/payments", {**pay, "amount": handed["total"] + 1})
    assert over["code"] == "payment_over_open"
    payment = fajar.post("/payments", pay)
    fajar.paper(f"/payments/{payment['number']}/document")
    assert sari.get(f"/invoices/{handed['invoice']}")["open"] == 0


def available(hand: Hand, code: str) -> int:
    """Return how many pieces of a material may be ordered now."""
    (line,) = [row for row in hand.get("/stock", q=code)["items"] if row["material"] == code]
    return int(line["available_pieces"])


def run_low_and_reorder(day: Day) -> None:
    """Sell a material under its reorder point: one alert, one mail, one suggestion taken."""
    putri, wati = day.hand("putri"), day.hand("wati")
    code = "SPHC-4.5-4X8"
    levels = {"reorder_point_kg": "2000", "order_up_to_kg": "5000"}
    putri.change("PUT", f"/materials/{code}/reorder-plan", levels)
    yard_tasks.plan_all_materials()
    jobs.run_due()
    assert alerts_of(putri, code) == []
    pieces = available(putri, code) - 10
    lines = [{"material": code, "quantity": pieces}]
    wati.post("/orders", {"workshop": SARIS, "lines": lines})
    jobs.run_due()
    assert together([yard_tasks.watch_all_materials] * 6) == [None] * 6
    jobs.run_due()
    (alert,) = alerts_of(putri, code)
    (told,) = [one for one in putri.get("/notices")["items"] if code in one["subject"]]
    assert told["path"] == "/alerts/"
    kernel_tasks.send_notices()
    jobs.run_due()
    mails = day.postbox.to(day.depot.users["putri"].email)
    said = [f"{mail['Subject']}\n{mail.get_content()}" for mail in mails]
    # All that is due to her at one moment is one mail; it shows the first fifty.
    assert sum("hampir habis" in text for text in said) == 1
    assert alert["suggestion"]["answer"] in {"open_pool", "purchase_order"}
    taken = putri.post(f"/alerts/{alert['id']}/take", {"answer": "purchase_order"})
    order = putri.get(f"/purchase-orders/{taken['reference']}")
    assert (order["status"], order["lines"][0]["material"]) == ("draft", code)
    twice = putri.refused(f"/alerts/{alert['id']}/take", {})
    assert twice["code"] == "alert_already_taken"
    day.hand("sinta").post(f"/purchase-orders/{taken['reference']}/approve")
    jobs.run_due()
    assert alerts_of(putri, code) == []


def alerts_of(hand: Hand, code: str) -> list[Any]:
    """Return the standing alerts of a material."""
    return [a for a in hand.all("/alerts", standing="true") if a["material"] == code]


def prove_the_books(day: Day) -> None:
    """Prove the ledger from nothing; no job failed, and every act stands in the audit."""
    call_command("check_ledger")
    jobs.run_due()
    assert not Job.objects.filter(finished_at=None).exists()
    told = {entry["action"] for entry in day.hand("agus").all("/audit", limit=200)}
    assert told == set(AuditEntry.objects.values_list("action", flat=True))
    assert {"pool.frozen", "delivery.received", "goods.handed_over", "payment.taken"} <= told
