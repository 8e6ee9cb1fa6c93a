"""The depot itself, who works there, and who buys there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password

from materialcenter import audit
from materialcenter.access import Person, person_of_user, system_person
from materialcenter.commands import command
from materialcenter.models import Center, Role, Supplier, User
from materialcenter.services.inviting import invite_buyer, invite_person
from materialcenter.services.registering import change_supplier

# A static code of a made-up merchant; it pays nobody.
QRIS = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600014000000000102150000000000000010303UKE"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UKE5204505153033605802ID"
    "5921MATERIAL CENTER TEGAL6010KAB. TEGAL6105521816304838F"
)
SECOND_BUYER = {"username": "rudi", "role": Role.BUYER, "name": "Rudi Hartono"}
PEOPLE: Sequence[dict[str, str]] = (*settings.DEMO_SIGN_INS, SECOND_BUYER)
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


def employ_people(*, at: datetime) -> Cast:
    """Found the center and give everybody but the buyers a place there."""
    center_id = _found_center(at=at)
    people: dict[str, Person] = {}
    for row in PEOPLE:
        if row["role"] != Role.BUYER:
            user = invite_person(
                details=_details(row), roles=[row["role"]], by=system_person(center_id), at=at
            )
            people[row["role"]] = person_of_user(user, center_id=center_id)
    return Cast(
        center_id=center_id,
        clerk=people[Role.CLERK],
        purchaser=people[Role.PURCHASER],
        finance=people[Role.FINANCE],
        supervisor=people[Role.SUPERVISOR],
    )


@command
def _found_center(*, at: datetime) -> int:
    """Set the center up, as an administrator would in the set-up pages."""
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
    audit.record(
        by=system_person(center.pk),
        action="center.founded",
        subject="Center",
        subject_id=center.pk,
        at=at,
    )
    return center.pk


def _details(row: dict[str, str]) -> dict[str, object]:
    return {
        "name": row["name"],
        "username": row["username"],
        "email": f"{row['username']}@tegal.example.id",
    }


def invite_buyers(cast: Cast, *, at: datetime) -> None:
    """Let the demo's buyers buy for their workshops."""
    for row in PEOPLE:
        if row["role"] == Role.BUYER:
            invite_buyer(
                workshop_code=BUYS_FOR[row["username"]],
                details=_details(row),
                by=cast.supervisor,
                at=at,
            )


@command
def choose_passwords(cast: Cast, *, at: datetime) -> None:
    """Give everybody the demo's password, as if each had followed the link of the invitation."""
    # One hash for all: hashing is slow on purpose, and this password is printed anyway.
    password = make_password(settings.DEMO_PASSWORD)
    for user in User.objects.filter(memberships__center_id=cast.center_id).order_by("pk"):
        user.password = password
        user.save(update_fields=["password"])
        audit.record(
            by=system_person(cast.center_id),
            action="person.password_set",
            subject="User",
            subject_id=user.pk,
            at=at,
        )


def give_suppliers_addresses(cast: Cast, *, at: datetime) -> None:
    """Add the mail addresses that the spreadsheet lacks."""
    codes = Supplier.objects.visible_to(cast.purchaser).values_list("code", flat=True)
    for code in list(codes):
        email = f"penjualan@{code.lower()}.example.id"
        change_supplier(code=code, details={"email": email}, by=cast.purchaser, at=at)
