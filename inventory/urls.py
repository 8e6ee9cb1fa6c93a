"""Addresses of inventory's pages."""

from django.urls import URLPattern, path

from inventory.views import (
    alerts,
    consigned,
    ledger,
    lots,
    materials,
    places,
    scales,
    scanning,
    sealing,
    weighing,
)

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
    path("consigned/", consigned.consigned, name="consigned"),
    path("consigned/<str:workshop>/", consigned.consigned_sheet, name="consigned_sheet"),
    path(
        "consigned/<str:workshop>/document/",
        consigned.consigned_sheet_document,
        name="consigned_sheet_document",
    ),
    path(
        "consigned/<str:workshop>/hand-back/",
        consigned.consigned_hand_back,
        name="consigned_hand_back",
    ),
    path("consigned-notes/<str:number>/", consigned.consigned_note, name="consigned_note"),
    path(
        "consigned-notes/<str:number>/document/",
        consigned.consigned_note_document,
        name="consigned_note_document",
    ),
    path("places/", places.places, name="places"),
    path("places/new/", places.place_new, name="place_new"),
    path("places/map/", places.yard_map, name="yard_map"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/change/", places.place_change, name="place_change"),
    path("seal/", sealing.seal, name="seal"),
    path("scan/", scanning.scan, name="scan"),
    path("scan/photo/", scanning.scan_photo, name="scan_photo"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("weigh-tickets/", weighing.weigh_tickets, name="weigh_tickets"),
    path("weigh-tickets/new/", weighing.weigh_ticket_new, name="weigh_ticket_new"),
    path("weigh-tickets/<str:number>/", weighing.weigh_ticket, name="weigh_ticket"),
    path(
        "weigh-tickets/<str:number>/weigh/", weighing.weigh_ticket_weigh, name="weigh_ticket_weigh"
    ),
    path(
        "weigh-tickets/<str:number>/deductions/",
        weighing.weigh_ticket_deductions,
        name="weigh_ticket_deductions",
    ),
    path(
        "weigh-tickets/<str:number>/issue/", weighing.weigh_ticket_issue, name="weigh_ticket_issue"
    ),
    path(
        "weigh-tickets/<str:number>/keep-tare/",
        weighing.weigh_ticket_keep_tare,
        name="weigh_ticket_keep_tare",
    ),
    path(
        "weigh-tickets/<str:number>/cancel/",
        weighing.weigh_ticket_cancel,
        name="weigh_ticket_cancel",
    ),
    path(
        "weigh-tickets/<str:number>/correct/",
        weighing.weigh_ticket_correct,
        name="weigh_ticket_correct",
    ),
    path(
        "weigh-tickets/<str:number>/document/",
        weighing.weigh_ticket_document,
        name="weigh_ticket_document",
    ),
    path("scales/", scales.scales, name="scales"),
    path("scales/new/", scales.scale_new, name="scale_new"),
    path("scales/<str:code>/", scales.scale_edit, name="scale_edit"),
    path("tare-book/", scales.tare_book, name="tare_book"),
    path("tare-book/new/", scales.tare_new, name="tare_new"),
]
