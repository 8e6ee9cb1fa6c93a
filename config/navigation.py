"""What the shell around every page shows: the person, their center, and where they may go.

Items stand in the order of a day's work. An item is shown to the roles that its page lets
in; MAIN says which few of them a role has under its thumb on a phone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter.access import CENTER_SESSION_KEY, NoCenter, person_of_user
from materialcenter.models import Center, Notice, Role
from materialcenter.person import EVERYONE, STAFF, Person

BUYER, CLERK, PURCHASER = Role.BUYER, Role.CLERK, Role.PURCHASER
FINANCE, SUPERVISOR, AUDITOR = Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR


@dataclass(frozen=True)
class Item:
    """One place to go: the name of its address, its label, its icon, who goes there."""

    name: str
    label: str | Promise
    icon: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Group:
    """Items that belong to one part of the day."""

    label: str | Promise
    items: tuple[Item, ...]


def _roles(*roles: str) -> frozenset[str]:
    return frozenset(roles)


GROUPS = (
    Group("", (Item("home", _("Today"), "home", EVERYONE),)),
    Group(
        _("Yard"),
        (
            Item("stock", _("Stock and prices"), "square-3-stack-3d", EVERYONE),
            Item(
                "alerts", _("Reorder alerts"), "bell-alert", _roles(PURCHASER, SUPERVISOR, AUDITOR)
            ),
            Item(
                "reordering",
                _("Stock control"),
                "presentation-chart-bar",
                _roles(PURCHASER, SUPERVISOR, AUDITOR),
            ),
            Item("lots", _("Lots"), "tag", STAFF),
            Item("certificates", _("Mill certificates"), "check-badge", STAFF),
            Item("weigh_tickets", _("Weighbridge"), "scale", STAFF),
            Item("cuts", _("Cutting"), "scissors", STAFF),
            Item("remnants", _("Remnants"), "puzzle-piece", STAFF),
            Item("traces", _("Traces"), "magnifying-glass-circle", EVERYONE),
            Item("recalls", _("Recalls"), "megaphone", EVERYONE),
            Item("movements", _("Movements"), "arrows-right-left", STAFF),
            Item("places", _("Racks"), "map-pin", STAFF),
            Item("counts", _("Stock counts"), "clipboard-document-check", STAFF),
            Item("consigned", _("Consigned stock"), "archive-box", EVERYONE),
        ),
    ),
    Group(
        _("Buying"),
        (
            Item("pools", _("Pools"), "user-group", EVERYONE),
            Item("offers", _("Offers"), "percent-badge", _roles(PURCHASER, SUPERVISOR, AUDITOR)),
            Item("purchase_orders", _("Purchase orders"), "document-text", STAFF),
            Item("receipts", _("Goods receipts"), "inbox-arrow-down", STAFF),
            Item(
                "supplier_invoices",
                _("Supplier invoices"),
                "document-check",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "supplier_credits",
                _("Debit and credit notes"),
                "receipt-refund",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "settlements",
                _("Settling on receipt"),
                "arrow-down-on-square",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "payables",
                _("Payables"),
                "calendar-date-range",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
        ),
    ),
    Group(
        _("Selling"),
        (
            Item("orders", _("Orders"), "clipboard-document-list", EVERYONE),
            Item("to_pick", _("To hand over"), "inbox-stack", _roles(CLERK, SUPERVISOR, AUDITOR)),
            Item("deliveries", _("Delivery notes"), "truck", EVERYONE),
            Item(
                "invoices",
                _("Invoices"),
                "receipt-percent",
                _roles(BUYER, FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "unbilled",
                _("Not billed yet"),
                "document-plus",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "tax_exports",
                _("Tax invoices"),
                "document-arrow-up",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "payments", _("Payments"), "banknotes", _roles(BUYER, FINANCE, SUPERVISOR, AUDITOR)
            ),
            Item(
                "credit_notes",
                _("Credit notes"),
                "arrow-uturn-left",
                _roles(BUYER, FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "receivables",
                _("Receivables"),
                "clock",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "statements",
                _("Statements"),
                "document-currency-dollar",
                _roles(BUYER, FINANCE, SUPERVISOR, AUDITOR),
            ),
        ),
    ),
    Group(
        _("Office"),
        (
            Item("workshops", _("Workshops"), "wrench-screwdriver", STAFF),
            Item("suppliers", _("Suppliers"), "building-office", STAFF),
            Item("imports", _("Imports"), "arrow-up-tray", STAFF),
            Item(
                "report_value",
                _("Stock reports"),
                "chart-bar",
                _roles(PURCHASER, FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "finance",
                _("Finance"),
                "presentation-chart-line",
                _roles(FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item(
                "office",
                _("For the office"),
                "building-library",
                _roles(PURCHASER, FINANCE, SUPERVISOR, AUDITOR),
            ),
            Item("books", _("Journal"), "book-open", _roles(FINANCE, SUPERVISOR, AUDITOR)),
            Item("periods", _("Closed books"), "calendar-days", STAFF),
            Item("days_off", _("Bank days"), "calendar", _roles(FINANCE, SUPERVISOR, AUDITOR)),
            Item(
                "seal", _("Seal of the ledger"), "lock-closed", _roles(FINANCE, SUPERVISOR, AUDITOR)
            ),
            Item("people", _("People"), "users", _roles(SUPERVISOR, AUDITOR)),
            Item("tokens", _("API tokens"), "key", _roles(SUPERVISOR, AUDITOR)),
            Item("audit", _("Audit"), "eye", _roles(SUPERVISOR, AUDITOR)),
            Item("jobs", _("Jobs"), "cog-6-tooth", _roles(SUPERVISOR, AUDITOR)),
        ),
    ),
)

MAIN: dict[str, tuple[str, ...]] = {
    BUYER: ("home", "pools", "stock", "orders"),
    CLERK: ("home", "to_pick", "purchase_orders", "lots"),
    PURCHASER: ("home", "alerts", "pools", "purchase_orders"),
    FINANCE: ("home", "supplier_invoices", "invoices", "payments"),
    SUPERVISOR: ("home", "purchase_orders", "supplier_invoices", "stock"),
    AUDITOR: ("home", "stock", "movements", "supplier_invoices"),
}


# What the bell can show; one more is counted, and no further.
UNREAD_SHOWN = 99


@dataclass(frozen=True)
class Link:
    """An item as one person sees it on one page."""

    name: str
    label: str
    icon: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Section:
    """A group of links."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Menu:
    """The links of some roles on one page; sidebar and panel are drawn already."""

    main: tuple[Link, ...]
    sidebar: SafeString
    panel: SafeString


@dataclass(frozen=True)
class Shell:
    """Everything the base template shows around a page."""

    person: Person | None
    center: Center | None
    centers: tuple[Center, ...]
    menu: Menu | None = None
    unread: int = 0

    @property
    def unread_shown(self) -> str:
        """Return how many notices are unread, "" for none and no more than fits the bell."""
        if not self.unread:
            return ""
        return f"{UNREAD_SHOWN}+" if self.unread > UNREAD_SHOWN else str(self.unread)

    @property
    def may_change_center(self) -> bool:
        """Say whether there is another center to go to; also for whoever lost the one of now."""
        return any(center != self.center for center in self.centers)


NOBODY = Shell(person=None, center=None, centers=())


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the person, and the base template its shell when it asks for it."""
    return {
        "person": getattr(request, "person", None),
        "shell": SimpleLazyObject(lambda: shell_of(request)),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def shell_of(request: HttpRequest) -> Shell:
    """Build the shell of a request: one query for the centers, and the person's if not known."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return NOBODY
    centers = _centers(user)
    person = getattr(request, "person", None) or _person(request)
    if person is None:
        return Shell(person=None, center=None, centers=centers)
    center = next((center for center in centers if center.pk == person.center_id), None)
    return Shell(
        person=person,
        center=center,
        centers=centers,
        menu=_menu(person.roles, get_language(), _here(request.path)),
        unread=center.unread if center else 0,
    )


def _centers(user: Any) -> tuple[Any, ...]:
    """Read the user's centers, each with `unread`: their notices there, counted just past the bell."""
    unread = Notice.objects.filter(user=user, center_id=OuterRef("pk")).unread()
    counted = ArraySubquery(unread.order_by().values("pk")[: UNREAD_SHOWN + 1])
    mine = Center.objects.filter(memberships__user=user).distinct().order_by("name", "pk")
    return tuple(
        mine.annotate(unread=Func(counted, function="CARDINALITY", output_field=IntegerField()))
    )


def _person(request: HttpRequest) -> Person | None:
    """Find the person on pages that no guard of ours stands before, such as changing a password."""
    try:
        return person_of_user(request.user, center_id=request.session.get(CENTER_SESSION_KEY))
    except NoCenter:
        return None


def _here(path: str) -> frozenset[str]:
    """Name the items whose page this is, or stands under."""
    return frozenset(
        name for name, url in _urls() if (path == url if url == "/" else path.startswith(url))
    )


@cache
def _urls() -> tuple[tuple[str, str], ...]:
    return tuple((item.name, reverse(item.name)) for group in GROUPS for item in group.items)


@lru_cache(maxsize=1024)
def _menu(roles: frozenset[Role], language: str, here: frozenset[str]) -> Menu:
    """Build what some roles see of the menu, in the language that is active.

    Kept for the next page: two thirds of drawing a short page were its menu.
    """
    sections = tuple(_sections(roles, here))
    links = {link.name: link for section in sections for link in section.links}
    names = dict.fromkeys(name for role in Role.values if role in roles for name in MAIN[role])
    return Menu(
        main=tuple(links[name] for name in names if name in links)[:4],
        sidebar=_drawn(sections, __("Pages")),
        panel=_drawn(sections, __("All pages")),
    )


def _drawn(sections: Sequence[Section], label: str) -> SafeString:
    context = {"sections": sections, "label": label}
    return render_to_string("materialcenter/parts/nav.html", context)


def _sections(roles: frozenset[Role], here: frozenset[str]) -> Iterator[Section]:
    for group in GROUPS:
        links = tuple(_links(group, roles, here))
        if links:
            yield Section(str(group.label), links)


def _links(group: Group, roles: frozenset[Role], here: frozenset[str]) -> Iterator[Link]:
    urls = dict(_urls())
    for item in group.items:
        if not roles.isdisjoint(item.roles):
            is_here = item.name in here
            yield Link(item.name, str(item.label), item.icon, urls[item.name], is_here)
