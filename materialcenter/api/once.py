"""Creating routes: `Idempotency-Key` makes sending again harmless."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from materialcenter.commands import Answer, answer_once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"


def creates(status: int = 201) -> Callable[[Callable[..., Schema]], Callable[..., Any]]:
    """Make a route answer `status`, and once per Idempotency-Key; put it under `needs`.

    The route makes its one call and returns a Schema. With the header, call and answer
    are kept in one transaction: the same key and body gives the first answer again, the
    same key with another body is refused, and a refusal keeps nothing.
    """

    def guard(route: Callable[..., Schema]) -> Callable[..., Any]:
        @functools.wraps(route)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            def act() -> Answer:
                return Answer(status, _as_json(route(request, *args, **kwargs)))

            key = request.headers.get(HEADER)
            if key is None:
                return _as_response(act())
            return _as_response(
                answer_once(
                    owner=request.auth.owner,  # type: ignore[attr-defined]
                    key=key,
                    request=_asked(request),
                    act=act,
                )
            )

        return run

    return guard


def _asked(request: HttpRequest) -> bytes:
    """Return everything that makes a request what it is, the center it is for included.

    The stream of a form with files has been read by now, so its parts stand for it.
    """
    center_id = request.auth.center_id  # type: ignore[attr-defined]
    head = f"{request.method} {center_id} {request.get_full_path()}\n".encode()
    if request.content_type != "multipart/form-data":
        return head + request.body
    fields = sorted((name, values) for name, values in request.POST.lists())
    files = []
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            files.append((name, file.name, hashlib.sha256(file.read()).hexdigest()))
            file.seek(0)
    return head + repr((fields, files)).encode()


def _as_json(answer: Schema) -> bytes:
    return orjson.dumps(answer.model_dump(mode="json"))


def _as_response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.media_type)
    if answer.again:
        response[REPLAYED] = "true"
    return response
