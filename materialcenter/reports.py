"""Reads that span the kernel's tables: the people of a center with their roles and workshops."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from materialcenter.models import Center, Membership, User, Workshop, WorkshopBuyer
from materialcenter.paging import PAGE_SIZE, Page, page_of
from materialcenter.person import Person, Role


@dataclass(frozen=True)
class Member:
    """Somebody of a center. roles: their values; workshops: codes and names they buy for."""

    user_id: int
    username: str
    name: str
    email: str
    whatsapp: str
    is_active: bool
    has_password: bool
    roles: tuple[str, ...]
    workshops: tuple[tuple[str, str], ...]

    @property
    def role_names(self) -> list[str]:
        """Return the roles as people read them."""
        return [str(Role(role).label) for role in self.roles]


@dataclass(frozen=True)
class Identity:
    """Who somebody is to the site: the answer to "who am I"."""

    name: str
    kind: str
    center: Center
    roles: tuple[str, ...]
    workshops: tuple[Workshop, ...]


def members(
    person: Person, *, text: str = "", role: str = "", cursor: str = "", limit: int = PAGE_SIZE
) -> tuple[list[Member], Page[User]]:
    """List the people of the person's center by keyset, and the page they stand on.

    text: words of name, sign-in name or email. Three statements, however many people.
    """
    held = Membership.objects.visible_to(person).filter(user=OuterRef("pk"))
    if role:
        held = held.filter(role=role)
    rows = User.objects.filter(Exists(held))
    for word in text.split():
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return members_of(person, page.items), page


def members_of(person: Person, users: Iterable[User]) -> list[Member]:
    """Describe users of the person's center, in their order."""
    found = list(users)
    ids = [user.pk for user in found]
    roles: dict[int, list[str]] = defaultdict(list)
    for user_id, role in (
        Membership.objects.visible_to(person)
        .filter(user_id__in=ids)
        .order_by("pk")
        .values_list("user_id", "role")
    ):
        roles[user_id].append(role)
    workshops: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for user_id, code, name in (
        WorkshopBuyer.objects.filter(user_id__in=ids, workshop__center_id=person.center_id)
        .order_by("workshop__code")
        .values_list("user_id", "workshop__code", "workshop__name")
    ):
        workshops[user_id].append((code, name))
    return [
        replace(_member(user), roles=tuple(roles[user.pk]), workshops=tuple(workshops[user.pk]))
        for user in found
    ]


def member_named(person: Person, username: str) -> Member | None:
    """Describe one of the center's people, or None."""
    rows = User.objects.filter(
        Exists(Membership.objects.visible_to(person).filter(user=OuterRef("pk"))),
        username=username,
    )
    return next(iter(members_of(person, rows)), None)


def buyers_of(workshop: Workshop, person: Person) -> list[Member]:
    """Describe those who buy for a workshop, by name."""
    rows = User.objects.filter(buys_for__workshop=workshop).order_by("first_name", "pk")
    return members_of(person, rows)


def identity_of(person: Person) -> Identity:
    """Tell a person, or a machine, what the site takes them for."""
    return Identity(
        name=person.name,
        kind="machine" if person.token_id else "person",
        center=Center.objects.get(pk=person.center_id),
        roles=tuple(sorted(person.roles)),
        workshops=tuple(Workshop.objects.filter(pk__in=person.workshop_ids).order_by("code")),
    )


def _member(user: User) -> Member:
    return Member(
        user_id=user.pk,
        username=user.username,
        name=user.shown_name,
        email=user.email,
        whatsapp=user.whatsapp,
        is_active=user.is_active,
        has_password=user.has_usable_password(),
        roles=(),
        workshops=(),
    )
