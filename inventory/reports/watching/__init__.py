"""Watching the stock: service, stock-outs, the ABC-XYZ matrix, forecasts, turns, dead stock.

Each is one statement or two, which sums where the rows are and lists no more lines than it
is asked for, so that any number of materials is read in the same small space.
"""

from inventory.reports.watching.asked import Period
from inventory.reports.watching.dead import (
    HALF_YEAR_DAYS,
    YEAR_DAYS,
    Dead,
    DeadStock,
    Lying,
    dead_stock,
)
from inventory.reports.watching.forecasts import Forecasts, Foretold, forecasts
from inventory.reports.watching.matrix import Cell, CellMaterial, cell_materials, cells
from inventory.reports.watching.service import Served, Service, service
from inventory.reports.watching.stock_outs import StockOut, StockOuts, stock_outs
from inventory.reports.watching.turns import Turned, Turns, turns

__all__ = [
    "HALF_YEAR_DAYS",
    "YEAR_DAYS",
    "Cell",
    "CellMaterial",
    "Dead",
    "DeadStock",
    "Forecasts",
    "Foretold",
    "Lying",
    "Period",
    "Served",
    "Service",
    "StockOut",
    "StockOuts",
    "Turned",
    "Turns",
    "cell_materials",
    "cells",
    "dead_stock",
    "forecasts",
    "service",
    "stock_outs",
    "turns",
]
