"""The kernel's routes."""

from ninja import Router

from materialcenter.api.audit import router as audit
from materialcenter.api.browsers import router as browsers
from materialcenter.api.days_off import router as days_off
from materialcenter.api.files import router as files
from materialcenter.api.imports import router as imports
from materialcenter.api.jobs import router as jobs
from materialcenter.api.me import router as me
from materialcenter.api.notices import router as notices
from materialcenter.api.people import router as people
from materialcenter.api.suppliers import router as suppliers
from materialcenter.api.telling import channel_router as channels
from materialcenter.api.telling import router as telling
from materialcenter.api.tokens import router as tokens
from materialcenter.api.workshops import router as workshops

routers: list[tuple[str, Router]] = [
    ("/me", me),
    ("/me/browsers", browsers),
    ("/me/telling", telling),
    ("/me/channels", channels),
    ("/notices", notices),
    ("/workshops", workshops),
    ("/suppliers", suppliers),
    ("/people", people),
    ("/tokens", tokens),
    ("/imports", imports),
    ("/jobs", jobs),
    ("/days-off", days_off),
    ("/files", files),
    ("/audit", audit),
]
