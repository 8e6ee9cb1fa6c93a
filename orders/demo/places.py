"""The yard's racks as they stand: bays, what they carry, the way through them, the map."""

from datetime import datetime
from decimal import Decimal

from inventory import catalogue
from inventory.services.consigning import Given, hand_back
from inventory.services.racking import Setting, change_rack
from orders.demo.people import Cast
from orders.demo.yard import OWNER

# By the first letter of a rack: its bay, what a rack there carries, and the bay's top edge.
BAYS = {
    "A": ("A: pelat dan lembaran", Decimal(20_000), Decimal("1.00")),
    "B": ("B: batang, siku dan pipa", Decimal(10_000), Decimal("7.50")),
}
UNMEASURED = ("C: ingot dan besi tua", Decimal(10_000))
REINFORCED = {"A-06": 40_000, "A-09": 40_000, "B-11": 12_500, "C-11": 14_000}
RACKS_IN_A_ROW = 6
HANDED_BACK = 4


def lay_out_yard(cast: Cast, *, at: datetime) -> None:
    """Say of every rack what it carries, and of the halls' racks where they stand."""
    for n, code in enumerate(sorted(catalogue.rack_ids_by_code(cast.center_id)), start=1):
        change_rack(code=code, setting=_setting(code, n), by=cast.clerk, at=at)


def hand_some_back(cast: Cast, *, at: datetime) -> None:
    """Give the owner of the consigned sheets a few of them back."""
    lot = catalogue.Lot.objects.visible_to(cast.clerk).filter(owner__code=OWNER).latest("pk")
    hand_back(
        given=[Given(lot.number, "A-01", HANDED_BACK)],
        receiver_name="Sopir W0128",
        vehicle="G 8214 QF",
        on=at.date(),
        by=cast.clerk,
        at=at,
    )


def _setting(code: str, walk_order: int) -> Setting:
    if code[0] not in BAYS:
        bay, usual_kg = UNMEASURED
        return Setting(Decimal(REINFORCED.get(code, usual_kg)), bay, walk_order * 10)
    bay, usual_kg, top_m = BAYS[code[0]]
    capacity_kg = Decimal(REINFORCED.get(code, usual_kg))
    row, place = divmod(int(code[2:]) - 1, RACKS_IN_A_ROW)
    x_m, y_m = 1 + Decimal("3.5") * place, top_m + Decimal("2.5") * row
    return Setting(capacity_kg, bay, walk_order * 10, (x_m, y_m, Decimal(3), Decimal("1.5")))
