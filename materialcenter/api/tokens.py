"""Bearer tokens of machines."""

from datetime import date, datetime
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import HEADER, REPLAYED, creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.commands import Answer, answer_once
from materialcenter.models import ApiToken, Role
from materialcenter.paging import page_of
from materialcenter.services import minting

router = Router(tags=["tokens"])


class TokenIn(Input):
    """A token to make; a buyer's needs a workshop."""

    name: str
    role: str
    workshop: str = ""


class TokenOut(Out):
    """A token; its secret is never shown again."""

    id: int
    name: str
    role: str
    workshop: str
    begins_with: str
    created_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None

    @staticmethod
    def of(token: ApiToken) -> "TokenOut":
        """Shape a token."""
        return TokenOut(
            id=token.pk,
            name=token.name,
            role=token.role,
            workshop=token.workshop.code if token.workshop else "",
            begins_with=token.prefix,
            created_at=token.created_at,
            revoked_at=token.revoked_at,
            last_used_on=token.last_used_on,
        )


class NewTokenOut(TokenOut):
    """A token with its secret, this once; an answer that is given again has none."""

    secret: str


@router.get("", response={200: CursorList[TokenOut], **REFUSALS})
@needs(Role.SUPERVISOR, Role.AUDITOR)
def list_tokens(request: Any, cursor: str = "", limit: int = 50) -> Any:
    """List tokens, the newest first."""
    rows = ApiToken.objects.visible_to(request.auth).select_related("workshop")
    page = page_of(rows, cursor=cursor, limit=limit)
    return {"items": [TokenOut.of(t) for t in page.items], "next_cursor": page.next_cursor}


@router.post("", response={201: NewTokenOut, **REFUSALS})
@needs(Role.SUPERVISOR)
def mint_token(request: HttpRequest, payload: TokenIn) -> HttpResponse:
    """Make a token; its secret is in this answer and nowhere else.

    With an Idempotency-Key, sending again gives the same token without its secret.
    """
    made: dict[str, str] = {}

    def act() -> Answer:
        token, made["secret"] = minting.mint_token(
            name=payload.name,
            role=payload.role,
            workshop_code=payload.workshop,
            by=request.auth,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        return Answer(201, orjson.dumps(TokenOut.of(token).model_dump(mode="json")))

    key = request.headers.get(HEADER)
    if key is None:
        answer = act()
    else:
        asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
        owner = request.auth.owner  # type: ignore[attr-defined]
        answer = answer_once(owner=owner, key=key, request=asked, act=act)
    # The secret joins the answer only here, so that what is kept of it holds none.
    shown = {**orjson.loads(answer.body), "secret": "" if answer.again else made["secret"]}
    response = HttpResponse(
        orjson.dumps(shown), status=answer.status, content_type=answer.media_type
    )
    if answer.again:
        response[REPLAYED] = "true"
    return response


@router.post("/{token_id}/revoke", response={200: TokenOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def revoke_token(request: Any, token_id: int) -> TokenOut:
    """End a token at once."""
    return TokenOut.of(minting.revoke_token(token_id=token_id, by=request.auth, at=timezone.now()))
