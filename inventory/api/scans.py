"""Reading the code on a photo, and what a label's text says."""

from typing import Any

from ninja import File, Router
from ninja.files import UploadedFile

from inventory.rules.labels import NotALabel, read_label
from inventory.services import scanning
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Kg, Out

router = Router(tags=["scans"])


class LabelOut(Out):
    """What a lot's label says."""

    lot: str
    heat: str
    material: str
    pieces: int
    mass_kg: Kg


class ScanOut(Out):
    """The code's text as it stands there, and the label where it is one of ours."""

    text: str
    label: LabelOut | None


@router.post("", response={200: ScanOut, **REFUSALS})
@needs(*scanning.MAY_SCAN)
@creates(200)
def read_scan(request: Any, photo: File[UploadedFile]) -> ScanOut:
    """Read the code on a photo (JPEG or PNG); the photo is not kept."""
    text = scanning.read_photo(name=photo.name or "", content=photo.read(), by=request.auth)
    return ScanOut(text=text, label=_label(text))


def _label(text: str) -> LabelOut | None:
    try:
        label = read_label(text)
    except NotALabel:
        return None
    return LabelOut(
        lot=label.lot_number,
        heat=label.heat,
        material=label.material,
        pieces=label.pieces,
        mass_kg=label.mass_kg,
    )
