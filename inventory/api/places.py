"""Racks and what lies on them."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.models import Place
from inventory.reports.places import RackLoad, loaded, rack_load, rack_loads
from inventory.services import racking
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["places"])


Metres = Annotated[Decimal, Field(max_digits=9, decimal_places=2)]


class SpotIn(Input):
    """Where a rack stands on the map, in metres from the yard's left and top edge."""

    x_m: Metres
    y_m: Metres
    width_m: Metres
    depth_m: Metres


class SpotOut(Out):
    """Where a rack stands on the map, in metres from the yard's left and top edge."""

    x_m: Metres
    y_m: Metres
    width_m: Metres
    depth_m: Metres

    @staticmethod
    def of(x_m: Decimal, y_m: Decimal, width_m: Decimal, depth_m: Decimal) -> "SpotOut":
        """Shape a place's measures."""
        return SpotOut(x_m=x_m, y_m=y_m, width_m=width_m, depth_m=depth_m)


class SettingIn(Input):
    """What is known of a rack; capacity_kg is what it may carry, spot null off the map."""

    capacity_kg: Kg | None
    bay: str
    walk_order: int
    spot: SpotIn | None

    def setting(self) -> racking.Setting:
        """Return it as the acts take it."""
        spot = self.spot
        return racking.Setting(
            capacity_kg=self.capacity_kg,
            bay=self.bay,
            walk_order=self.walk_order,
            spot=None if spot is None else (spot.x_m, spot.y_m, spot.width_m, spot.depth_m),
        )


class RackIn(SettingIn):
    """A rack to add."""

    code: str
    capacity_kg: Kg | None = None
    bay: str = ""
    walk_order: int = 0
    spot: SpotIn | None = None


class RackOut(Out):
    """A rack, the lots on it and their weight; free_kg is what more may be put there."""

    code: str
    bay: str
    walk_order: int
    capacity_kg: Kg | None
    lots: int
    load_kg: Kg
    load_percent: Decimal | None
    free_kg: Kg | None
    spot: SpotOut | None

    @staticmethod
    def of(load: RackLoad) -> "RackOut":
        """Shape a rack."""
        place = load.place
        return RackOut(
            code=place.code,
            bay=place.bay,
            walk_order=place.walk_order,
            capacity_kg=place.capacity_kg,
            lots=load.lots,
            load_kg=load.load_kg,
            load_percent=load.load_percent,
            free_kg=load.free_kg,
            spot=place.spot_m and SpotOut.of(*place.spot_m),
        )


def _shown(person: Any, code: str) -> RackOut:
    load = rack_load(person, code)
    if load is None:
        raise Missing
    return RackOut.of(load)


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
    racking.add_rack(code=body.code, setting=body.setting(), by=request.auth, at=timezone.now())
    return _shown(request.auth, body.code)


@router.get("/{code}", response={200: RackOut, **REFUSALS})
@needs(*STAFF)
def show_rack(request: Any, code: str) -> RackOut:
    """Show a rack; what lies there is the lots of this rack."""
    return _shown(request.auth, code)


@router.put("/{code}", response={200: RackOut, **REFUSALS})
@needs(*racking.MAY_RACK)
@creates(200)
def change_rack(request: Any, code: str, body: SettingIn) -> RackOut:
    """Say anew what a rack carries and where it stands; all of it is replaced."""
    racking.change_rack(code=code, setting=body.setting(), by=request.auth, at=timezone.now())
    return _shown(request.auth, code)
