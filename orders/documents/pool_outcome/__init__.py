"""A pool's result for people: its words, tables, charts and paper. No queries."""

from orders.documents.pool_outcome.charts import cluster_chart, prices_chart, trade_chart
from orders.documents.pool_outcome.paper import (
    TEMPLATE,
    before_words,
    figures_of,
    large_words,
    outcome_data,
    tables_of,
)
from orders.documents.pool_outcome.tables import Writer

__all__ = [
    "TEMPLATE",
    "Writer",
    "before_words",
    "cluster_chart",
    "figures_of",
    "large_words",
    "outcome_data",
    "prices_chart",
    "tables_of",
    "trade_chart",
]
