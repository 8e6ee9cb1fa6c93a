"""The depot itself, who works there, and who buys there."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from materialcenter import audit
from materialcenter.access import Person, person_of_user, system_person
from materialcenter.commands import command
from materialcenter.models import (
    Center,
    Membership,
    Role,
    Supplier,
    User,
    Workshop,
    WorkshopBuyer,
)

# A static code of a made-up merchant; it pays nobody.
QRIS = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600014000000000102150000000000000010303UKE"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UKE5204505153033605802ID"
    "5921MATERIAL CENTER TEGAL6010KAB. TEGAL6105521816304838F"
)
SECOND_BUYER = {"username": "rudi", "role": Role.BUYER, "name": "Rudi Hartono"}
BUYS_FOR = {"sari": "W0407", "rudi": "W0088"}


@dataclass(frozen=True)
class Cast:
    """The people of the demo as who they are in the center; buyers come with the workshops."""

    center_id: int
    clerk: Person
    purchaser: Person
    finance: Person
    supervisor: Person

    @property
    def system(self) -> Person:
        """Return the system itself, which does what the beat does."""
        return system_person(self.center_id)

    def buyer(self, username: str) -> Person:
        """Return a buyer, once the workshop that they buy for is there."""
        return person_of_user(User.objects.get(username=username), center_id=self.center_id)


@command
def found_depot(*, at: datetime) -> Cast:
    """Set up the center and its people, as an administrator would in the set-up pages."""
    center = Center.objects.create(
        code="TGL",
        name="Material Center LIK Takaru",
        legal_name="Koperasi Tegal Manufaktur Indonesia",
        legal_form=Center.LegalForm.COOPERATIVE,
        is_vat_registered=True,
        npwp="0012345678501000",
        nitku="0012345678501000000000",
        address="Kawasan LIK Takaru, Jl. Raya Dampyak Km 4, Kramat",
        city="Kabupaten Tegal",
        email="depot@tegal.example.id",
        bank_account="Bank Contoh 123-456-7890 a.n. Koperasi Tegal Manufaktur Indonesia",
        qris_payload=QRIS,
    )
    # One hash for all, since hashing is slow on purpose and the password is printed anyway.
    password = make_password(settings.DEMO_PASSWORD)
    users = {
        row["username"]: _employ(center, row, password)
        for row in (*settings.DEMO_SIGN_INS, SECOND_BUYER)
    }
    audit.record(
        by=system_person(center.pk),
        action="center.founded",
        subject="Center",
        subject_id=center.pk,
        at=at,
        people=sorted(users),
    )
    return _cast(center.pk, users)


def _employ(center: Center, row: dict[str, str], password: str) -> User:
    first, _space, last = row["name"].partition(" ")
    user = User.objects.create(
        username=row["username"],
        first_name=first,
        last_name=last,
        email=f"{row['username']}@tegal.example.id",
        password=password,
    )
    Membership.objects.create(center=center, user=user, role=row["role"])
    return user


def _cast(center_id: int, users: dict[str, User]) -> Cast:
    roles = {row["role"]: row["username"] for row in settings.DEMO_SIGN_INS}

    def person(role: str) -> Person:
        return person_of_user(users[roles[role]], center_id=center_id)

    return Cast(
        center_id=center_id,
        clerk=person(Role.CLERK),
        purchaser=person(Role.PURCHASER),
        finance=person(Role.FINANCE),
        supervisor=person(Role.SUPERVISOR),
    )


@command
def name_buyers(*, by: Person, at: datetime) -> None:
    """Let the demo's buyers buy for their workshops."""
    users = {user.username: user for user in User.objects.filter(username__in=BUYS_FOR)}
    workshops = {
        w.code: w for w in Workshop.objects.visible_to(by).filter(code__in=BUYS_FOR.values())
    }
    for username, code in BUYS_FOR.items():
        bond = WorkshopBuyer.objects.create(user=users[username], workshop=workshops[code])
        audit.record(
            by=by, action="workshop.buyer_named", subject="WorkshopBuyer", subject_id=bond.pk, at=at
        )


@command
def give_suppliers_addresses(*, by: Person, at: datetime) -> None:
    """Add the mail addresses that the spreadsheet lacks."""
    for supplier in Supplier.objects.visible_to(by).order_by("pk"):
        supplier.email = f"penjualan@{supplier.code.lower()}.example.id"
        supplier.save(update_fields=["email"])
        audit.record(
            by=by, action="supplier.changed", subject="Supplier", subject_id=supplier.pk, at=at
        )
