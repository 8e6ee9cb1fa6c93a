"""What is available of every material, and what it costs; buyers see this and no lots."""

from datetime import date
from typing import Any

from ninja import Router

from inventory.models import Material
from inventory.reports.materials import StockLine, stock_lines
from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, CursorList, Kg, Out, Price
from materialcenter.paging import page_of

router = Router(tags=["stock"])


class StockOut(Out):
    """A material with what may be ordered of it now.

    available_pieces: 0 for what is kept by weight. remnant_pieces, remnant_kg: what was cut of
    it, in sizes of its own, apart from what is available. piece_price: whole rupiah at the table
    weight. coming_on: the first day on which more is due.
    """

    material: str
    form: str
    grade: str
    unit: str
    available_pieces: int
    available_kg: Kg
    remnant_pieces: int
    remnant_kg: Kg
    piece_mass_kg: Kg | None
    counter_price_per_kg: Price
    piece_price: int | None
    coming_on: date | None

    @staticmethod
    def of(line: StockLine) -> "StockOut":
        """Shape a line whose grade is loaded."""
        return StockOut(
            material=line.material.code,
            form=line.material.form,
            grade=line.material.grade.code,
            unit=line.material.unit,
            available_pieces=line.available.pieces,
            available_kg=line.available.mass_kg,
            remnant_pieces=line.remnants.pieces,
            remnant_kg=line.remnants.mass_kg,
            piece_mass_kg=line.material.piece_mass_kg,
            counter_price_per_kg=line.material.counter_price_per_kg,
            piece_price=None if line.piece_price is None else int(line.piece_price),
            coming_on=line.coming_on,
        )


@router.get("", response={200: CursorList[StockOut], **REFUSALS})
@needs()
def list_stock(
    request: Any, q: str = "", form: str = "", grade: str = "", cursor: str = "", limit: int = 50
) -> CursorList[StockOut]:
    """List what is on offer in the order of the catalogue."""
    rows = (
        Material.objects.visible_to(request.auth)
        .on_offer()
        .search(text=q, form=form, grade=grade)
        .select_related("grade")
    )
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[StockOut](
        items=[StockOut.of(line) for line in stock_lines(page.items)],
        next_cursor=page.next_cursor,
    )
