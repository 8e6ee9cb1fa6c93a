"""Who am I: the person or machine behind a request."""

from typing import Any

from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Out
from materialcenter.reports import identity_of

router = Router(tags=["me"])


class PlaceOut(Out):
    """A center or a workshop."""

    code: str
    name: str


class MeOut(Out):
    """kind is person or machine; workshops are those a buyer buys for."""

    name: str
    kind: str
    center: PlaceOut
    roles: list[str]
    workshops: list[PlaceOut]


@router.get("", response={200: MeOut, **REFUSALS})
@needs()
def who_am_i(request: Any) -> Any:
    """Tell who the site takes this request to come from, and what they may do."""
    return identity_of(request.auth)
