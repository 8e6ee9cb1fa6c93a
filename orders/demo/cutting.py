"""A plate that was cut, with its remnants and scrap, and a list of cuts that was planned."""

from datetime import datetime
from decimal import Decimal

from inventory import catalogue
from inventory.services.cataloguing import Piece, change_material
from inventory.services.cutting import CutInto, do_cut
from inventory.services.planning_cuts import Wanted, ask_plan, compute_plan
from orders.demo.people import Cast

PLATE, HEAT, RACK = "SS400-12-4X8", "K32735", "A-06"
SCRAP, SCRAP_RACK, SCRAP_VALUE = "SCRAP-HMS1", "C-12", Decimal(5_700)
BAR = "S45C-D25"
SHAFTS = ((1450, 7, "Poros"), (1180, 9, "Pin"), (820, 14, "Baut"), (640, 11, ""), (395, 16, ""))


def cut_a_plate(cast: Cast, *, at: datetime) -> None:
    """Say what scrap is booked at, and cut a plate into brackets, remnants and scrap."""
    change_material(
        code=SCRAP,
        piece=Piece("scrap", "200", {}),
        is_active=True,
        fixed_value_per_kg=SCRAP_VALUE,
        by=cast.purchaser,
        at=at,
    )
    lot = catalogue.Lot.objects.visible_to(cast.clerk).get(material__code=PLATE, heat=HEAT)
    do_cut(
        lot_number=lot.number,
        from_rack=RACK,
        pieces=1,
        mass_kg=None,
        outputs=[
            CutInto("piece", RACK, 8, Decimal(400), Decimal(300), label="Braket W0128"),
            CutInto("remnant", RACK, 1, Decimal(1219), Decimal(1200)),
            CutInto("scrap", SCRAP_RACK, material=SCRAP),
        ],
        on=at.date(),
        note="Gergaji pita",
        by=cast.clerk,
        at=at,
    )


def plan_shafts(cast: Cast, *, at: datetime) -> None:
    """Have the cuts for a lot of shafts planned."""
    plan = ask_plan(
        material_code=BAR,
        kerf_mm=Decimal(3),
        cuts=[Wanted(Decimal(length), pieces, label=label) for length, pieces, label in SHAFTS],
        uses_remnants=True,
        by=cast.clerk,
        at=at,
    )
    compute_plan(plan_id=plan.pk)
