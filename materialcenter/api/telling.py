"""How a person is told: their choice, and the ways out of their own. A machine is told nothing."""

from datetime import datetime, time
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Channel
from materialcenter.paging import page_of
from materialcenter.services.telling import choosing, connecting
from materialcenter.services.telling.choosing import Chosen

router = Router(tags=["telling"])
channel_router = Router(tags=["telling"])


class WayOut(Out):
    """How the person hears of a kind of things, by its name: now, digest or app."""

    name: str
    label: str
    way: str


class TellingOut(Out):
    """Whether mail is sent, the hours in which nothing is (local time), and each kind's way."""

    by_mail: bool
    quiet_from: time
    quiet_until: time
    ways: list[WayOut]


class WayIn(Input):
    """How the person wants to hear of a kind of things, by its name: now, digest or app."""

    name: str
    way: str


class TellingIn(Input):
    """What the person wants; kinds that are not named stay as they are."""

    by_mail: bool
    quiet_from: time
    quiet_until: time
    ways: Annotated[list[WayIn], Field(max_length=200)] = []


class ChannelOut(Out):
    """A way out: end is the last of its address, error why the last code or trial got lost."""

    id: int
    notifier: str
    label: str
    end: str
    created_at: datetime
    confirmed_at: datetime | None
    retired_at: datetime | None
    error: str


class ChannelIn(Input):
    """A way that the site has, and the person's address there."""

    notifier: str
    address: Annotated[str, Field(max_length=200)]
    label: str = ""


class CodeIn(Input):
    """The code that was sent to an address."""

    code: Annotated[str, Field(max_length=12)]


def _shown(chosen: Chosen) -> TellingOut:
    return TellingOut(
        by_mail=chosen.by_mail,
        quiet_from=chosen.quiet_from,
        quiet_until=chosen.quiet_until,
        ways=[
            WayOut(name=kind.name, label=str(kind.label), way=way)
            for kind, way in chosen.ways.items()
        ],
    )


@router.get("", response={200: TellingOut, **REFUSALS})
@needs()
def get_telling(request: Any) -> TellingOut:
    """Show how you are told."""
    return _shown(choosing.chosen_by(request.auth))


@router.put("", response={200: TellingOut, **REFUSALS})
@needs()
def set_telling(request: Any, body: TellingIn) -> TellingOut:
    """Choose how you are told from now on."""
    choosing.set_telling(
        by_mail=body.by_mail,
        quiet_from=body.quiet_from,
        quiet_until=body.quiet_until,
        ways={row.name: row.way for row in body.ways},
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(choosing.chosen_by(request.auth))


@channel_router.get("", response={200: CursorList[ChannelOut], **REFUSALS})
@needs()
def list_channels(request: Any, cursor: str = "", limit: int = 50) -> Any:
    """List your own ways out, the newest first. A machine has none."""
    return page_of(Channel.objects.visible_to(request.auth), cursor=cursor, limit=limit)


@channel_router.post("", response={201: ChannelOut, **REFUSALS})
@needs()
@creates()
def connect_channel(request: Any, body: ChannelIn) -> ChannelOut:
    """Connect a way; a code goes there, and nothing else before it has come back."""
    made = connecting.connect(**body.dict(), by=request.auth, at=timezone.now())
    return ChannelOut.from_orm(made)


@channel_router.post("/{channel_id}/confirm", response={204: None, **REFUSALS})
@needs()
def confirm_channel(request: Any, channel_id: int, body: CodeIn) -> Any:
    """Give the code that was sent there. Too many wrong ones end it."""
    connecting.confirm(channel_id=channel_id, code=body.code, by=request.auth, at=timezone.now())
    return Status(204, None)


@channel_router.post("/{channel_id}/test", response={204: None, **REFUSALS})
@needs()
def try_channel(request: Any, channel_id: int) -> Any:
    """Send a trial message; it goes in a moment, and `error` says why when it does not."""
    connecting.try_channel(channel_id=channel_id, by=request.auth, at=timezone.now())
    return Status(204, None)


@channel_router.delete("/{channel_id}", response={204: None, **REFUSALS})
@needs()
def disconnect_channel(request: Any, channel_id: int) -> Any:
    """Remove one of your ways, and what waits to go out there."""
    connecting.disconnect(channel_id=channel_id, by=request.auth, at=timezone.now())
    return Status(204, None)
