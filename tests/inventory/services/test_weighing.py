"""Weighing trucks: tickets, the tare book, scales and reading them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from inventory.models import Scale, ScaleReading, VehicleTare, WeighTicket
from inventory.scales.simulator import Simulator, comma_frame
from inventory.services import (
    keeping_scales,
    keeping_tares,
    printing_tickets,
    reading_scales,
    ticketing,
    weighing,
)
from inventory.services import weighing_refusals as refusals
from inventory.services.finding import NoSuchMaterial, NoSuchSupplier, NoSuchWorkshop
from inventory.services.quarantining import ReasonMissing
from materialcenter import jobs
from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from tests.cast import NOW, Depot, build_depot
from tests.inventory.bridge import (
    TRUCK,
    arrive,
    correct,
    deduct,
    head,
    leave,
    make_scale,
    sheet,
    weigh_truck,
)

pytestmark = pytest.mark.django_db
Act = Callable[[], object]


@pytest.fixture
def scale(depot: Depot) -> Scale:
    return make_scale(depot)


@pytest.fixture(autouse=True)
def _scales_may_be_played_here(settings: Any) -> None:
    settings.SCALE_NETWORKS = [ip_network("127.0.0.0/8")]


def _rows() -> Any:
    tables = (Scale, ScaleReading, VehicleTare, WeighTicket)
    return [list(table.objects.order_by("pk").values()) for table in tables], (
        AuditEntry.objects.count(),
        Job.objects.count(),
    )


def _refuses(kind: type[DomainError], act: Act, *, code: str = "", field: str = "") -> None:
    before = _rows()
    with pytest.raises(kind) as refusal:
        act()
    assert _rows() == before
    assert str(refusal.value)
    if code:
        codes = {fault.code for fault in refusal.value.faults} | {refusal.value.code}
        assert code in codes
    if field:
        fields = {fault.field for fault in refusal.value.faults} | {refusal.value.field}
        assert field in fields


def _read(depot: Depot, scale: Scale, mass_kg: int = 12460) -> ScaleReading:
    """Read a scale that is played, through the acts."""
    with Simulator(lambda: comma_frame(Decimal(mass_kg))) as played:
        Scale.objects.filter(pk=scale.pk).update(address=played.address)
        taken = reading_scales.take_reading(scale=scale.code, by=depot.person("wati"))
    return reading_scales.keep_reading(taken=taken, by=depot.person("wati"), at=NOW)


def _open(depot: Depot, first: weighing.Weight, **more: Any) -> WeighTicket:
    values = {"head": head(), "scale": "TB-1", "by": depot.person("wati"), "at": NOW, **more}
    return weighing.open_ticket(first=first, **values)


def _again(depot: Depot, number: str, second: weighing.Weight) -> WeighTicket:
    return weighing.weigh_again(number=number, second=second, by=depot.person("wati"), at=NOW)


@pytest.mark.usefixtures("scale")
class TestOpenTicket:
    def test_keeps_the_first_weighing_under_a_number(self, depot: Depot) -> None:
        ticket = arrive(depot, vehicle=" g  1234 ab ", driver="Pak Slamet", supplier="S01")
        assert ticket.number == "TT-TGL-2026-00001"
        assert (ticket.vehicle, ticket.status) == (TRUCK, "open")
        assert (ticket.gross_kg, ticket.tare_kg) == (Decimal(12460), None)
        assert (ticket.first_source, ticket.first_at) == ("hand", NOW)

    def test_weighs_what_goes_out_empty_first(self, depot: Depot) -> None:
        ticket = arrive(depot, direction="out", gross=5120)
        assert (ticket.gross_kg, ticket.tare_kg) == (None, Decimal(5120))

    @pytest.mark.parametrize(
        ("mass", "code"),
        [
            ("0", "weight_not_positive"),
            ("-20", "weight_not_positive"),
            ("60020", "weight_over_capacity"),
            ("12470", "weight_off_division"),
        ],
    )
    def test_refuses_what_the_scale_cannot_show(self, depot: Depot, mass: str, code: str) -> None:
        first = weighing.ByEye(Decimal(mass))
        _refuses(refusals.BadWeight, lambda: _open(depot, first), code=code, field="mass_kg")

    @pytest.mark.parametrize(
        ("instead", "kind", "field"),
        [
            ({"vehicle": "  "}, refusals.BadVehicle, "vehicle"),
            ({"vehicle": "G" * 21}, refusals.BadVehicle, "vehicle"),
            ({"vehicle": "<b>"}, refusals.BadVehicle, "vehicle"),
            ({"supplier": "S99"}, NoSuchSupplier, "supplier"),
            ({"workshop": "W9999"}, NoSuchWorkshop, "workshop"),
            ({"material": "XX"}, NoSuchMaterial, "material"),
        ],
    )
    def test_refuses_what_nobody_knows(
        self, depot: Depot, instead: dict[str, Any], kind: type[DomainError], field: str
    ) -> None:
        _refuses(kind, lambda: arrive(depot, **instead), field=field)

    def test_refuses_a_scale_that_is_not_there_or_not_in_use(self, depot: Depot) -> None:
        _refuses(refusals.NoSuchScale, lambda: arrive(depot, scale="TB-9"), field="scale")
        make_scale(depot, "TB-2", is_active=False)
        _refuses(refusals.ScaleNotInUse, lambda: arrive(depot, scale="TB-2"), field="scale")

    def test_refuses_a_truck_that_is_on_the_bridge(self, depot: Depot) -> None:
        arrive(depot)
        _refuses(refusals.VehicleOnTheBridge, lambda: arrive(depot), field="vehicle")
        assert arrive(depot, vehicle="G 9 A").number == "TT-TGL-2026-00002"

    @pytest.mark.parametrize("name", ["putri", "fajar", "agus", "sari"])
    def test_is_for_clerks_and_supervisors(self, depot: Depot, name: str) -> None:
        by = depot.person(name)
        _refuses(WrongRole, lambda: _open(depot, weighing.ByEye(Decimal(20)), by=by))

    def test_sees_no_other_centers_scale(self, depot: Depot) -> None:
        by = build_depot("BDG").person("wati")
        _refuses(refusals.NoSuchScale, lambda: _open(depot, weighing.ByEye(Decimal(20)), by=by))


class TestWeighAgain:
    def test_takes_the_empty_truck(self, depot: Depot, scale: Scale) -> None:
        ticket = leave(depot, arrive(depot).number)
        assert (ticket.gross_kg, ticket.tare_kg) == (Decimal(12460), Decimal(5120))

    @pytest.mark.parametrize(
        ("mass", "code"),
        [
            ("12480", "tare_above_gross"),
            ("12460", "nothing_weighed"),
            ("5121", "weight_off_division"),
            ("80000", "weight_over_capacity"),
        ],
    )
    def test_refuses_what_makes_no_load(
        self, depot: Depot, scale: Scale, mass: str, code: str
    ) -> None:
        number = arrive(depot).number
        second = weighing.ByEye(Decimal(mass))
        _refuses(refusals.BadWeight, lambda: _again(depot, number, second), code=code)

    def test_refuses_a_lighter_truck_that_took_something(self, depot: Depot, scale: Scale) -> None:
        number = arrive(depot, direction="out", gross=5120).number
        second = weighing.ByEye(Decimal(5000))
        _refuses(refusals.BadWeight, lambda: _again(depot, number, second), code="tare_above_gross")

    def test_happens_once(self, depot: Depot, scale: Scale) -> None:
        number = leave(depot, arrive(depot).number).number
        _refuses(refusals.WeighedTwiceAlready, lambda: leave(depot, number))

    def test_needs_an_open_ticket_of_the_own_center(self, depot: Depot, scale: Scale) -> None:
        number = weigh_truck(depot).number
        _refuses(refusals.TicketNotOpen, lambda: leave(depot, number))
        stranger = build_depot("BDG")
        _refuses(Missing, lambda: leave(stranger, number))
        by = depot.person("putri")
        second = weighing.ByEye(Decimal(20))
        _refuses(
            WrongRole,
            lambda: weighing.weigh_again(number=number, second=second, by=by, at=NOW),
        )


class TestTareBook:
    def test_stands_for_the_empty_weighing(self, depot: Depot, scale: Scale) -> None:
        first = weigh_truck(depot)
        entry = keeping_tares.keep_tare(number=first.number, by=depot.person("wati"), at=NOW)
        assert (entry.vehicle, entry.tare_kg, entry.ticket) == (TRUCK, Decimal(5120), first)
        ticket = _again(depot, arrive(depot, gross=10_000).number, weighing.FromBook())
        assert (ticket.second_kg, ticket.second_source) == (Decimal(5120), "tare_book")
        assert ticket.tare_entry == entry

    def test_gives_the_newest_of_a_vehicle(self, depot: Depot, scale: Scale) -> None:
        for mass in (5120, 5140):
            self._weigh(depot, mass)
        assert VehicleTare.objects.newest().get().tare_kg == 5140
        ticket = _again(depot, arrive(depot).number, weighing.FromBook())
        assert ticket.tare_kg == 5140

    def test_serves_what_goes_out_first(self, depot: Depot, scale: Scale) -> None:
        self._weigh(depot, 5120)
        ticket = _open(depot, weighing.FromBook(), head=head(direction="out"))
        assert (ticket.tare_kg, ticket.first_source) == (Decimal(5120), "tare_book")
        ticket = _again(depot, ticket.number, weighing.ByEye(Decimal(12460)))
        issued = ticketing.issue_ticket(number=ticket.number, by=depot.person("wati"), at=NOW)
        assert issued.net_kg == 7340

    def test_knows_no_loaded_weight(self, depot: Depot, scale: Scale) -> None:
        self._weigh(depot, 5120)
        _refuses(refusals.TareBookIsForTares, lambda: _open(depot, weighing.FromBook()))

    def test_refuses_a_vehicle_that_is_not_in_it(self, depot: Depot, scale: Scale) -> None:
        number = arrive(depot).number
        _refuses(refusals.TareNotInBook, lambda: _again(depot, number, weighing.FromBook()))

    def test_takes_a_tickets_tare_once(self, depot: Depot, scale: Scale) -> None:
        number, by = weigh_truck(depot).number, depot.person("wati")
        keeping_tares.keep_tare(number=number, by=by, at=NOW)
        _refuses(refusals.TareKept, lambda: keeping_tares.keep_tare(number=number, by=by, at=NOW))

    def test_takes_no_tare_that_is_not_weighed_or_called_off(
        self, depot: Depot, scale: Scale
    ) -> None:
        number, by = arrive(depot).number, depot.person("wati")
        keep: Act = lambda: keeping_tares.keep_tare(number=number, by=by, at=NOW)  # noqa: E731
        _refuses(refusals.WeightMissing, keep)
        ticketing.cancel_ticket(number=number, reason="Salah", by=by, at=NOW)
        _refuses(refusals.TicketNotOpen, keep)
        _refuses(WrongRole, lambda: self._weigh(depot, 5120, name="putri"))

    def test_takes_a_weight_and_not_itself(self, depot: Depot, scale: Scale) -> None:
        _refuses(
            refusals.WeightMissing,
            lambda: keeping_tares.weigh_tare(
                vehicle=TRUCK,
                scale="TB-1",
                weight=weighing.FromBook(),
                by=depot.person("wati"),
                at=NOW,
            ),
        )

    def _weigh(self, depot: Depot, mass: int, *, name: str = "wati") -> VehicleTare:
        return keeping_tares.weigh_tare(
            vehicle=TRUCK,
            scale="TB-1",
            weight=weighing.ByEye(Decimal(mass)),
            by=depot.person(name),
            at=NOW,
        )


class TestSetDeductions:
    @pytest.mark.parametrize(
        ("method", "paid", "deducted"),
        [("additive", "6973.00", "367.00"), ("sequential", "6977.40", "362.60")],
    )
    def test_follow_the_method_agreed(
        self, depot: Depot, scale: Scale, method: str, paid: str, deducted: str
    ) -> None:
        number = weigh_truck(depot, issue=False).number
        deduct(depot, number, "3", "2", method)
        ticket = ticketing.issue_ticket(number=number, by=depot.person("wati"), at=NOW)
        assert (ticket.net_kg, ticket.deducted_kg, ticket.paid_kg) == (
            Decimal(7340),
            Decimal(deducted),
            Decimal(paid),
        )

    @pytest.mark.parametrize("method", ["additive", "sequential"])
    @pytest.mark.parametrize(
        ("dirt", "moisture", "code"),
        [("60", "40.5", "deductions_over_100"), ("-1", "0", "deduction_negative")],
    )
    def test_refuses_what_no_load_has(
        self, depot: Depot, scale: Scale, method: str, dirt: str, moisture: str, code: str
    ) -> None:
        number = arrive(depot).number
        _refuses(
            refusals.BadWeight,
            lambda: deduct(depot, number, dirt, moisture, method),
            code=code,
        )

    def test_needs_an_open_ticket(self, depot: Depot, scale: Scale) -> None:
        number = weigh_truck(depot).number
        _refuses(refusals.TicketNotOpen, lambda: deduct(depot, number, "1", "0", "additive"))


class TestIssueTicket:
    def test_has_a_worker_write_it(self, depot: Depot, scale: Scale) -> None:
        ticket = weigh_truck(depot)
        assert ticket.document_id is None
        jobs.run_due()
        ticket.refresh_from_db()
        assert ticket.document is not None
        assert bytes(ticket.document.content.content).startswith(b"%PDF")
        kept = ticket.document_id
        printing_tickets.keep_weigh_ticket(ticket_id=ticket.pk, at=NOW)
        ticket.refresh_from_db()
        assert ticket.document_id == kept

    def test_needs_both_weighings_and_happens_once(self, depot: Depot, scale: Scale) -> None:
        number, by = arrive(depot).number, depot.person("wati")
        issue: Act = lambda: ticketing.issue_ticket(number=number, by=by, at=NOW)  # noqa: E731
        _refuses(refusals.NotWeighedTwice, issue)
        leave(depot, number)
        issue()
        _refuses(refusals.TicketNotOpen, issue)
        _refuses(
            WrongRole,
            lambda: ticketing.issue_ticket(number=number, by=depot.person("agus"), at=NOW),
        )

    @pytest.mark.parametrize(
        "change",
        ["paid_kg = 1, deducted_kg = 7339", "vehicle = 'B 1'", "status = 'open'", "reason = 'x'"],
    )
    def test_freezes_it_even_for_raw_sql(self, depot: Depot, scale: Scale, change: str) -> None:
        ticket = weigh_truck(depot)
        for statement in (
            f"UPDATE inventory_weighticket SET {change} WHERE id = %s",
            "DELETE FROM inventory_weighticket WHERE id = %s",
        ):
            with (
                pytest.raises(DatabaseError, match="issued ticket stays"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [ticket.pk])

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ("first_source = 'scale'", "weigh_ticket_scale_says_first"),
            ("second_source = 'scale'", "weigh_ticket_scale_says_second"),
            ("second_at = NULL", "weigh_ticket_second_is_whole"),
            ("dirt_percent = 99, moisture_percent = 2", "weigh_ticket_deducts_at_most_all"),
            ("first_kg = 0", "weigh_ticket_positive"),
            (
                "status = 'issued', issued_at = now(), net_kg = 1, deducted_kg = 0, paid_kg = 1",
                "weigh_ticket_issued_is_whole",
            ),
        ],
    )
    def test_lets_the_database_refuse_what_is_no_ticket(
        self, depot: Depot, scale: Scale, change: str, name: str
    ) -> None:
        ticket = weigh_truck(depot, issue=False)
        with (
            pytest.raises(DatabaseError, match=name),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE inventory_weighticket SET {change} WHERE id = %s", [ticket.pk])


class TestTera:
    @pytest.mark.parametrize(
        ("until", "expired"),
        [
            (NOW.date(), False),
            (NOW.date() - timedelta(days=1), True),
            (None, True),
        ],
    )
    def test_counts_by_the_day_of_weighing(
        self, depot: Depot, until: date | None, expired: bool
    ) -> None:
        make_scale(depot, verified_until=until)
        assert weigh_truck(depot).is_scale_expired is expired

    def test_that_ran_out_between_the_weighings_flags_the_ticket(self, depot: Depot) -> None:
        make_scale(depot, verified_until=NOW.date())
        ticket = arrive(depot)
        assert not ticket.is_scale_expired
        assert leave(depot, ticket.number, at=NOW + timedelta(days=1)).is_scale_expired

    def test_renewed_later_changes_no_ticket(self, depot: Depot) -> None:
        make_scale(depot, verified_until=date(2026, 1, 31))
        ticket = weigh_truck(depot)
        keeping_scales.change_scale(code="TB-1", sheet=sheet(), by=depot.person("sinta"), at=NOW)
        ticket.refresh_from_db()
        assert ticket.is_scale_expired

    def test_goes_with_a_tare_out_of_the_book(self, depot: Depot) -> None:
        make_scale(depot, "TB-OLD", verified_until=date(2026, 1, 31))
        make_scale(depot)
        keeping_tares.weigh_tare(
            vehicle=TRUCK,
            scale="TB-OLD",
            weight=weighing.ByEye(Decimal(5120)),
            by=depot.person("wati"),
            at=NOW,
        )
        ticket = _again(depot, arrive(depot).number, weighing.FromBook())
        assert ticket.is_scale_expired


class TestCancelTicket:
    def test_keeps_number_and_reason_and_frees_the_truck(self, depot: Depot, scale: Scale) -> None:
        number, by = arrive(depot).number, depot.person("wati")
        _refuses(
            ReasonMissing,
            lambda: ticketing.cancel_ticket(number=number, reason=" ", by=by, at=NOW),
        )
        ticket = ticketing.cancel_ticket(number=number, reason="Salah truk", by=by, at=NOW)
        assert (ticket.status, ticket.reason) == ("cancelled", "Salah truk")
        assert arrive(depot).number != number

    def test_leaves_an_issued_one(self, depot: Depot, scale: Scale) -> None:
        number, by = weigh_truck(depot).number, depot.person("wati")
        _refuses(
            refusals.TicketNotOpen,
            lambda: ticketing.cancel_ticket(number=number, reason="x", by=by, at=NOW),
        )


class TestCorrectTicket:
    def test_makes_a_new_one_that_names_it(self, depot: Depot, scale: Scale) -> None:
        wrong = weigh_truck(depot)
        made = correct(depot, wrong.number, head=head(vehicle="G 4321 AB"), first_kg=Decimal(12480))
        assert (made.corrects, made.status, made.vehicle) == (wrong, "open", "G 4321 AB")
        assert (made.first_kg, made.second_kg) == (Decimal(12480), Decimal(5120))
        issued = ticketing.issue_ticket(number=made.number, by=depot.person("wati"), at=NOW)
        assert issued.net_kg == 7360
        wrong.refresh_from_db()
        assert (wrong.net_kg, wrong.status) == (Decimal(7340), "issued")

    def test_happens_once_unless_the_correction_was_called_off(
        self, depot: Depot, scale: Scale
    ) -> None:
        number, by = weigh_truck(depot).number, depot.person("wati")
        made = correct(depot, number)
        _refuses(refusals.CorrectedAlready, lambda: correct(depot, number))
        ticketing.cancel_ticket(number=made.number, reason="Salah lagi", by=by, at=NOW)
        again = correct(depot, number)
        ticketing.issue_ticket(number=again.number, by=by, at=NOW)
        assert correct(depot, again.number).corrects == again

    def test_goes_while_the_truck_is_on_the_bridge_again(self, depot: Depot, scale: Scale) -> None:
        number = weigh_truck(depot).number
        arrive(depot)
        assert correct(depot, number).vehicle == TRUCK

    def test_keeps_the_scales_word_only_for_what_it_said(self, depot: Depot, scale: Scale) -> None:
        ticket = _open(depot, weighing.ByScale(_read(depot, scale).pk))
        leave(depot, ticket.number)
        ticketing.issue_ticket(number=ticket.number, by=depot.person("wati"), at=NOW)
        made = correct(depot, ticket.number)
        assert (made.first_source, made.first_reading_id) == ("scale", ticket.first_reading_id)
        ticketing.cancel_ticket(number=made.number, reason="x", by=depot.person("wati"), at=NOW)
        made = correct(depot, ticket.number, first_kg=Decimal(12480))
        assert (made.first_source, made.first_reading_id) == ("hand", None)

    def test_refuses_what_no_ticket_may_say(self, depot: Depot, scale: Scale) -> None:
        number = weigh_truck(depot).number
        _refuses(ReasonMissing, lambda: correct(depot, number, reason=""))
        for instead, code in (
            ({"second_kg": Decimal(12480)}, "tare_above_gross"),
            ({"first_kg": Decimal(12461)}, "weight_off_division"),
            (
                {"deductions": ticketing.Deductions(Decimal(90), Decimal(20), "additive")},
                "deductions_over_100",
            ),
        ):
            _refuses(
                refusals.BadWeight,
                lambda instead=instead: correct(depot, number, **instead),  # type: ignore[misc]
                code=code,
            )
        open_one = arrive(depot).number
        _refuses(refusals.TicketNotIssued, lambda: correct(depot, open_one))
        _refuses(WrongRole, lambda: correct(depot, number, by=depot.person("fajar")))
        _refuses(Missing, lambda: correct(build_depot("BDG"), number))


class TestReading:
    def test_is_what_the_scale_said(self, depot: Depot, scale: Scale) -> None:
        reading = _read(depot, scale)
        ticket = _open(depot, weighing.ByScale(reading.pk))
        assert (ticket.first_kg, ticket.first_source) == (Decimal(12460), "scale")
        assert ticket.first_reading == reading

    def test_is_used_once_soon_and_for_its_scale_alone(self, depot: Depot, scale: Scale) -> None:
        reading = _read(depot, scale)
        make_scale(depot, "TB-2")
        by_scale = weighing.ByScale(reading.pk)
        _refuses(refusals.NoSuchReading, lambda: _open(depot, by_scale, scale="TB-2"))
        _refuses(refusals.NoSuchReading, lambda: _open(depot, weighing.ByScale(99_999)))
        late = NOW + timedelta(minutes=6)
        _refuses(refusals.ReadingTooOld, lambda: _open(depot, by_scale, at=late))
        _open(depot, by_scale)
        other = head(vehicle="G 2 B")
        _refuses(refusals.ReadingUsed, lambda: _open(depot, by_scale, head=other))

    @pytest.mark.parametrize(
        ("frame", "code"),
        [
            (comma_frame(Decimal(12460), state="US"), "scale_not_stable"),
            (comma_frame(Decimal(12460), kind="NT"), "scale_shows_net"),
            (comma_frame(Decimal(80_000)), "weight_over_capacity"),
            (comma_frame(Decimal(12465)), "weight_off_division"),
            (comma_frame(Decimal(0)), "weight_not_positive"),
            (b"+OK ready\r\n", "scale_not_understood"),
        ],
    )
    def test_is_refused_when_it_is_none(
        self, depot: Depot, scale: Scale, frame: bytes, code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("inventory.scales.reading.PATIENCE_S", 0.7)
        with Simulator(lambda: frame) as played:
            Scale.objects.filter(pk=scale.pk).update(address=played.address)
            self._refused(depot, code)

    def test_is_refused_where_nobody_answers_or_none_may_stand(
        self, depot: Depot, scale: Scale
    ) -> None:
        with Simulator(lambda: b"") as played:
            address = played.address
        for where, code in (
            (address, "scale_unreachable"),
            ("tcp://169.254.169.254:80", "scale_address_not_allowed"),
            ("tcp://8.8.8.8:4001", "scale_address_not_allowed"),
            ("file:///etc/passwd", "scale_address_invalid"),
            ("", "scale_read_by_eye"),
        ):
            Scale.objects.filter(pk=scale.pk).update(address=where)
            self._refused(depot, code)

    @pytest.mark.parametrize("name", ["putri", "agus", "sari"])
    def test_is_for_those_who_weigh(self, depot: Depot, scale: Scale, name: str) -> None:
        by = depot.person(name)
        _refuses(WrongRole, lambda: reading_scales.take_reading(scale="TB-1", by=by))

    def _refused(self, depot: Depot, code: str) -> None:
        by = depot.person("wati")
        _refuses(DomainError, lambda: reading_scales.take_reading(scale="TB-1", by=by), code=code)


class TestKeepingScales:
    def test_is_for_supervisors_alone(self, depot: Depot, scale: Scale) -> None:
        for name in ("wati", "putri", "agus", "sari"):
            by = depot.person(name)
            _refuses(
                WrongRole,
                lambda by=by: keeping_scales.add_scale(  # type: ignore[misc]
                    code="TB-2", sheet=sheet(), by=by, at=NOW
                ),
            )
            _refuses(
                WrongRole,
                lambda by=by: keeping_scales.change_scale(  # type: ignore[misc]
                    code="TB-1", sheet=sheet(), by=by, at=NOW
                ),
            )

    def test_changes_everything_but_the_code(self, depot: Depot, scale: Scale) -> None:
        new = sheet(address="tcp://192.168.1.20:4001?format=yaohua", is_active=False)
        made = keeping_scales.change_scale(code="TB-1", sheet=new, by=depot.person("sinta"), at=NOW)
        made.refresh_from_db()
        assert (made.address, made.is_active) == (new.address, False)

    @pytest.mark.parametrize(
        ("instead", "field"),
        [
            ({"name": " "}, "name"),
            ({"capacity_kg": Decimal(0)}, "capacity_kg"),
            ({"division_kg": Decimal(-1)}, "division_kg"),
            ({"division_kg": Decimal(70_000)}, "division_kg"),
            ({"address": "http://example.com/"}, "address"),
            ({"address": "serial:///etc/shadow"}, "address"),
        ],
    )
    def test_refuses_what_could_not_weigh(
        self, depot: Depot, scale: Scale, instead: dict[str, Any], field: str
    ) -> None:
        by, bad = depot.person("sinta"), sheet(**instead)
        _refuses(
            refusals.BadScale,
            lambda: keeping_scales.add_scale(code="TB-2", sheet=bad, by=by, at=NOW),
            field=field,
        )
        _refuses(
            refusals.BadScale,
            lambda: keeping_scales.change_scale(code="TB-1", sheet=bad, by=by, at=NOW),
            field=field,
        )

    def test_refuses_a_code_that_is_taken_or_none(self, depot: Depot, scale: Scale) -> None:
        _refuses(refusals.ScaleCodeTaken, lambda: make_scale(depot), field="code")
        _refuses(refusals.BadScale, lambda: make_scale(depot, "a/b"), field="code")
        _refuses(
            Missing,
            lambda: keeping_scales.change_scale(
                code="TB-9", sheet=sheet(), by=depot.person("sinta"), at=NOW
            ),
        )
