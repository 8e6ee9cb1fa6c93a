"""A person's browsers as ways to tell them: the site's key, and connecting one."""

import json
from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Out
from materialcenter.services.telling import web_push
from materialcenter.services.telling.connecting_browsers import connect_browser

router = Router(tags=["me"])


class PushKeyOut(Out):
    """The key that a browser subscribes with; "" where the site sends browsers nothing."""

    public_key: str


class SubscriptionKeysIn(Input):
    """The browser's keys, in URL-safe base64."""

    p256dh: str
    auth: str


class SubscriptionIn(Input):
    """What the browser's PushSubscription says of itself; its expiry is not kept."""

    endpoint: str
    keys: SubscriptionKeysIn
    expirationTime: float | None = None  # noqa: N815 - as browsers spell it


class BrowserIn(Input):
    """A browser that subscribed. label: how the person knows it again."""

    subscription: SubscriptionIn
    label: Annotated[str, Field(max_length=60)] = ""


class BrowserOut(Out):
    """A browser on which the person is told things."""

    id: int
    label: str
    confirmed_at: datetime | None


@router.get("", response={200: PushKeyOut, **REFUSALS})
@needs()
def show_push_key(request: Any) -> PushKeyOut:
    """Give the key with which a browser subscribes."""
    return PushKeyOut(public_key=web_push.public_key() if web_push.is_offered() else "")


@router.post("", response={201: BrowserOut, **REFUSALS})
@needs()
@creates()
def connect_a_browser(request: Any, body: BrowserIn) -> BrowserOut:
    """Tell the person things on a browser; one that is connected stays as it is."""
    made = connect_browser(
        subscription=json.dumps(body.subscription.dict()),
        label=body.label,
        by=request.auth,
        at=timezone.now(),
    )
    return BrowserOut.from_orm(made)
