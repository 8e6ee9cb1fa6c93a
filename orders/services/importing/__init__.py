"""The files of buying: suppliers' offers and invoices, and what workshops asked of a pool."""

from orders.services.importing.bank_statement import BANK_STATEMENT
from orders.services.importing.offers import OFFERS
from orders.services.importing.pool_commitments import POOL_COMMITMENTS
from orders.services.importing.supplier_invoices import SUPPLIER_INVOICES

__all__ = ["BANK_STATEMENT", "OFFERS", "POOL_COMMITMENTS", "SUPPLIER_INVOICES"]
