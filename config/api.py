"""The one API, and the one table from DomainError to HTTP problem documents (RFC 9457)."""

import functools
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.renderers import BaseRenderer

from inventory.api import routers as inventory_routers
from materialcenter.access import SessionAuth, TokenAuth, needs
from materialcenter.api import routers as kernel_routers
from materialcenter.errors import Busy, Conflict, DomainError, Forbidden, Invalid, Missing, TooMany
from orders.api import routers as orders_routers

PROBLEM = "application/problem+json"
STATUS: dict[type[DomainError], int] = {
    Invalid: 422,
    Forbidden: 403,
    Missing: 404,
    Conflict: 409,
    TooMany: 429,
    Busy: 503,
}


def status_of(error: DomainError) -> int:
    """Return the HTTP status of an error's kind."""
    return next((number for kind, number in STATUS.items() if isinstance(error, kind)), 400)


class JsonRenderer(BaseRenderer):
    """Write answers with orjson; Decimals become strings, so no digit is lost."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the answer's bytes."""
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


api = NinjaAPI(
    title="Material Center",
    version="1",
    auth=[TokenAuth(), SessionAuth()],
    renderer=JsonRenderer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
for _prefix, _router in (*kernel_routers, *inventory_routers, *orders_routers):
    api.add_router(_prefix, _router)


@api.get("/openapi.json", include_in_schema=False)
@needs()
def openapi(request: HttpRequest) -> dict[str, Any]:
    """Describe the API to whoever may use it."""
    return description()


@functools.cache
def description() -> dict[str, Any]:
    """Write the description once per process: it takes seconds."""
    return dict(api.get_openapi_schema())


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    faults: list[dict[str, str]] | None = None,
    data: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem document. data: what the refusal is about, under names of its own."""
    document = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": detail,
        "detail": detail,
        "faults": faults or [],
        "data": dict(data or {}),
    }
    return HttpResponse(orjson.dumps(document, default=str), status=status, content_type=PROBLEM)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer what a person can meet."""
    faults = [
        {"code": f.code, "field": f.field, "place": f.place, "sentence": f.sentence}
        for f in error.faults
    ]
    if error.field and not faults:
        faults = [{"code": error.code, "field": error.field, "place": "", "sentence": str(error)}]
    response = problem(status_of(error), error.code, str(error), faults=faults, data=error.data)
    if "retry_after_s" in error.data:
        response["Retry-After"] = str(error.data["retry_after_s"])
    return response


@api.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer input that has not the right shape, every fault with its field."""
    faults = [
        {
            "code": str(fault.get("type", "invalid")),
            "field": ".".join(str(part) for part in fault.get("loc", ())[1:]),
            "place": str(fault.get("loc", ("",))[0]),
            "sentence": str(fault.get("msg", "")),
        }
        for fault in error.errors
    ]
    return problem(422, "invalid_input", _("The request is not of the right shape."), faults=faults)


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer somebody who is not signed in."""
    return problem(401, "not_signed_in", _("Sign in, or send a bearer token."))


@api.exception_handler(Http404)
def refuse_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer a thing that is not there for this person."""
    return problem(404, "not_found", _("There is no such thing."))


@api.exception_handler(AuthorizationError)
@api.exception_handler(HttpError)
def refuse_otherwise(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework refuses, such as a body that is no JSON."""
    return problem(error.status_code, "bad_request", str(error))
