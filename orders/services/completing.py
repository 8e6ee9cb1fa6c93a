"""Whether everything of an order came, by what its lines say was received."""

from collections.abc import Mapping, Sequence

from inventory import catalogue
from orders.models import PurchaseOrderLine
from orders.rules.buying import open_rest


def is_complete(
    order_lines: Sequence[PurchaseOrderLine], materials: Mapping[int, catalogue.Material]
) -> bool:
    """Say whether nothing of the lines is still to come."""
    return all(
        not open_rest(
            piece_mass_kg=materials[line.material_id].piece_mass_kg,
            ordered_pieces=line.pieces,
            ordered_kg=line.mass_kg,
            received_pieces=line.received_pieces,
            received_kg=line.received_table_kg,
        ).mass_kg
        for line in order_lines
    )
