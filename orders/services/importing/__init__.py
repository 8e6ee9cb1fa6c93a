"""The files of buying together: suppliers' offers, and what workshops asked of a pool."""

from orders.services.importing.offers import OFFERS
from orders.services.importing.pool_commitments import POOL_COMMITMENTS

__all__ = ["OFFERS", "POOL_COMMITMENTS"]
