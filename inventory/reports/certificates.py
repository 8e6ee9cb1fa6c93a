"""Mill certificates as people read them: heats, values beside limits, and the lots they prove."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from inventory.models import Certificate, CertificateHeat, Lot
from inventory.reports.conformity import conformities, labelled, tested_size_mm
from inventory.rules.conformity import Conformity, Judged

MOST_LOTS = 50


@dataclass(frozen=True)
class HeatSheet:
    """A certified heat, judged by the thickness on its paper or of the lots it proves.

    lots: what it proves. waiting: lots of its heat and grade that no certificate proves.
    """

    heat: CertificateHeat
    conformity: Conformity
    lots: Sequence[Lot]
    waiting: Sequence[Lot]

    @property
    def values(self) -> list[tuple[str, Judged]]:
        """Name each value and what became of it."""
        return labelled(self.conformity)


@dataclass(frozen=True)
class CertificateInList:
    """A certificate as a list shows it."""

    certificate: Certificate
    heats: Sequence[CertificateHeat]
    outside: int

    @property
    def heat_names(self) -> str:
        """Name its heats."""
        return ", ".join(dict.fromkeys(heat.heat for heat in self.heats))


def heat_sheets(certificate: Certificate) -> list[HeatSheet]:
    """Gather a certificate's heats with everything beside them. Five statements."""
    heats = list(certificate.heats.select_related("grade").order_by("pk"))
    lots: dict[int, list[Lot]] = defaultdict(list)
    proven = Lot.objects.filter(certified_heat__in=heats).select_related("material")
    for lot in proven.order_by("pk"):
        lots[lot.certified_heat_id or 0].append(lot)
    waiting = list(_waiting(certificate, heats)[:MOST_LOTS])
    sizes = [_size(heat, lots[heat.pk]) for heat in heats]
    judged = conformities(list(zip(heats, sizes, strict=True)))
    return [
        HeatSheet(
            heat=heat,
            conformity=conformity,
            lots=lots[heat.pk],
            waiting=[lot for lot in waiting if _is_of(lot, heat)],
        )
        for heat, conformity in zip(heats, judged, strict=True)
    ]


def _size(heat: CertificateHeat, lots: Sequence[Lot]) -> Decimal | None:
    if heat.thickness_mm is not None or not lots:
        return heat.thickness_mm
    return tested_size_mm(lots[0].material)


def _waiting(certificate: Certificate, heats: Sequence[CertificateHeat]) -> QuerySet[Lot]:
    if certificate.withdrawn_at is not None:
        return Lot.objects.none()
    return (
        Lot.objects.filter(
            center_id=certificate.center_id,
            heat__in={heat.heat for heat in heats},
            certified_heat__isnull=True,
        )
        .select_related("material", "supplier")
        .order_by("-pk")
    )


def _is_of(lot: Lot, heat: CertificateHeat) -> bool:
    return lot.heat == heat.heat and lot.material.grade_id == heat.grade_id


def certificates_in_list(certificates: Iterable[Certificate]) -> list[CertificateInList]:
    """Add heats, and how many of them lie outside, to one page of a list. Three statements."""
    found = list(certificates)
    heats: dict[int, list[CertificateHeat]] = defaultdict(list)
    rows = list(
        CertificateHeat.objects.filter(certificate__in=found).select_related("grade").order_by("pk")
    )
    judged = conformities([(heat, heat.thickness_mm) for heat in rows])
    outside: dict[int, int] = defaultdict(int)
    for heat, conformity in zip(rows, judged, strict=True):
        heats[heat.certificate_id].append(heat)
        outside[heat.certificate_id] += conformity.is_outside
    return [CertificateInList(one, heats[one.pk], outside[one.pk]) for one in found]


def heats_for(lot: Lot) -> list[CertificateHeat]:
    """Return the certified heats that may prove a lot, the newest first; its material is loaded."""
    return list(
        CertificateHeat.objects.filter(
            certificate__center_id=lot.center_id,
            certificate__withdrawn_at__isnull=True,
            heat=lot.heat,
            grade_id=lot.material.grade_id,
        )
        .select_related("certificate", "grade")
        .order_by("-pk")[:MOST_LOTS]
    )


def lots_with_unread_files(center_id: int) -> QuerySet[Lot]:
    """Return lots whose certificate is kept as a file that nobody entered yet."""
    return (
        Lot.objects.filter(center_id=center_id, certificate__isnull=False)
        .select_related("material", "certificate")
        .order_by("-pk")
    )


def lot_conformity(lot: Lot) -> Conformity | None:
    """Judge what proves a lot; None without an entered certificate. Two statements at most."""
    if lot.certified_heat is None:
        return None
    return conformities([(lot.certified_heat, tested_size_mm(lot.material))])[0]
