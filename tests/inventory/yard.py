"""Shortcuts for the yard's tests: pages, requests and a world with everything in it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from inventory import stock
from inventory.models import Lot, Place
from materialcenter.web import form_token
from tests.cast import NOW, Depot, entry, receive_stock


def call(
    client: Client,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    method: str = "post",
    **headers: str,
) -> Any:
    """Send a JSON request to the API."""
    return getattr(client, method)(
        f"/api/v1{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def send(client: Client, path: str, **fields: Any) -> Any:
    """Send a page's form once."""
    return client.post(path, {"once": form_token(), **fields})


def issue(depot: Depot, lot: Lot, pieces: int, *, key: str, rack: str = "A-01") -> stock.Posting:
    """Hand pieces of a lot to a workshop."""
    with transaction.atomic():
        target = stock.outside(depot.center.pk, Place.Kind.WORKSHOP)
        return stock.post(
            entry(depot, key, reason="issue"),
            [stock.Move(lot.pk, depot.racks[rack].pk, target, pieces)],
        )


def hold(depot: Depot, code: str, pieces: int, *, holder_id: int = 1) -> list[stock.Held]:
    """Reserve pieces of a material for a made-up line."""
    with transaction.atomic():
        return stock.reserve(
            center_id=depot.center.pk,
            holder="test",
            wants=[stock.Want(holder_id, depot.materials[code].pk, pieces)],
            at=NOW,
        )


def expected(depot: Depot, code: str, mass_kg: int) -> None:
    """Have a purchase order announce more of a material."""
    with transaction.atomic():
        stock.expect(
            center_id=depot.center.pk,
            holder="purchase_order_line",
            coming=[
                stock.Coming(
                    holder_id=depot.materials[code].pk,
                    material_id=depot.materials[code].pk,
                    reference="PO-TGL-2026-00001",
                    free_pieces=0,
                    free_kg=Decimal(mass_kg),
                    due_on=timezone.localdate() + timedelta(days=9),
                )
            ],
        )


def furnish(depot: Depot) -> Lot:
    """Fill the yard: a counted and a weighed lot, something issued, held and coming."""
    lot = receive_stock(depot, "SPHC-2-4X8", pieces=20, heat="C90085")
    receive_stock(depot, "SCRAP-HMS1", mass_kg=Decimal(1500), rack="B-01", heat="", key="scrap")
    issue(depot, lot, 3, key="first-issue")
    hold(depot, "SPHC-2-4X8", 4)
    expected(depot, "SPHC-2-4X8", 900)
    return lot
