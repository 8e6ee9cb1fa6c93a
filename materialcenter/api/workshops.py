"""Workshops and their buyers."""

from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.people import PersonIn
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.errors import Missing
from materialcenter.models import Workshop
from materialcenter.paging import page_of
from materialcenter.person import Person
from materialcenter.reports import buyers_of
from materialcenter.services import inviting, registering

router = Router(tags=["workshops"])


class WorkshopIn(Input):
    """A workshop to register; numbers such as NPWP and telephones are text."""

    code: str
    name: str
    trade: str
    district: str = ""
    cluster: str = ""
    coaching_programme: str = ""
    tier_one_partner: str = ""
    whatsapp: str = ""
    email: str = ""
    address: str = ""
    npwp: str = ""
    nib: str = ""
    credit_limit: int = 0
    payment_terms: str = Workshop.Terms.CREDIT.value
    billing: str = Workshop.Billing.AT_HANDOVER.value
    is_active: bool = True


class WorkshopChange(Input):
    """What to change; what is left out stays. Credit limit, terms and billing are finance's."""

    name: str = ""
    trade: str = ""
    district: str = ""
    cluster: str = ""
    coaching_programme: str = ""
    tier_one_partner: str = ""
    whatsapp: str = ""
    email: str = ""
    address: str = ""
    npwp: str = ""
    nib: str = ""
    credit_limit: int = 0
    payment_terms: str = Workshop.Terms.CREDIT.value
    billing: str = Workshop.Billing.AT_HANDOVER.value
    is_active: bool = True


class WorkshopOut(Out):
    """A workshop."""

    code: str
    name: str
    trade: str
    district: str
    cluster: str
    coaching_programme: str
    tier_one_partner: str
    whatsapp: str
    email: str
    address: str
    npwp: str
    nib: str
    credit_limit: int
    payment_terms: str
    billing: str
    is_active: bool


class BuyerOut(Out):
    """Somebody who buys for a workshop."""

    username: str
    name: str
    email: str
    whatsapp: str
    has_password: bool


class WorkshopWithBuyers(WorkshopOut):
    """A workshop and who buys for it."""

    buyers: list[BuyerOut]


@router.get("", response={200: CursorList[WorkshopOut], **REFUSALS})
@needs()
def list_workshops(
    request: Any, search: str = "", trade: str = "", cursor: str = "", limit: int = 50
) -> Any:
    """List workshops; a buyer sees only those they buy for.

    search: words of code, name, district or cluster.
    """
    rows = Workshop.objects.visible_to(request.auth).matching(text=search, trade=trade)
    return page_of(rows, cursor=cursor, limit=limit, newest_first=False)


@router.post("", response={201: WorkshopOut, **REFUSALS})
@needs(*registering.KEEPS_WORKSHOPS)
@creates()
def register_workshop(request: Any, payload: WorkshopIn) -> WorkshopOut:
    """Register a workshop."""
    workshop = registering.register_workshop(
        details=payload.dict(), by=request.auth, at=timezone.now()
    )
    return WorkshopOut.from_orm(workshop)


@router.get("/{code}", response={200: WorkshopWithBuyers, **REFUSALS})
@needs()
def get_workshop(request: Any, code: str) -> Any:
    """Show a workshop and its buyers."""
    return _with_buyers(code, request.auth)


@router.patch("/{code}", response={200: WorkshopOut, **REFUSALS})
@needs(*registering.KEEPS_WORKSHOPS)
def change_workshop(request: Any, code: str, payload: WorkshopChange) -> Any:
    """Change what is given of a workshop."""
    return registering.change_workshop(
        code=code,
        details=payload.dict(exclude_unset=True),
        by=request.auth,
        at=timezone.now(),
    )


@router.post("/{code}/buyers", response={201: WorkshopWithBuyers, **REFUSALS})
@needs(*inviting.INVITES_BUYERS)
@creates()
def invite_buyer(request: Any, code: str, payload: PersonIn) -> WorkshopWithBuyers:
    """Let somebody buy for a workshop; with an email address they get a link by mail."""
    inviting.invite_buyer(
        workshop_code=code, details=payload.dict(), by=request.auth, at=timezone.now()
    )
    return _with_buyers(code, request.auth)


@router.post("/{code}/buyers/{username}/remove", response={200: WorkshopWithBuyers, **REFUSALS})
@needs(*inviting.INVITES_BUYERS)
@creates(200)
def remove_buyer(request: Any, code: str, username: str) -> WorkshopWithBuyers:
    """Stop somebody from buying for a workshop."""
    inviting.remove_buyer(workshop_code=code, username=username, by=request.auth, at=timezone.now())
    return _with_buyers(code, request.auth)


def _with_buyers(code: str, person: Person) -> WorkshopWithBuyers:
    workshop = Workshop.objects.visible_to(person).filter(code=code).first()
    if workshop is None:
        raise Missing
    shown = WorkshopOut.from_orm(workshop).dict()
    buyers = [BuyerOut.from_orm(buyer) for buyer in buyers_of(workshop, person)]
    return WorkshopWithBuyers(**shown, buyers=buyers)
