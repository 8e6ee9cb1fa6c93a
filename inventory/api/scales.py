"""Scales, reading them, and the tare book."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.models import Scale, ScaleReading, VehicleTare
from inventory.services import keeping_scales, keeping_tares, reading_scales
from inventory.services.weighing import weight_of
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["weighing"])
tares_router = Router(tags=["weighing"])

Vehicle = Annotated[str, Field(max_length=20)]
ReadingId = Annotated[int, Field(gt=0)]


class ScaleIn(Input):
    """A scale; address is where the system reads it, empty for one that is read by eye."""

    name: Annotated[str, Field(max_length=80)]
    capacity_kg: Kg
    division_kg: Kg
    verified_until: date | None = None
    address: Annotated[str, Field(max_length=120)] = ""
    is_active: bool = True


class NewScaleIn(ScaleIn):
    """A scale to add."""

    code: Annotated[str, Field(max_length=20)]


class ScaleOut(Out):
    """A scale; is_expired says that its legal mark (tera) does not hold today."""

    code: str
    name: str
    capacity_kg: Kg
    division_kg: Kg
    verified_until: date | None
    is_expired: bool
    address: str
    is_active: bool

    @staticmethod
    def of(scale: Scale) -> "ScaleOut":
        """Shape a scale."""
        return ScaleOut(
            code=scale.code,
            name=scale.name,
            capacity_kg=scale.capacity_kg,
            division_kg=scale.division_kg,
            verified_until=scale.verified_until,
            is_expired=not scale.is_verified_on(timezone.localdate()),
            address=scale.address,
            is_active=scale.is_active,
        )


class ReadingOut(Out):
    """What the scale said; name its id in a weighing within five minutes."""

    id: int
    mass_kg: Kg
    frame: str
    read_at: datetime

    @staticmethod
    def of(reading: ScaleReading) -> "ReadingOut":
        """Shape a reading."""
        return ReadingOut(
            id=reading.pk, mass_kg=reading.mass_kg, frame=reading.frame, read_at=reading.read_at
        )


class TareIn(Input):
    """An empty vehicle: what was read by eye, or the id of a reading."""

    vehicle: Vehicle
    scale: str
    mass_kg: Kg | None = None
    reading: ReadingId | None = None


class TareOut(Out):
    """What a vehicle weighs empty."""

    vehicle: str
    tare_kg: Kg
    scale: str
    source: str
    is_scale_expired: bool
    weighed_at: datetime

    @staticmethod
    def of(entry: VehicleTare) -> "TareOut":
        """Shape an entry whose scale is loaded."""
        return TareOut(
            vehicle=entry.vehicle,
            tare_kg=entry.tare_kg,
            scale=entry.scale.code,
            source=entry.source,
            is_scale_expired=entry.is_scale_expired,
            weighed_at=entry.weighed_at,
        )


def _sheet(body: ScaleIn) -> keeping_scales.ScaleSheet:
    return keeping_scales.ScaleSheet(**body.model_dump(exclude={"code"}))


@router.get("", response={200: CursorList[ScaleOut], **REFUSALS})
@needs(*STAFF)
def list_scales(request: Any, cursor: str = "", limit: int = 50) -> CursorList[ScaleOut]:
    """List the scales."""
    rows = Scale.objects.visible_to(request.auth)
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[ScaleOut](
        items=[ScaleOut.of(scale) for scale in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: ScaleOut, **REFUSALS})
@needs(*keeping_scales.MAY_KEEP_SCALES)
@creates()
def add_scale(request: Any, body: NewScaleIn) -> ScaleOut:
    """Add a scale."""
    scale = keeping_scales.add_scale(
        code=body.code, sheet=_sheet(body), by=request.auth, at=timezone.now()
    )
    return ScaleOut.of(scale)


@router.get("/{code}", response={200: ScaleOut, **REFUSALS})
@needs(*STAFF)
def show_scale(request: Any, code: str) -> ScaleOut:
    """Show a scale."""
    found = Scale.objects.visible_to(request.auth).filter(code=code).first()
    if found is None:
        raise Missing
    return ScaleOut.of(found)


@router.put("/{code}", response={200: ScaleOut, **REFUSALS})
@needs(*keeping_scales.MAY_KEEP_SCALES)
@creates(200)
def change_scale(request: Any, code: str, body: ScaleIn) -> ScaleOut:
    """Change a scale: its legal mark, its address, whether it is in use."""
    scale = keeping_scales.change_scale(
        code=code, sheet=_sheet(body), by=request.auth, at=timezone.now()
    )
    return ScaleOut.of(scale)


@router.post("/{code}/readings", response={201: ReadingOut, **REFUSALS})
@needs(*reading_scales.MAY_WEIGH)
def read_scale(request: Any, code: str) -> Any:
    """Read the scale now, in at most three seconds; only what it says itself is kept.

    Sent again with the same Idempotency-Key, the first reading is the answer.
    """
    show_scale(request, code)
    taken = reading_scales.take_reading(scale=code, by=request.auth)
    return _keep_reading(request, taken)


@creates()
def _keep_reading(request: Any, taken: reading_scales.Taken) -> ReadingOut:
    return ReadingOut.of(
        reading_scales.keep_reading(taken=taken, by=request.auth, at=timezone.now())
    )


@tares_router.get("", response={200: CursorList[TareOut], **REFUSALS})
@needs(*STAFF)
def list_tares(
    request: Any, vehicle: str = "", cursor: str = "", limit: int = 50
) -> CursorList[TareOut]:
    """List what each vehicle weighs empty; with a vehicle, every entry of it."""
    rows = VehicleTare.objects.visible_to(request.auth).select_related("scale")
    rows = rows.filter(vehicle=vehicle.strip().upper()) if vehicle else rows.newest()
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[TareOut](
        items=[TareOut.of(entry) for entry in page.items], next_cursor=page.next_cursor
    )


@tares_router.post("", response={201: TareOut, **REFUSALS})
@needs(*reading_scales.MAY_WEIGH)
@creates()
def weigh_tare(request: Any, body: TareIn) -> TareOut:
    """Weigh an empty vehicle for the tare book."""
    entry = keeping_tares.weigh_tare(
        vehicle=body.vehicle,
        scale=body.scale,
        weight=weight_of(mass_kg=body.mass_kg, reading_id=body.reading, from_book=None),
        by=request.auth,
        at=timezone.now(),
    )
    return TareOut.of(entry)
