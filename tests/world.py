"""The world of the walking safety tests: the cast's depot with one of everything.

Each object comes in through the real acts. `values` says what stands for every parameter of
every address, `fields` what stands for the fields of forms and bodies that name an object.
A second depot, whose codes are its own, has the same cast and finds nothing of the first.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from inventory.models import Grade, Material, Place, ReorderAlert, Transaction
from inventory.rules.cutting import Wanted
from inventory.services import labelling
from inventory.services.certifying import certify_lot
from inventory.services.consigning import Given, hand_back
from inventory.services.counting import enter_count
from inventory.services.cutting import CutInto, do_cut
from inventory.services.entering_certificates import Paper, TestedHeat, enter_certificate
from inventory.services.keeping_tares import keep_tare
from inventory.services.landing import add_late_cost
from inventory.services.opening_counts import Scope, open_count
from inventory.services.planning_cuts import ask_plan
from inventory.services.receiving import Arrived, receive_goods
from inventory.services.reordering import set_reorder_point, watch_materials
from materialcenter import jobs
from materialcenter.models import ApiToken, Job, Role, Supplier, User, Workshop
from materialcenter.services.filing import file_away
from materialcenter.services.importing.sending import send_file
from materialcenter.services.keeping_days_off import keep_day_off
from orders.models import (
    BankLine,
    ExportedInvoice,
    KeptWish,
    Pool,
    PriceQuestion,
    PurchaseOrder,
    QuoteRequest,
    TaxExport,
)
from orders.rules.credit import Back
from orders.services.agreeing_blankets import AgreedLine
from orders.services.allocating import allocate_pool
from orders.services.approving_purchases import approve_purchase_order
from orders.services.batching_payments import Chosen, approve_payment_batch, draft_payment_batch
from orders.services.certifying import attach_certificate
from orders.services.checking_purchases import PurchaseLine
from orders.services.checking_returns import GoingBack
from orders.services.checking_revisions import RevisedLine, Revision
from orders.services.clearing import clear_pool
from orders.services.committing import commit
from orders.services.crediting_back import credit_invoice
from orders.services.drafting import Conditions, draft_pool
from orders.services.freezing import freeze_pool
from orders.services.handing_over import hand_over_pool
from orders.services.limiting_receipts import set_receipt_limit
from orders.services.matching import match_invoice
from orders.services.opening import cancel_pool, open_pool
from orders.services.ordering import order_pool
from orders.services.paying import record_payment
from orders.services.recalling import start_recall
from orders.services.returning import return_to_supplier
from orders.services.revising_purchases import revise_purchase_order
from orders.services.sending import mail_purchase_order, send_purchase_order
from orders.services.taking_quotes import answer_quote
from orders.services.writing_off import ask_write_off
from tests.cast import NOW, Depot, build_depot, receive_stock
from tests.inventory.bridge import make_scale, weigh_truck
from tests.orders.blanket_world import called, running
from tests.orders.books_world import booked_account
from tests.orders.counter import PNG, ask, hand_over, place
from tests.orders.payable_world import banked, payable
from tests.orders.pool_world import DEADLINE, make_offer, wish
from tests.orders.purchases import bill, draft, pieces, receive, sent
from tests.orders.quote_world import quoted
from tests.sheets import csv_bytes
from tests.told import connected, given_up

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLE_OF = {
    "wati": Role.CLERK,
    "putri": Role.PURCHASER,
    "fajar": Role.FINANCE,
    "sinta": Role.SUPERVISOR,
    "agus": Role.AUDITOR,
    "sari": Role.BUYER,
}
PDF = b"%PDF-1.7\n1 0 obj\n"
SECRET_COST = Decimal("10987.65")

# What belongs to one person alone: nobody but sari, who stands for whoever it is, may find it.
PERSONAL = frozenset(
    {
        ("notices", "notice_id"),
        ("notices", "delivery_id"),
        ("settings", "channel_id"),
        ("me", "channel_id"),
    }
)
# What belongs to one workshop alone: rudi, who buys for another, must not find it.
OWN = frozenset(
    {
        ("orders", "number"),
        ("deliveries", "number"),
        ("invoices", "number"),
        ("payments", "number"),
        ("credit-notes", "number"),
        ("statements", "workshop"),
        ("files", "attachment_id"),
        ("files", "file_id"),
        ("workshops", "code"),
        ("pools", "workshop"),
        ("traces", "number"),
        ("recalls", "number"),
        ("recalls", "workshop"),
        ("consigned", "workshop"),
        ("consigned-notes", "number"),
        ("price-questions", "question_id"),
        ("kept-wishes", "wish_id"),
        *PERSONAL,
    }
)
# What every buyer of the center may see.
SHARED = frozenset(
    {("pools", "number"), ("pools", "code"), ("stock", "code"), ("materials", "code")}
    | {("deliveries", "line_no"), ("traces", "line_no")}
)
# What names nothing of any center's: whoever asks is shown their own center's.
NOBODYS = frozenset({("office", "year")})


@dataclass
class World:
    """Everything that the walkers need to know of what is there."""

    depot: Depot
    stranger: Depot
    nobody: User
    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    sessions: dict[int, str] = field(default_factory=dict)
    secrets: dict[tuple[str, str], str] = field(default_factory=dict)

    def value(self, name: str, collection: str, parameter: str) -> Any:
        """Return what stands for a parameter of an address: of this very one, or of its kind."""
        for key in ((name, parameter), (collection, parameter)):
            if key in self.values:
                return self.values[key]
        raise AssertionError(
            f"{name}: tests/world.py has no value for the parameter {parameter!r} of {collection}"
        )

    def browser(self, user: User, **more: Any) -> Client:
        """Return a client signed in as a user; what the site raises comes back as a 500."""
        client = Client(raise_request_exception=False, **more)
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[user.pk]
        return client

    def machine(self, center: str, name: str) -> Client:
        """Return a client with the bearer token of a cast member's role."""
        return Client(
            raise_request_exception=False,
            headers={"Authorization": f"Bearer {self.secrets[center, name]}"},
        )


def build_world() -> World:
    """Make both depots, one of everything in the first, sessions and tokens for all."""
    world = World(
        depot=build_depot(),
        stranger=build_depot("BDG"),
        nobody=User.objects.create(username="tamu", email="tamu@example.id"),
    )
    _tell_apart(world)
    for depot in (world.depot, world.stranger):
        for user in depot.users.values():
            world.sessions[user.pk] = _session(user)
        for name, role in ROLE_OF.items():
            world.secrets[depot.center.code, name] = _token(depot, role)
    world.sessions[world.nobody.pk] = _session(world.nobody)
    add_one_of_each(world, 1)
    return world


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever happens inside; commands may own their transactions in it as in a test."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own test case does
    with block:
        yield
        transaction.set_rollback(True)


def _tell_apart(world: World) -> None:
    """Give the stranger's things codes of their own, and the hidden ones names that stand out."""
    center = world.stranger.center
    for model in (Material, Grade, Place, Workshop, Supplier):
        rows = model.objects.filter(center=center)
        rows.update(code=Concat(Value("B"), F("code")))
    Workshop.objects.filter(center=center).update(name="Bengkel Bandung")
    depot = world.depot
    rudis = depot.workshops["W0002"]
    rudis.code, rudis.name = "RAHASIA-2", "Bengkel Rahasia Tetangga"
    rudis.save()
    for code, supplier in depot.suppliers.items():
        supplier.code, supplier.name = f"PEMASOK-{code}", f"PT Pemasok Rahasia {code}"
        supplier.save()
    depot.center.is_vat_registered = True
    depot.center.save()
    world.hidden += ["RAHASIA-2", "Bengkel Rahasia", "PEMASOK-", "Pemasok Rahasia"]
    world.hidden += ["10987.65", "10.987,65", "10,987.65"]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _token(depot: Depot, role: str) -> str:
    secret = f"mc-{depot.center.code}-{role}-" + "x" * 24
    ApiToken.objects.create(
        center=depot.center,
        name=f"Machine {role}",
        role=role,
        workshop=depot.workshops["W0001"] if role == Role.BUYER else None,
        prefix=secret[:8],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        created_by=depot.users["sinta"],
        created_at=NOW,
    )
    return secret


def add_one_of_each(world: World, n: int) -> None:
    """Add one more of everything; the addresses lead to the newest."""
    code = _yard(world, n)
    _alert(world, code)
    _pools(world, code, n)
    _quotes(world, code)
    _buying(world, code, n)
    _selling(world, code)
    _recall(world, n)
    _office(world, n)
    _weighing(world, code, n)
    _consign(world, n)
    _cut(world, n)
    jobs.run_due(at=_now())


def _now() -> datetime:
    return max(timezone.now(), NOW)


def _consign(world: World, n: int) -> None:
    """Leave steel of both workshops in the depot's care, and hand part of each back."""
    depot = world.depot
    by = depot.person("wati")
    for owner in (depot.workshops["W0002"], depot.workshops["W0001"]):
        _posting, lots = receive_goods(
            arrived=[Arrived("SPHC-2-4X8", "A-01", f"K{n}", 6, Decimal(280), None)],
            reference=f"Titipan {n}",
            received_on=NOW.date(),
            owner_code=owner.code,
            by=by,
            at=NOW,
        )
        note = hand_back(
            given=[Given(lots[0].number, "A-01", 2)],
            receiver_name="Pak Budi",
            signature_png=PNG,
            on=NOW.date(),
            by=by,
            at=NOW,
        )
    _set(world, "consigned", "workshop", depot.workshops["W0001"].code)
    _set(world, "consigned-notes", "number", note.number)


def _cut(world: World, n: int) -> None:
    """Cut a sheet into pieces, a remnant and scrap, and have a list of cuts planned."""
    depot, wati = world.depot, world.depot.person("wati")
    Material.objects.filter(center=depot.center, code="SCRAP-HMS1").update(
        fixed_value_per_kg=Decimal(5000)
    )
    job = do_cut(
        lot_number=world.values["lots", "number"],
        from_rack=f"R-{n:02d}",
        pieces=1,
        mass_kg=None,
        outputs=[
            CutInto("piece", "A-02", 2, Decimal(400), Decimal(300), label="Bracket"),
            CutInto("remnant", "A-02", 1, Decimal(800), Decimal(900)),
            CutInto("scrap", "B-01", material="SCRAP-HMS1"),
        ],
        on=NOW.date(),
        by=wati,
        at=NOW,
    )
    plan = ask_plan(
        material_code="S45C-D25",
        kerf_mm=Decimal(3),
        cuts=[Wanted(Decimal(1450), 3, label="Shaft")],
        uses_remnants=True,
        by=wati,
        at=NOW,
    )
    _set(world, "cuts", "number", job.number)
    _set(world, "cut-plans", "number", plan.number)


def _set(world: World, collection: str, parameter: str, value: Any) -> None:
    world.values[collection, parameter] = value


def _yard(world: World, n: int) -> str:
    depot = world.depot
    code, rack = f"SHEET-{n}", f"R-{n:02d}"
    depot.materials[code] = Material.objects.create(
        center=depot.center,
        code=code,
        form="sheet",
        grade=Grade.objects.get(center=depot.center, code="SPHC"),
        unit="sheet",
        thickness_mm=1,
        width_mm=1000,
        length_mm=1274,
        piece_mass_kg=Decimal("10.000"),
        counter_price_per_kg=Decimal(12_000),
    )
    depot.racks[rack] = Place.objects.create(center=depot.center, code=rack)
    lot = receive_stock(depot, code, pieces=60, rack=rack, heat=f"H{n}", cost_per_kg=SECRET_COST)
    spare = receive_stock(depot, code, pieces=9, rack=rack, heat=f"J{n}", cost_per_kg=SECRET_COST)
    certify_lot(
        lot_number=lot.number, name="sertifikat.pdf", content=PDF, by=depot.person("wati"), at=NOW
    )
    _certificates(world, code, n)
    last = Transaction.objects.latest("pk")
    for collection in ("materials", "stock"):
        _set(world, collection, "code", code)
    _set(world, "lots", "number", spare.number)
    late = add_late_cost(
        supplier_code=depot.suppliers["S02"].code,
        bill_number=f"EKSPEDISI-{n}",
        amount=125_000,
        receipts=[],
        lots=[spare.number],
        on=NOW.date(),
        note="",
        by=depot.person("fajar"),
        at=NOW,
    )
    _set(world, "reports", "code", code)
    _set(world, "office", "year", NOW.year)
    _set(world, "finance", "code", code)
    _set(world, "reports", "number", spare.number)
    _set(world, "books", "account_id", booked_account(depot, at=_now()))
    _set(world, "late-costs", "cost_id", late.pk)
    _set(world, "late-costs", "late_cost_id", late.pk)
    _set(world, "places", "code", rack)
    _set(world, "movements", "sequence", last.pk)
    world.fields |= {"material": code, "material_code": code, "lot": spare.number, "rack": rack}
    world.fields |= {"from_rack": rack, "to_rack": "A-02", "lot_number": spare.number}
    world.values["spare", "lot"] = lot.number
    _count(world, code, n)
    return code


def _count(world: World, code: str, n: int) -> None:
    """Open a count of a rack of its own, with a line that is counted and one that is not."""
    depot, rack = world.depot, f"K-{n:02d}"
    depot.racks[rack] = Place.objects.create(center=depot.center, code=rack)
    for heat in ("K", "L"):
        receive_stock(depot, code, pieces=4, rack=rack, heat=f"{heat}{n}", cost_per_kg=SECRET_COST)
    scope = Scope("racks", racks=(rack,))
    count = open_count(scope=scope, by=depot.person("wati"), at=_now())
    first, second = count.lines.with_sequence().order_by("pk")
    enter_count(
        number=count.number,
        line_id=first.pk,
        pieces=4,
        mass_kg=None,
        sequence=first.newest,  # type: ignore[attr-defined]
        by=depot.person("wati"),
        at=_now(),
    )
    _set(world, "counts", "number", count.number)
    _set(world, "counts", "rack", rack)
    _set(world, "counts", "line_id", second.pk)
    world.fields |= {"racks": [rack], "scope": "racks"}


def _certificates(world: World, code: str, n: int) -> None:
    """Enter a certificate of a heat that a lot of the grade has, within no limits yet."""
    depot = world.depot
    certificate = enter_certificate(
        paper=Paper(number=f"MTC-TGL-{n}", kind="3.1", issued_on=NOW.date(), maker="PT Mill"),
        heats=[TestedHeat(f"J{n}", "SPHC", {"C": Decimal("0.12")})],
        by=depot.person("putri"),
        at=NOW,
    )
    _set(world, "certificates", "certificate_id", certificate.pk)
    _set(world, "certificates", "heat_id", certificate.heats.get().pk)
    _set(world, "grades", "code", "S45C")


def _alert(world: World, code: str) -> None:
    by = world.depot.person("putri")
    material = world.depot.materials[code]
    set_reorder_point(
        material_code=code,
        reorder_point_kg=Decimal(50_000),
        order_up_to_kg=Decimal(60_000),
        by=by,
        at=NOW,
    )
    watch_materials(center_id=by.center_id, material_ids=[material.pk], at=NOW)
    alert = ReorderAlert.objects.get(material=material)
    _set(world, "alerts", "alert_id", alert.pk)


def _pools(world: World, code: str, n: int) -> None:
    depot, putri = world.depot, world.depot.person("putri")
    offer = make_offer(depot, "S01", code, {0: 11200, 500: 10800, 2000: 10350}, pack=5)
    make_offer(depot, "S02", code, {0: 11350, 500: 10950}, pack=5)
    done = _pool(world, code, NOW, DEADLINE)
    freeze_pool(pool_id=done.pk, by=putri, at=NOW)
    clear_pool(pool_id=done.pk, by=putri, at=NOW)
    order = order_pool(pool_id=done.pk, by=putri, at=NOW)[0]
    _send(depot, order)
    receive(depot, order, pieces(15, heat=f"P{n}", mass_kg=Decimal(150), rack=f"R-{n:02d}"))
    allocate_pool(pool_id=done.pk, by=putri, at=NOW)
    hand_over_pool(
        pool_id=done.pk,
        workshop_id=depot.workshops["W0002"].pk,
        receiver_name="Pak Rudi",
        by=depot.person("wati"),
        at=NOW,
    )
    live = _pool(world, code, _now(), _now() + timedelta(days=14))
    world.values["done", "pool"] = done.number
    for name in ("pool_pro_forma", "show_pool_due", "pool_due_document"):
        _set(world, name, "number", done.number)
    for name in ("pool_sharing", "pool_sharing_document", "show_sharing"):
        world.values[name, "number"] = done.number
    for name in ("pool_report", "show_report", "report_as_file"):
        world.values[name, "number"] = done.number
    _set(world, "pools", "number", live.number)
    _set(world, "pools", "code", code)
    _set(world, "pools", "workshop", depot.workshops["W0001"].code)
    _set(world, "offers", "offer_id", offer.pk)
    _set(world, "offers", "code", code)
    world.fields |= {"pool": live.number}


def _pool(
    world: World, code: str, at: datetime, deadline_at: datetime, *, asks_quotes: bool = False
) -> Pool:
    depot, putri = world.depot, world.depot.person("putri")
    pool = draft_pool(
        conditions=Conditions(title="September", deadline_at=deadline_at, asks_quotes=asks_quotes),
        appetites={code: 0},
        by=putri,
        at=at,
    )
    open_pool(pool_id=pool.pk, by=putri, at=at)
    for name, workshop, quantity in (("sari", "W0001", 10), ("rudi", "W0002", 6)):
        commit(
            pool_id=pool.pk,
            wish=wish(depot, workshop, quantity, minimum=1, material=code),
            by=depot.person(name),
            at=at,
        )
    return pool


def _quotes(world: World, code: str) -> None:
    """Have a supplier and a member asked, in two pools, and a third keep its wishes."""
    depot, putri, now = world.depot, world.depot.person("putri"), _now()
    asked: list[QuoteRequest] = []
    for _n in range(2):
        pool = _pool(world, code, now, now + timedelta(days=14), asks_quotes=True)
        commit(
            pool_id=pool.pk,
            wish=wish(depot, "W0001", 10, minimum=1, cap=11_300, material=code),
            by=depot.person("sari"),
            at=now,
        )
        freeze_pool(pool_id=pool.pk, by=putri, at=now)
        clear_pool(pool_id=pool.pk, by=putri, at=now)
        asked.append(QuoteRequest.objects.get(pool=pool))
    answer_quote(
        number=asked[0].number,
        answers=[quoted(code, (0, 11_400))],
        reference="Q-1",
        by=putri,
        at=now,
    )
    clear_pool(pool_id=asked[0].pool_id, by=putri, at=now)
    called_off = _pool(world, code, now, now + timedelta(days=14))
    cancel_pool(pool_id=called_off.pk, reason="No money", by=putri, at=now)
    sari = KeptWish.objects.filter(workshop=depot.workshops["W0001"]).latest("pk")
    question = PriceQuestion.objects.latest("pk")
    _set(world, "quote-requests", "number", asked[1].number)
    _set(world, "price-questions", "question_id", question.pk)
    _set(world, "kept-wishes", "wish_id", sari.pk)
    world.fields |= {"answer": "stays"}


def _send(depot: Depot, order: PurchaseOrder) -> None:
    approve_purchase_order(purchase_order_id=order.pk, by=depot.person("sinta"), at=NOW)
    send_purchase_order(purchase_order_id=order.pk, by=depot.person("putri"), at=NOW)


def _buying(world: World, code: str, n: int) -> None:
    depot = world.depot
    drafted = draft(depot, PurchaseLine(code, Decimal(5), Decimal(10_000)))
    waiting = sent(depot, PurchaseLine(code, Decimal(5), Decimal(10_000)))
    arrived = sent(depot, PurchaseLine(code, Decimal(20), Decimal(10_000)))
    heat = pieces(10, heat=f"Q{n}", mass_kg=Decimal(100), rack=f"R-{n:02d}")
    receipt = receive(depot, arrived, heat)
    attach_certificate(
        receipt_id=receipt.pk,
        heat=f"Q{n}",
        name="sertifikat.pdf",
        content=PDF,
        by=depot.person("wati"),
        at=NOW,
    )
    _revised(world, code)
    invoice = bill(depot, arrived, (1, "100", 11_000), number=f"FAKTUR-{n}")
    match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
    _set(world, "purchase-orders", "number", arrived.number)
    world.values["drafted", "purchase_order"] = drafted.number
    world.values["waiting", "purchase_order"] = waiting.number
    _set(world, "receipts", "number", receipt.number)
    _set(world, "receipts", "heat", f"Q{n}")
    _set(world, "supplier-invoices", "invoice_id", invoice.pk)
    _set(world, "settlements", "supplier", depot.suppliers["S01"].code)
    _set(world, "settlements", "number", receipt.number)
    _send_back(world, code, n)
    _pay_suppliers(world, n)
    world.fields |= {"purchase_order": arrived.number, "receipt": receipt.number}


def _revised(world: World, code: str) -> None:
    """Call off from a blanket order, send it, and revise it after its paper was kept."""
    depot, putri = world.depot, world.depot.person("putri")
    blanket = running(
        depot,
        AgreedLine(code, Decimal(5000), Decimal(10_000)),
        valid_until=timezone.localdate(_now()) + timedelta(days=90),
    )
    order = called(depot, blanket, "5", material=code)
    _send(depot, order)
    mail_purchase_order(purchase_order_id=order.pk, at=NOW)
    revise_purchase_order(
        purchase_order_id=order.pk,
        revision=Revision([RevisedLine(1, Decimal(6), Decimal(10_000))]),
        reason="Lebih banyak",
        by=putri,
        at=NOW,
    )
    _set(world, "blanket-orders", "number", blanket.number)
    for name in ("purchase_order_replaced", "replaced_document"):
        _set(world, name, "number", order.number)
        _set(world, name, "revision", 1)


def _send_back(world: World, code: str, n: int) -> None:
    """Send a piece of a delivery back, and limit what more of the material may come."""
    depot, rack = world.depot, f"R-{n:02d}"
    order = sent(depot, PurchaseLine(code, Decimal(5), Decimal(10_000)))
    receipt = receive(depot, order, pieces(5, heat=f"B{n}", mass_kg=Decimal(50), rack=rack))
    note = return_to_supplier(
        supplier_id=order.supplier_id,
        lines=[GoingBack(receipt.number, 1, rack, 1)],
        reason="Karat",
        by=depot.person("wati"),
        returned_at=NOW,
        at=NOW,
    )
    limit = set_receipt_limit(
        supplier=order.supplier.code,
        material=code,
        over_percent=Decimal(2),
        over_kg=Decimal(50),
        by=depot.person("sinta"),
        at=NOW,
    )
    _set(world, "supplier-returns", "number", note.number)
    _set(world, "limits", "limit_id", limit.pk)
    _set(world, "receipt-limits", "receipt_limit_id", limit.pk)


def _pay_suppliers(world: World, n: int) -> None:
    """Plan the payment of an invoice that was released, in a batch that waits for the bank."""
    depot = world.depot
    banked(depot, "S01")
    owed = payable(depot, f"UTANG-{n}")
    batch = draft_payment_batch(
        pay_on=timezone.localdate(_now()),
        chosen=[Chosen(owed.pk, 1000)],
        by=depot.person("fajar"),
        at=_now(),
    )
    approve_payment_batch(payment_batch_id=batch.pk, by=depot.person("sinta"), at=_now())
    _set(world, "payment-batches", "number", batch.number)
    _set(world, "supplier-statements", "supplier", depot.suppliers["S01"].code)
    _set(world, "supplier-payments", "number", batch.payments.get().number)
    world.fields |= {"supplier_invoice_id": owed.pk}


def _selling(world: World, code: str) -> None:
    depot = world.depot
    rudis = place(depot, ask(code, 2), by="rudi", workshop="W0002")
    rudis_note = hand_over(depot, place(depot, ask(code, 2), by="rudi", workshop="W0002"))
    note = hand_over(depot, place(depot, ask(code, 3)), signature_png=PNG)
    payment = record_payment(
        invoice_id=note.billed().pk, amount=1000, method="cash", by=depot.person("fajar"), at=NOW
    )
    write_off = ask_write_off(
        invoice_id=note.billed().pk, amount=500, reason="Tutup", by=depot.person("fajar"), at=NOW
    )
    bank_line = BankLine.objects.create(
        center=depot.center,
        booked_on=NOW.date(),
        amount=500,
        text=f"TRSF {note.billed().number}",
        fingerprint=note.billed().number,
    )
    depot.center.npwp = "0012345678901000"
    depot.center.save(update_fields=["npwp"])
    tax_export = TaxExport.objects.create(
        center=depot.center, number=f"EF-{note.pk}", invoice_count=1, exported_at=NOW
    )
    ExportedInvoice.objects.create(export=tax_export, invoice=note.billed())
    _set(world, "tax-exports", "number", tax_export.number)
    _set(world, "unbilled", "workshop", "W0001")
    world.fields |= {"tax_number": "04002600000000001", "numbers": note.billed().number}
    order = place(depot, ask(code, 4))
    world.hidden += [rudis.number, rudis_note.number, rudis_note.billed().number]
    _credit(world, code)
    _set(world, "orders", "number", order.number)
    _set(world, "deliveries", "number", note.number)
    _set(world, "deliveries", "line_no", 1)
    _set(world, "invoices", "number", note.billed().number)
    _set(world, "payments", "number", payment.number)
    _set(world, "write-offs", "number", write_off.number)
    _set(world, "bank-lines", "bank_line_id", bank_line.pk)
    world.fields |= {"invoice": note.billed().number, "order": order.number}


def _credit(world: World, code: str) -> None:
    """Give a piece of a paid invoice back, to sari and to rudi, so that both have credit."""
    depot, fajar = world.depot, world.depot.person("fajar")
    for name, workshop in (("rudi", "W0002"), ("sari", "W0001")):
        invoice = hand_over(depot, place(depot, ask(code, 2), by=name, workshop=workshop)).billed()
        record_payment(invoice_id=invoice.pk, amount=invoice.total, method="cash", by=fajar, at=NOW)
        note = credit_invoice(
            invoice_id=invoice.pk,
            backs=[Back(1, pieces=1)],
            reason="returned",
            note="Bent",
            by=fajar,
            at=NOW,
        )
        if name == "rudi":
            world.hidden += [note.number, invoice.number]
    _set(world, "credit-notes", "number", note.number)
    _set(world, "statements", "workshop", depot.workshops["W0001"].code)
    world.fields |= {"credit_note": note.number}


def _weighing(world: World, code: str, n: int) -> None:
    """An issued ticket that was corrected nowhere, one on the bridge, and a scale."""
    depot, wati = world.depot, world.depot.person("wati")
    scale = make_scale(depot, f"TB-{n}")
    weigh_truck(depot, scale=scale.code, vehicle=f"G 10{n:02d} TT", material=code)
    truck = weigh_truck(depot, scale=scale.code, vehicle=f"G 20{n:02d} TT", issue=False)
    keep_tare(number=truck.number, by=wati, at=NOW)
    _set(world, "weigh-tickets", "number", truck.number)
    _set(world, "scales", "code", scale.code)
    world.fields |= {"scale": scale.code}


def _recall(world: World, n: int) -> None:
    """Recall a heat of a material of its own, which sari alone bought some of."""
    depot, code, heat = world.depot, f"RECALLED-{n}", f"X{n}"
    depot.materials[code] = Material.objects.create(
        center=depot.center,
        code=code,
        form="sheet",
        grade=Grade.objects.get(center=depot.center, code="SPHC"),
        unit="sheet",
        thickness_mm=1,
        width_mm=1000,
        length_mm=1274,
        piece_mass_kg=Decimal("10.000"),
        counter_price_per_kg=Decimal(1_000),
    )
    lot = receive_stock(
        depot, code, pieces=9, rack=f"R-{n:02d}", heat=heat, cost_per_kg=SECRET_COST
    )
    note = hand_over(depot, place(depot, ask(code, 3)))
    started = start_recall(
        heats=[heat],
        lots=[],
        reason="Retak",
        wanted="Pisahkan",
        by=depot.person("putri"),
        at=NOW,
    )
    _set(world, "traces", "heat", heat)
    _set(world, "traces", "number", note.number)
    _set(world, "traces", "line_no", 1)
    for name in ("trace_lot", "trace_lot_document", "show_traced_lot", "lot_trace_document"):
        world.values[name, "number"] = lot.number
    _set(world, "recalls", "number", started.number)
    _set(world, "recalls", "workshop", depot.workshops["W0001"].code)


def _office(world: World, n: int) -> None:
    depot = world.depot
    workshop, supplier = depot.workshops["W0001"], depot.suppliers["S01"]
    Workshop.objects.create(center=depot.center, code=f"W9{n:03d}", name="Bengkel", trade="press")
    Supplier.objects.create(
        center=depot.center, code=f"S9{n:02d}", name="PT", lead_time_days=1, lead_time_spread_days=1
    )
    with transaction.atomic():
        attachment = file_away(
            center_id=depot.center.pk,
            name=f"faktur-{n}.pdf",
            media_type="application/pdf",
            content=PDF,
            subject="Invoice",
            subject_id=None,
            workshop_id=workshop.pk,
            by=depot.person("fajar"),
            at=NOW,
        )
    run = send_file(
        kind="suppliers",
        name="pemasok.csv",
        content=csv_bytes(
            ("Kode", "Nama", "Kota", "Waktu tunggu (hari)", "Simpangan (hari)"),
            (f"S8{n}", "PT Baja Contoh", "Cilegon", "14", "4"),
        ),
        options={},
        by=depot.person("putri"),
        at=NOW,
    )
    labels = labelling.print_later(wanted=labelling.Wanted(), by=depot.person("wati"), at=NOW)
    token = ApiToken.objects.filter(center=depot.center).latest("pk")
    job = Job.objects.filter(center=depot.center).latest("pk")
    for parameter in ("attachment_id", "file_id"):
        _set(world, "files", parameter, attachment.pk)
    _set(world, "people", "username", "wati")
    _set(world, "people", "role", Role.CLERK)
    _set(world, "workshops", "username", "sari")
    _set(world, "imports", "run_id", run.pk)
    _set(world, "workshops", "code", workshop.code)
    for collection in ("suppliers", "alerts", "reorder-suggestions"):
        _set(world, collection, "code", supplier.code)
    _set(world, "tokens", "token_id", token.pk)
    _set(world, "jobs", "job_id", job.pk)
    kept = keep_day_off(
        day=timezone.localdate(_now()),
        name="Libur",
        is_off=True,
        by=depot.person("fajar"),
        at=_now(),
    )
    _set(world, "days-off", "day_off_id", kept.pk)
    _set(world, "labels", "job_id", labels)
    failed = given_up(depot, "sari", key=f"N{n}", at=_now())
    _set(world, "notices", "notice_id", failed.notice_id)
    _set(world, "notices", "delivery_id", failed.pk)
    way = connected(depot, "sari", f"bengkel-sari-{n}")
    for collection in ("settings", "me"):
        _set(world, collection, "channel_id", way.pk)
    world.fields |= {"workshop": workshop.code, "supplier": supplier.code, "kind": "suppliers"}
