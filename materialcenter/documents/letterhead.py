"""The center's head on every document."""

from dataclasses import dataclass

from materialcenter.models import Center


@dataclass(frozen=True)
class Letterhead:
    """Who sends a document; `lines` are address, place, tax number and mail address."""

    name: str
    legal_name: str
    lines: tuple[str, ...]


def letterhead_of(center: Center) -> Letterhead:
    """Write a center's letterhead, without the lines it has nothing to say on."""
    address = ", ".join(part.strip() for part in center.address.splitlines() if part.strip())
    lines = (
        address,
        center.city,
        f"NPWP {center.npwp}" if center.npwp else "",
        center.email,
    )
    return Letterhead(center.name, center.legal_name, tuple(line for line in lines if line))
