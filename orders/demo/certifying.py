"""Mill certificates of the demo: one that proves a lot, and one whose lot must wait."""

from datetime import datetime, timedelta
from decimal import Decimal

from inventory import catalogue
from inventory.services.entering_certificates import (
    NamedFile,
    Paper,
    TestedHeat,
    add_file,
    enter_certificate,
)
from inventory.services.limiting import take_known_limits
from orders.demo.people import Cast

SOUND, SUSPECT = "S45C-D25", "SPCC-1.2-4X8"
MAKER = "PT Krakatau Baja Konstruksi (contoh)"
# Phosphorus and manganese of the second are over what JIS G 3141 allows.
VALUES: dict[str, dict[str, str]] = {
    SOUND: {
        "C": "0.4510",
        "Si": "0.2240",
        "Mn": "0.7230",
        "P": "0.0120",
        "S": "0.0060",
        "Cr": "0.0400",
        "Cu": "0.0200",
        "YS": "372",
        "TS": "611",
        "EL": "22",
        "HV": "183",
    },
    SUSPECT: {"C": "0.0810", "Mn": "0.6400", "P": "0.1040", "S": "0.0150", "TS": "352", "EL": "38"},
}
PAPER = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def certify_lots(cast: Cast, *, at: datetime) -> None:
    """Take the standards' limits, and enter a certificate for a sound lot and for another."""
    take_known_limits(by=cast.purchaser, at=at)
    for n, code in enumerate((SOUND, SUSPECT)):
        _certify(cast, code, number=f"MTC/2026/08/{2291 + 17 * n}", at=at)


def _certify(cast: Cast, code: str, *, number: str, at: datetime) -> None:
    lots = list(
        catalogue.Lot.objects.visible_to(cast.clerk)
        .filter(material__code=code, quality="ok", owner=None, parent=None)
        .exclude(heat="")
        .select_related("material__grade", "supplier")
        .order_by("pk")
    )
    lot = lots[0]
    material = lot.material
    certificate = enter_certificate(
        paper=Paper(
            number=number,
            kind="3.1",
            issued_on=at.date() - timedelta(days=40),
            maker=MAKER,
            standard=material.grade.standard,
            inspector="H. Santoso",
            supplier=lot.supplier.code if lot.supplier else "",
        ),
        heats=[
            TestedHeat(
                heat=lot.heat,
                grade=material.grade.code,
                values={name: Decimal(value) for name, value in VALUES[code].items()},
                size=material.code,
                thickness_mm=material.thickness_mm or material.diameter_mm,
                pieces=lot.received_pieces,
                mass_kg=lot.received_kg,
            )
        ],
        lot_number=lot.number,
        by=cast.purchaser,
        at=at,
    )
    name = f"{number.replace('/', '-')}.pdf"
    file = NamedFile(name, PAPER)
    add_file(certificate_id=certificate.pk, file=file, by=cast.purchaser, at=at)
