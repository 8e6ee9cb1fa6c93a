"""Workshops and suppliers: what the acts do and refuse."""

import pytest

from materialcenter.errors import Missing
from materialcenter.models import (
    AuditEntry,
    Supplier,
    Workshop,
)
from materialcenter.services import registering
from materialcenter.services.detailing import DetailsRefused
from tests.cast import NOW, Depot
from tests.materialcenter.refusals import refused

pytestmark = pytest.mark.django_db

WORKSHOP = {"code": "w0009", "name": " CV  Logam Contoh ", "trade": "turning"}
SUPPLIER = {"code": "s09", "name": "PT Baja", "lead_time_days": 14, "lead_time_spread_days": "4"}


class TestRegisterWorkshop:
    def _register(self, depot: Depot, by: str = "putri", **details: object) -> Workshop:
        return registering.register_workshop(
            details={**WORKSHOP, **details}, by=depot.person(by), at=NOW
        )

    def test_keeps_what_was_typed_in_its_kept_form(self, depot: Depot) -> None:
        made = self._register(
            depot, npwp="00.1234567.8901-000", nib="9120001234567", whatsapp="0812 3456 7890"
        )
        assert (made.code, made.name) == ("W0009", "CV Logam Contoh")
        assert (made.npwp, made.whatsapp) == ("0012345678901000", "+6281234567890")
        assert made.center == depot.center

    def test_names_every_wrong_field_at_once(self, depot: Depot) -> None:
        error = refused(
            lambda: self._register(
                depot,
                name="",
                trade="salon",
                npwp="12",
                nib="x",
                whatsapp="1",
                email="a@",
                colour=1,
            ),
            "details_invalid",
        )
        assert {fault.field: fault.code for fault in error.faults} == {
            "colour": "unknown_field",
            "name": "blank",
            "trade": "unknown_choice",
            "whatsapp": "not_a_phone",
            "email": "not_an_email",
            "npwp": "wrong_length",
            "nib": "not_digits",
        }
        assert not Workshop.objects.filter(code="W0009").exists()

    def test_refuses_a_code_that_is_taken(self, depot: Depot) -> None:
        error = refused(lambda: self._register(depot, code="w0001"), "code_taken")
        assert error.field == "code"

    @pytest.mark.parametrize("code", ["A/1", "../x", "A?", "Ä1", "x" * 13])
    def test_refuses_what_can_be_no_code(self, depot: Depot, code: str) -> None:
        refused(lambda: self._register(depot, code=code), "details_invalid")

    def test_leaves_credit_to_finance(self, depot: Depot) -> None:
        refused(lambda: self._register(depot, credit_limit=1), "only_finance_sets_this")
        made = self._register(depot, by="fajar", credit_limit="25.000.000")
        assert made.credit_limit == 25_000_000

    @pytest.mark.parametrize("name", ["wati", "agus", "sari"])
    def test_is_refused_to_other_roles(self, depot: Depot, name: str) -> None:
        refused(lambda: self._register(depot, by=name), "wrong_role")

    def test_leaves_payment_terms_to_finance(self, depot: Depot) -> None:
        made = self._register(depot, by="fajar", payment_terms="prepaid", credit_limit=5_000_000)
        assert (made.payment_terms, made.credit_line) == ("prepaid", 0)
        refused(lambda: self._register(depot, payment_terms="prepaid"), "only_finance_sets_this")
        refused(lambda: self._register(depot, payment_terms="barter"), "details_invalid")


class TestChangeWorkshop:
    def _change(self, depot: Depot, by: str = "putri", **details: object) -> Workshop:
        return registering.change_workshop(
            code="W0001", details=details, by=depot.person(by), at=NOW
        )

    def test_changes_what_is_given_and_nothing_else(self, depot: Depot) -> None:
        changed = self._change(depot, cluster="LIK Takaru", tier_one_partner="PT Contoh")
        assert (changed.cluster, changed.tier_one_partner) == ("LIK Takaru", "PT Contoh")
        assert (changed.name, changed.credit_limit) == ("Bengkel Contoh W0001", 50_000_000)

    def test_writes_down_what_it_was(self, depot: Depot) -> None:
        self._change(depot, by="fajar", credit_limit=0)
        entry = AuditEntry.objects.get(action="workshop.changed")
        assert entry.data["fields"] == {"credit_limit": {"was": 50_000_000, "is": 0}}

    def test_writes_nothing_down_when_nothing_changes(self, depot: Depot) -> None:
        self._change(depot, credit_limit=50_000_000, trade="press")
        assert not AuditEntry.objects.exists()

    def test_leaves_credit_to_finance(self, depot: Depot) -> None:
        refused(lambda: self._change(depot, credit_limit=0), "only_finance_sets_this")
        refused(lambda: self._change(depot, by="fajar", credit_limit=-1), "details_invalid")

    def test_never_changes_a_code(self, depot: Depot) -> None:
        refused(lambda: self._change(depot, code="W0100"), "details_invalid")

    def test_is_not_there_for_strangers(self, depot: Depot, stranger: Depot) -> None:
        depot.workshops["W0001"].code = "W0501"
        depot.workshops["W0001"].save()
        with pytest.raises(Missing):
            registering.change_workshop(
                code="W0501", details={"name": "x"}, by=stranger.person("sinta"), at=NOW
            )


class TestSuppliers:
    def test_are_registered_and_changed(self, depot: Depot) -> None:
        by = depot.person("putri")
        made = registering.register_supplier(details=SUPPLIER, by=by, at=NOW)
        assert (made.code, made.lead_time_days, made.payment_terms_days) == ("S09", 14, 30)
        registering.change_supplier(code="S09", details={"lead_time_days": 21}, by=by, at=NOW)
        assert Supplier.objects.get(code="S09").lead_time_days == 21

    def test_name_every_wrong_field_at_once(self, depot: Depot) -> None:
        details = {"code": "", "name": "", "lead_time_days": "x", "is_active": "ya"}
        error = refused(
            lambda: registering.register_supplier(
                details=details, by=depot.person("putri"), at=NOW
            ),
            "details_invalid",
        )
        assert {fault.field for fault in error.faults} == {
            "code",
            "name",
            "lead_time_days",
            "lead_time_spread_days",
            "is_active",
        }

    def test_settle_on_receipt_only_by_finance(self, depot: Depot) -> None:
        def change(name: str) -> object:
            return registering.change_supplier(
                code="S01", details={"settles_on_receipt": True}, by=depot.person(name), at=NOW
            )

        refused(lambda: change("putri"), "only_finance_sets_this")
        for field, value in (("bank_account", "123"), ("early_discount_percent", "2")):
            refused(
                lambda given={field: value}: registering.change_supplier(  # type: ignore[misc]
                    code="S01", details=given, by=depot.person("putri"), at=NOW
                ),
                "only_finance_sets_this",
            )
        change("fajar")
        assert Supplier.objects.get(code="S01").settles_on_receipt

    @pytest.mark.parametrize("name", ["wati", "agus"])
    def test_are_refused_to_other_roles(self, depot: Depot, name: str) -> None:
        refused(
            lambda: registering.register_supplier(details=SUPPLIER, by=depot.person(name), at=NOW),
            "wrong_role",
        )


def test_details_may_be_numbers_or_text(depot: Depot) -> None:
    with pytest.raises(DetailsRefused) as refusal:
        registering.register_supplier(
            details={**SUPPLIER, "lead_time_days": 1.5}, by=depot.person("putri"), at=NOW
        )
    assert [fault.code for fault in refusal.value.faults] == ["not_whole"]
