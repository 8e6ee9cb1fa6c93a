"""Telling reordering that a material's availability changed."""

from collections.abc import Iterable

from materialcenter.commands import step
from materialcenter.jobs import later

TASK = "inventory.tasks.watch_materials"


@step
def watch(*, center_id: int, material_ids: Iterable[int]) -> None:
    """Have a worker look whether these materials fell under their reorder point."""
    wanted = sorted(set(material_ids))
    if wanted:
        later(TASK, center_id=center_id, material_ids=wanted)
