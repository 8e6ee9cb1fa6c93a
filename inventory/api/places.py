"""Racks and what lies on them."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory.models import Place
from inventory.reports.places import RackLoad, loaded, rack_loads
from inventory.services import racking
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["places"])


class RackIn(Input):
    """A rack to add; capacity_kg is what it may carry."""

    code: str
    capacity_kg: Kg | None = None


class CapacityIn(Input):
    """What a rack may carry."""

    capacity_kg: Kg | None


class RackOut(Out):
    """A rack, the lots on it and their weight."""

    code: str
    capacity_kg: Kg | None
    lots: int
    load_kg: Kg
    load_percent: Decimal | None

    @staticmethod
    def of(load: RackLoad) -> "RackOut":
        """Shape a rack."""
        return RackOut(
            code=load.place.code,
            capacity_kg=load.place.capacity_kg,
            lots=load.lots,
            load_kg=load.load_kg,
            load_percent=load.load_percent,
        )


def _shown(person: Any, place: Place) -> RackOut:
    rows = loaded(Place.objects.visible_to(person).filter(pk=place.pk))
    return RackOut.of(rack_loads(list(rows))[0])


@router.get("", response={200: CursorList[RackOut], **REFUSALS})
@needs(*STAFF)
def list_places(request: Any, cursor: str = "", limit: int = 50) -> CursorList[RackOut]:
    """List the racks with their load."""
    rows = loaded(Place.objects.visible_to(request.auth).racks())
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[RackOut](
        items=[RackOut.of(load) for load in rack_loads(page.items)],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: RackOut, **REFUSALS})
@needs(*racking.MAY_RACK)
@creates()
def add_rack(request: Any, body: RackIn) -> RackOut:
    """Add a rack."""
    rack = racking.add_rack(
        code=body.code, capacity_kg=body.capacity_kg, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, rack)


@router.put("/{code}", response={200: RackOut, **REFUSALS})
@needs(*racking.MAY_RACK)
@creates(200)
def set_capacity(request: Any, code: str, body: CapacityIn) -> RackOut:
    """Say what a rack may carry."""
    rack = racking.set_capacity(
        code=code, capacity_kg=body.capacity_kg, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, rack)
