"""Papers of buying by the number that a person knows them by."""

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Missing
from materialcenter.models import Supplier
from orders.models import PurchaseOrder, Receipt, SupplierInvoice


def find_purchase_order(by: Person, number: str) -> PurchaseOrder:
    """Find an order with supplier, center, pool and people. Raises Missing."""
    order = (
        PurchaseOrder.objects.visible_to(by)
        .select_related("supplier", "center", "pool", "created_by", "approved_by", "document")
        .filter(number=number)
        .first()
    )
    if order is None:
        raise Missing
    return order


def find_receipt(by: Person, number: str) -> Receipt:
    """Find a receipt with supplier, center, order and receiver. Raises Missing."""
    receipt = (
        Receipt.objects.visible_to(by)
        .select_related("supplier", "center", "purchase_order__pool", "received_by")
        .filter(number=number)
        .first()
    )
    if receipt is None:
        raise Missing
    return receipt


def find_supplier_invoice(by: Person, invoice_id: int) -> SupplierInvoice:
    """Find a supplier's invoice, which has no number of ours, by id. Raises Missing."""
    invoice = (
        SupplierInvoice.objects.visible_to(by)
        .select_related("supplier", "entered_by", "decided_by", "document")
        .filter(pk=invoice_id)
        .first()
    )
    if invoice is None:
        raise Missing
    return invoice


def find_supplier(by: Person, code: str) -> Supplier:
    """Find a supplier by code. Raises Missing, naming the field."""
    supplier = Supplier.objects.visible_to(by).filter(code=code).first()
    if supplier is None:
        raise Missing(field="supplier")
    return supplier


def find_material(by: Person, code: str) -> catalogue.Material:
    """Find a material by code. Raises Missing, naming the field."""
    material = catalogue.materials_by_code(by, [code]).get(code)
    if material is None:
        raise Missing(field="material")
    return material
