"""Finding what an act is about, as the person sees it; what they do not see is missing."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from inventory.models import Lot, Material, Place
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Supplier, Workshop
from materialcenter.person import Person
from materialcenter.statements import run_prepared


class NoSuchRack(Invalid):
    """A rack that is not in the yard."""

    code = "unknown_rack"
    sentence = _("There is no rack %(rack)s in the yard.")


class NoSuchMaterial(Invalid):
    """A material that is not in the catalogue."""

    code = "unknown_material"
    sentence = _("There is no material %(material)s in the catalogue.")


class NoSuchSupplier(Invalid):
    """A supplier that the center does not know."""

    code = "unknown_supplier"
    sentence = _("There is no supplier %(supplier)s.")


class NoSuchWorkshop(Invalid):
    """A workshop that the center does not know."""

    code = "unknown_workshop"
    sentence = _("There is no workshop %(workshop)s.")


@dataclass(frozen=True)
class Spots:
    """Ids of a lot and of two racks."""

    lot_id: int
    from_id: int
    to_id: int


_SPOTS = """
SELECT (SELECT id FROM inventory_lot WHERE center_id = %(center)s::bigint AND number = %(lot)s),
       (SELECT id FROM inventory_place
        WHERE center_id = %(center)s::bigint AND code = %(from)s AND kind = 'rack'),
       (SELECT id FROM inventory_place
        WHERE center_id = %(center)s::bigint AND code = %(to)s AND kind = 'rack')
"""


def spots_of(lot_number: str, from_rack: str, to_rack: str, by: Person) -> Spots:
    """Find a lot and two racks in one look; only for staff. Raises Missing, NoSuchRack."""
    if not by.is_staff:
        raise Missing
    asked = {"center": by.center_id, "lot": lot_number, "from": from_rack, "to": to_rack}
    ((lot_id, from_id, to_id),) = run_prepared(_SPOTS, asked)
    if lot_id is None:
        raise Missing
    if from_id is None:
        raise NoSuchRack(field="from_rack", rack=from_rack)
    if to_id is None:
        raise NoSuchRack(field="to_rack", rack=to_rack)
    return Spots(lot_id, from_id, to_id)


def lot_of(number: str, by: Person) -> Lot:
    """Find a lot by its number. Raises Missing."""
    found = Lot.objects.visible_to(by).select_related("material").filter(number=number).first()
    if found is None:
        raise Missing
    return found


def rack_of(code: str, by: Person, *, field: str = "rack") -> Place:
    """Find a rack by its code. Raises NoSuchRack."""
    found = Place.objects.visible_to(by).racks().filter(code=code).first()
    if found is None:
        raise NoSuchRack(field=field, rack=code)
    return found


def material_of(code: str, by: Person, *, field: str = "material") -> Material:
    """Find a material by its code. Raises NoSuchMaterial."""
    found = Material.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise NoSuchMaterial(field=field, material=code)
    return found


def supplier_of(code: str, by: Person, *, field: str = "supplier") -> Supplier:
    """Find a supplier by its code. Raises NoSuchSupplier."""
    found = Supplier.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise NoSuchSupplier(field=field, supplier=code)
    return found


def workshop_of(code: str, by: Person, *, field: str = "workshop") -> Workshop:
    """Find a workshop by its code. Raises NoSuchWorkshop."""
    found = Workshop.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise NoSuchWorkshop(field=field, workshop=code)
    return found
