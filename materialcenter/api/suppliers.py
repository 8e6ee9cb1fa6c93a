"""Suppliers."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.errors import Missing
from materialcenter.models import Supplier
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.services import registering

router = Router(tags=["suppliers"])
DiscountPercent = Annotated[Decimal, Field(max_digits=6, decimal_places=3)]


class SupplierIn(Input):
    """A supplier to register; NPWP and telephone are text."""

    code: str
    name: str
    city: str = ""
    email: str = ""
    phone: str = ""
    npwp: str = ""
    is_vat_registered: bool = True
    lead_time_days: int
    lead_time_spread_days: int
    payment_terms_days: int = 30
    order_minimum_kg: int = 0
    truck_kg: int = 0
    settles_on_receipt: bool = False
    bank_name: str = ""
    bank_account: str = ""
    bank_holder: str = ""
    early_discount_percent: DiscountPercent = Decimal(0)
    early_discount_days: int = 0
    is_active: bool = True


class SupplierChange(Input):
    """What to change; what is left out stays. Bank, discount and settling are finance's to set."""

    name: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    npwp: str = ""
    is_vat_registered: bool = True
    lead_time_days: int = 0
    lead_time_spread_days: int = 0
    payment_terms_days: int = 30
    order_minimum_kg: int = 0
    truck_kg: int = 0
    settles_on_receipt: bool = False
    bank_name: str = ""
    bank_account: str = ""
    bank_holder: str = ""
    early_discount_percent: DiscountPercent = Decimal(0)
    early_discount_days: int = 0
    is_active: bool = True


class SupplierOut(Out):
    """A supplier."""

    code: str
    name: str
    city: str
    email: str
    phone: str
    npwp: str
    is_vat_registered: bool
    lead_time_days: int
    lead_time_spread_days: int
    payment_terms_days: int
    order_minimum_kg: int
    truck_kg: int
    settles_on_receipt: bool
    is_active: bool


class SupplierMoneyOut(Out):
    """Where a supplier's money goes, and what it gives for being paid early."""

    code: str
    bank_name: str
    bank_account: str
    bank_holder: str
    early_discount_percent: DiscountPercent
    early_discount_days: int


@router.get("", response={200: CursorList[SupplierOut], **REFUSALS})
@needs(*STAFF)
def list_suppliers(request: Any, search: str = "", cursor: str = "", limit: int = 50) -> Any:
    """List suppliers. search: words of code, name or city."""
    rows = Supplier.objects.visible_to(request.auth).matching(search)
    return page_of(rows, cursor=cursor, limit=limit, newest_first=False)


@router.post("", response={201: SupplierOut, **REFUSALS})
@needs(*registering.KEEPS_SUPPLIERS)
@creates()
def register_supplier(request: Any, payload: SupplierIn) -> SupplierOut:
    """Register a supplier."""
    supplier = registering.register_supplier(
        details=payload.dict(), by=request.auth, at=timezone.now()
    )
    return SupplierOut.from_orm(supplier)


@router.get("/{code}", response={200: SupplierOut, **REFUSALS})
@needs(*STAFF)
def get_supplier(request: Any, code: str) -> Any:
    """Show a supplier."""
    return _supplier(code, request.auth)


@router.get("/{code}/payment-details", response={200: SupplierMoneyOut, **REFUSALS})
@needs(*registering.SEES_MONEY)
def get_supplier_payment_details(request: Any, code: str) -> Any:
    """Show a supplier's bank account and discount."""
    return _supplier(code, request.auth)


@router.patch("/{code}", response={200: SupplierOut, **REFUSALS})
@needs(*registering.KEEPS_SUPPLIERS)
def change_supplier(request: Any, code: str, payload: SupplierChange) -> Any:
    """Change what is given of a supplier."""
    return registering.change_supplier(
        code=code,
        details=payload.dict(exclude_unset=True),
        by=request.auth,
        at=timezone.now(),
    )


def _supplier(code: str, person: Person) -> Supplier:
    supplier = Supplier.objects.visible_to(person).filter(code=code).first()
    if supplier is None:
        raise Missing
    return supplier
