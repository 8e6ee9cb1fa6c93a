"""What tests of mill certificates need: limits, a certificate, and lots that it proves."""

from datetime import date
from decimal import Decimal
from typing import Any

from inventory.models import Certificate, CertificateHeat, Lot
from inventory.services.entering_certificates import Paper, TestedHeat, enter_certificate
from inventory.services.limiting import take_known_limits
from tests.cast import NOW, Depot, receive_stock

SOUND = {"C": "0.45", "Si": "0.22", "Mn": "0.72", "P": "0.012", "S": "0.006"}


def paper(**changes: Any) -> Paper:
    """Return the head of a 3.1 certificate of a made-up mill."""
    given = {"number": "MTC-2291", "kind": "3.1", "issued_on": date(2026, 8, 20)}
    return Paper(**{**given, "maker": "PT Krakatau Contoh", **changes})


def measured(heat: str = "C90085", *, grade: str = "S45C", **values: str) -> TestedHeat:
    """Return a heat of S45C whose values are sound, but for those given."""
    found = {name: Decimal(value) for name, value in {**SOUND, **values}.items()}
    return TestedHeat(heat=heat, grade=grade, values=found, thickness_mm=Decimal(25))


def certify(depot: Depot, *heats: TestedHeat, by: str = "putri", **changes: Any) -> Certificate:
    """Enter a certificate, of one sound heat where none is given, with the grades' limits."""
    take_known_limits(by=depot.person("putri"), at=NOW)
    lot = changes.pop("lot_number", "")
    return enter_certificate(
        paper=paper(**changes),
        heats=heats or (measured(),),
        lot_number=lot,
        by=depot.person(by),
        at=NOW,
    )


def heat_of(certificate: Certificate) -> CertificateHeat:
    """Return a certificate's only heat."""
    return certificate.heats.get()


def bars(depot: Depot, heat: str = "C90085", *, key: str = "", code: str = "S45C-D25") -> Lot:
    """Take ten bars in."""
    return receive_stock(depot, code, pieces=10, heat=heat, key=key)
