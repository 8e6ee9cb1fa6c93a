"""Papers of buying by the number that a person knows them by."""

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Missing
from materialcenter.models import Supplier
from orders.models import PurchaseOrder, Receipt, SupplierInvoice
from orders.reports.finding import one_of


def find_purchase_order(by: Person, number: str) -> PurchaseOrder:
    """Find an order with supplier, center, pool and people. Raises Missing."""
    rows = (
        PurchaseOrder.objects.visible_to(by)
        .select_related(
            *("supplier", "center", "pool", "blanket_order"),
            *("created_by", "approved_by", "document"),
        )
        .filter(number=number)
    )
    return one_of(rows, Missing())


def find_receipt(by: Person, number: str) -> Receipt:
    """Find a receipt with supplier, center, order and receiver. Raises Missing."""
    rows = (
        Receipt.objects.visible_to(by)
        .select_related("supplier", "center", "purchase_order__pool", "received_by")
        .filter(number=number)
    )
    return one_of(rows, Missing())


def find_receipt_of(supplier: Supplier, number: str) -> Receipt:
    """Find a receipt of a supplier's that is at hand. Raises Missing."""
    return one_of(Receipt.objects.filter(supplier=supplier, number=number), Missing())


def find_supplier_invoice(by: Person, invoice_id: int) -> SupplierInvoice:
    """Find a supplier's invoice, which has no number of ours, by id. Raises Missing."""
    rows = (
        SupplierInvoice.objects.visible_to(by)
        .select_related("supplier", "entered_by", "decided_by", "document")
        .filter(pk=invoice_id)
    )
    return one_of(rows, Missing())


def find_supplier(by: Person, code: str) -> Supplier:
    """Find a supplier by code. Raises Missing, naming the field."""
    rows = Supplier.objects.visible_to(by).filter(code=code)
    return one_of(rows, Missing(field="supplier"))


def find_material(by: Person, code: str) -> catalogue.Material:
    """Find a material by code. Raises Missing, naming the field."""
    material = catalogue.materials_by_code(by, [code]).get(code)
    if material is None:
        raise Missing(field="material")
    return material
