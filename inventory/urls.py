"""Addresses of inventory's pages."""

from django.urls import URLPattern, path

from inventory.views import alerts, ledger, lots, materials, places, scanning, sealing

urlpatterns: list[URLPattern] = [
    path("stock/", materials.stock, name="stock"),
    path("stock/new/", materials.material_new, name="material_new"),
    path("stock/<str:code>/", materials.material, name="material"),
    path("stock/<str:code>/change/", materials.material_edit, name="material_edit"),
    path("stock/<str:code>/price/", materials.material_price, name="material_price"),
    path("stock/<str:code>/reorder/", materials.material_reorder, name="material_reorder"),
    path("stock/<str:code>/plan-again/", materials.material_plan_again, name="material_plan_again"),
    path("lots/", lots.lots, name="lots"),
    path("lots/receive/", lots.lots_receive, name="lots_receive"),
    path("lots/<str:number>/", lots.lot, name="lot"),
    path("lots/<str:number>/move/", lots.lot_move, name="lot_move"),
    path("lots/<str:number>/return/", lots.lot_return, name="lot_return"),
    path("lots/<str:number>/write-off/", lots.lot_write_off, name="lot_write_off"),
    path("lots/<str:number>/certificate/", lots.lot_certificate, name="lot_certificate"),
    path("lots/<str:number>/quarantine/", lots.lot_quarantine, name="lot_quarantine"),
    path("lots/<str:number>/release/", lots.lot_release, name="lot_release"),
    path("lots/<str:number>/reject/", lots.lot_reject, name="lot_reject"),
    path("movements/", ledger.movements, name="movements"),
    path(
        "movements/<int:sequence>/reverse/", ledger.transaction_reverse, name="transaction_reverse"
    ),
    path("periods/", ledger.periods, name="periods"),
    path("places/", places.places, name="places"),
    path("places/new/", places.place_new, name="place_new"),
    path("places/map/", places.yard_map, name="yard_map"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/change/", places.place_change, name="place_change"),
    path("seal/", sealing.seal, name="seal"),
    path("scan/", scanning.scan, name="scan"),
    path("scan/photo/", scanning.scan_photo, name="scan_photo"),
    path("alerts/", alerts.alerts, name="alerts"),
]
