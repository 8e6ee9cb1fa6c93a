"""Everything in one run on one server, as a table of rates and ratios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from inventory.management.benchmarks.ledger import http, ways
from inventory.management.benchmarks.ledger.racing import rate_of
from inventory.management.benchmarks.ledger.world import World, build_world, reserve_pieces
from inventory.management.benchmarks.scratch import scratch_database
from inventory.models import Lot, Place

Say = Callable[[str], object]

IN_PROCESS_AIM, HTTP_AIM = 0.5, 0.2


@dataclass(frozen=True)
class Amount:
    """How much is measured: lots that the work is spread over, hand-overs, rounds."""

    lots: int
    count: int
    rounds: int


FULL = Amount(lots=10_000, count=960, rounds=7)
QUICK = Amount(lots=200, count=320, rounds=1)


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print. quick: a fraction of the work, to see that it runs."""
    amount = QUICK if quick else FULL
    with scratch_database() as address:
        world = build_world(spread=amount.lots, at=at)
        raw = _in_process(say, world, amount, at)
        _where_the_rest_goes(say, world, amount, at)
        _over_http(say, address, world, amount, raw, at)


def _in_process(say: Say, world: World, amount: Amount, at: datetime) -> float:
    """Compare the door with hand-written SQL; return the raw rate that HTTP is held to."""
    say(_row("handing over one line", "clients", "raw /s", "door /s", "ratio", "aim"))
    reached = 0.0
    for name, raw, door in (
        ("reserved", ways.raw_reserved, ways.door_reserved),
        ("direct", ways.raw_direct, ways.door_direct),
    ):
        for where, spots in (("spread lots", world.lots), ("one hot lot", (world.hot,))):
            for clients in (1, 8):
                pairs = [
                    _pair(raw, door, world, spots, clients, amount, at)
                    for _round in range(amount.rounds)
                ]
                raw_rate = median(pair[0] for pair in pairs)
                ratio = median(pair[1] / pair[0] for pair in pairs)
                if (name, where, clients) == ("reserved", "spread lots", 8):
                    reached = raw_rate
                door_rate = median(pair[1] for pair in pairs)
                cells = (f"{raw_rate:.0f}", f"{door_rate:.0f}", f"{ratio:.2f}")
                say(_row(f"{name}, {where}", str(clients), *cells, f"{IN_PROCESS_AIM}"))
    return reached


def _pair(
    raw: ways.Way,
    door: ways.Way,
    world: World,
    spots: Sequence[tuple[int, int]],
    clients: int,
    amount: Amount,
    at: datetime,
) -> tuple[float, float]:
    """Measure both ways right after each other, so that the machine is in the same mood."""
    rates = []
    for way in (raw, door):
        targets = _targets(way, world, spots, amount.count, at)
        rates.append(rate_of(way, world, targets, processes=clients, at=at))
    return rates[0], rates[1]


def _targets(
    way: ways.Way, world: World, spots: Sequence[tuple[int, int]], count: int, at: datetime
) -> Sequence[Any]:
    if way in {ways.raw_direct, ways.door_direct}:
        return [spots[n % len(spots)] for n in range(count)]
    return reserve_pieces(world, tuple(spots), count, at=at)


def _where_the_rest_goes(say: Say, world: World, amount: Amount, at: datetime) -> None:
    """Take the door apart: microseconds for one hand-over, one client, spread lots."""
    parts = (
        ("least SQL and commit", ways.raw_reserved),
        ("the door's own statement", ways.statement_alone),
        ("and Django, checks, answer", ways.door_reserved),
    )
    rounds = [
        [
            1e6
            / rate_of(
                way, world, _targets(way, world, world.lots, amount.count, at), processes=1, at=at
            )
            for _name, way in parts
        ]
        for _round in range(amount.rounds)
    ]
    say("")
    say(_row("where it goes, 1 client", "", "µs each", "of which", "", ""))
    before = 0.0
    for n, (name, _way) in enumerate(parts):
        micros = median(times[n] for times in rounds)
        say(_row(name, "", f"{micros:.0f}", f"{micros - before:+.0f}", "", ""))
        before = micros


def _over_http(
    say: Say, address: str, world: World, amount: Amount, raw: float, at: datetime
) -> None:
    say("")
    clients = f"{http.CONNECTIONS}"
    say(_row("over HTTP", "clients", "raw /s", "HTTP /s", "ratio", "aim"))
    with http.web_server(address) as port:
        for name, requests, aim in (
            ("a lot to another rack", _moves(world, amount), f"{HTTP_AIM}"),
            ("an order handed over, billed", _orders(port, world, amount), "–"),
        ):
            rate = http.rate_over_http(port, world, requests)
            cells = (f"{raw:.0f}", f"{rate:.0f}", f"{rate / raw:.2f}")
            say(_row(name, clients, *cells, aim))


def _moves(world: World, amount: Amount) -> list[http.Request]:
    """Ask to move one piece of a lot each: as many rows as handing over, with its audit."""
    numbers = dict(Lot.objects.filter(center_id=world.center_id).values_list("pk", "number"))
    racks = dict(Place.objects.filter(center_id=world.center_id).racks().values_list("pk", "code"))
    codes = sorted(racks.values())
    requests = []
    for n in range(amount.count):
        lot_id, place_id = world.lots[n % len(world.lots)]
        other = next(code for code in codes if code != racks[place_id])
        body = {
            "lot": numbers[lot_id],
            "from_rack": racks[place_id],
            "to_rack": other,
            "pieces": 1,
        }
        requests.append(("/movements", body))
    return requests


def _orders(port: int, world: World, amount: Amount) -> list[http.Request]:
    """Place orders of one line, which is not measured, and ask to hand each over."""
    post = http.poster(port, world)
    order = {"workshop": "W0001", "lines": [{"material": "SPHC-2-4X8", "quantity": "1"}]}
    numbers = [post("/orders", order)["number"] for _n in range(max(amount.count // 4, 160))]
    return [(f"/orders/{number}/hand-over", {"receiver_name": "Benchmark"}) for number in numbers]


def _row(*cells: str) -> str:
    widths = (30, 8, 9, 9, 7, 5)
    return "  ".join(
        cell.ljust(width) if n == 0 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()
