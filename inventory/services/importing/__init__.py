"""The yard's files: catalogue, opening stock, and the issues of the old books."""

from inventory.services.importing.catalogue import CATALOGUE
from inventory.services.importing.issue_history import ISSUE_HISTORY
from inventory.services.importing.opening_stock import OPENING_STOCK

__all__ = ["CATALOGUE", "ISSUE_HISTORY", "OPENING_STOCK"]
