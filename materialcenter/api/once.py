"""Creating routes: `Idempotency-Key` makes sending again harmless."""

import functools
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
            asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
            return _as_response(
                answer_once(
                    owner=request.auth.owner,  # type: ignore[attr-defined]
                    key=key,
                    request=asked,
                    act=act,
                )
            )

        return run

    return guard


def _as_json(answer: Schema) -> bytes:
    return orjson.dumps(answer.model_dump(mode="json"))


def _as_response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.media_type)
    if answer.again:
        response[REPLAYED] = "true"
    return response
