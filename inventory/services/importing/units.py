"""Pieces and kilograms in sheets: which of them a material is kept by."""

from django.utils.translation import gettext_lazy as _

from inventory.models import Material
from materialcenter.importing.faults import Sentences
from materialcenter.importing.kinds import Wrong

UNIT_SENTENCES: Sentences = {
    "pieces_missing": _("%(material)s is counted; write how many pieces."),
    "pieces_of_bulk": _("%(material)s is kept by weight; leave the pieces empty."),
}


def pieces_of_unit(material: Material, pieces: int | None) -> Wrong | None:
    """Find pieces of what is weighed, or none of what is counted."""
    if material.is_counted and pieces is None:
        return Wrong("pieces", "pieces_missing", data={"material": material.code})
    if not material.is_counted and pieces is not None:
        return Wrong("pieces", "pieces_of_bulk", data={"material": material.code})
    return None
