"""The yard's routes."""

from ninja import Router

from inventory.api.alerts import router as alerts
from inventory.api.certificates import router as certificates
from inventory.api.consigned import notes as consigned_notes
from inventory.api.consigned import router as consigned
from inventory.api.counts import router as counts
from inventory.api.cuts import plans as cut_plans
from inventory.api.cuts import remnants
from inventory.api.cuts import router as cuts
from inventory.api.grades import router as grades
from inventory.api.labels import router as labels
from inventory.api.late_costs import router as late_costs
from inventory.api.lots import router as lots
from inventory.api.materials import router as materials
from inventory.api.movements import router as movements
from inventory.api.periods import router as periods
from inventory.api.places import router as places
from inventory.api.reports import router as reports
from inventory.api.scales import router as scales
from inventory.api.scales import tares_router as tares
from inventory.api.scans import router as scans
from inventory.api.seal import router as seal
from inventory.api.stock import router as stock
from inventory.api.watching import router as watching
from inventory.api.weigh_tickets import router as weigh_tickets

routers: list[tuple[str, Router]] = [
    ("/materials", materials),
    ("/stock", stock),
    ("/lots", lots),
    ("/cuts", cuts),
    ("/cut-plans", cut_plans),
    ("/remnants", remnants),
    ("/certificates", certificates),
    ("/grades", grades),
    ("/movements", movements),
    ("/counts", counts),
    ("/places", places),
    ("/consigned", consigned),
    ("/consigned-notes", consigned_notes),
    ("/alerts", alerts),
    ("/periods", periods),
    ("/reports", reports),
    ("/reports/reordering", watching),
    ("/late-costs", late_costs),
    ("/seal", seal),
    ("/scans", scans),
    ("/labels", labels),
    ("/scales", scales),
    ("/tare-book", tares),
    ("/weigh-tickets", weigh_tickets),
]
