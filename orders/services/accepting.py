"""What proves the heats of a delivery, which of them wait in quarantine, and their papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as __

from inventory import catalogue, stock
from materialcenter.access import Person
from materialcenter.commands import step
from materialcenter.errors import DomainError, Fault
from materialcenter.services.holding_uploads import claim_uploads
from orders.models import PurchaseOrderLine, Receipt
from orders.services.checking_deliveries import BadDelivery, Delivered


@dataclass(frozen=True)
class Taken:
    """A heat with the order line, material and weights it turned out to be.

    proof: what its certificate says of it, None without an entered one.
    """

    heat: Delivered
    line: PurchaseOrderLine
    material: catalogue.Material
    proof: stock.Proof | None = None

    @property
    def table_kg(self) -> Decimal:
        """Return the table weight of everything that came, the scale's where there is none."""
        if self.material.is_counted:
            return catalogue.table_kg(self.material, self.heat.pieces)
        return self.heat.mass_kg

    @property
    def accepted_table_kg(self) -> Decimal:
        """Return the table weight of what was accepted."""
        if self.material.is_counted:
            return catalogue.table_kg(self.material, self.heat.staying_pieces)
        return self.heat.staying_kg

    @property
    def quarantine_reason(self) -> str:
        """Say why it is not to be used yet: the receiver's reason, else the certificate's."""
        certified = self.proof.reason if self.proof else ""
        return self.heat.quarantine_reason.strip() or certified


@step
def prove_heats(taken: Sequence[Taken], *, center_id: int) -> list[Taken]:
    """Put to each heat what the certificate that it names says of it.

    Locks the certificates by id. Raises BadDelivery, naming every heat whose certificate is
    not entered (unknown_certificate), of another heat (certificate_of_another_heat) or of
    another grade (certificate_of_another_grade).
    """
    chosen = {n: _chosen(one, center_id) for n, one in enumerate(taken)}
    for pk in sorted({heat.certificate_id for heat in chosen.values() if heat is not None}):
        stock.lock_certificate(center_id=center_id, certificate_id=pk)
    faults: list[Fault] = []
    proven: list[Taken] = []
    for n, one in enumerate(taken):
        heat = chosen[n]
        if heat is None:
            if one.heat.certificate.strip():
                sentence = __("No certificate %(number)s was entered yet.")
                said = sentence % {"number": one.heat.certificate.strip()}
                faults.append(_fault(one, n, "unknown_certificate", said))
            proven.append(one)
            continue
        try:
            proof = stock.prove(heat=heat, lot_heat=one.heat.heat, material=one.material)
        except DomainError as refusal:
            faults.append(_fault(one, n, refusal.code, str(refusal)))
        else:
            proven.append(replace(one, proof=proof))
    if faults:
        raise BadDelivery(faults=faults)
    return proven


def _chosen(one: Taken, center_id: int) -> catalogue.CertificateHeat | None:
    """Find the certified heat that a delivered one names by its certificate."""
    number = one.heat.certificate.strip()
    if not number:
        return None
    return catalogue.certified_heat(
        center_id,
        certificate=number,
        heat=one.heat.heat,
        grade_id=one.material.grade_id,
    )


def _fault(one: Taken, n: int, code: str, sentence: str) -> Fault:
    place = __("Line %(line)s, heat %(heat)s") % {
        "line": one.heat.order_line,
        "heat": one.heat.heat.strip() or "–",
    }
    return Fault(code, sentence, f"lines.{n}.certificate", place)


@step
def keep_papers(
    receipt: Receipt,
    taken: Sequence[Taken],
    lots: Mapping[int, catalogue.Lot],
    *,
    held_photo_ids: Sequence[int],
    by: Person,
) -> None:
    """Put the photos to the receipt, and each file of a certificate to the lot of its heat.

    A file beside an entered certificate, or of what was rejected, stays with the receipt.
    Raises UploadGone.
    """
    files = {n: one.heat.held_certificate_id for n, one in enumerate(taken)}
    wanted = {pk for pk in files.values() if pk is not None}
    claim_uploads([*held_photo_ids, *wanted], subject="Receipt", subject_id=receipt.pk, by=by)
    for n, pk in files.items():
        if pk is not None and n in lots and taken[n].proof is None:
            stock.certify(center_id=receipt.center_id, lot_ids=[lots[n].pk], certificate_id=pk)
