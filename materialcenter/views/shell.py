"""What the shell around every page needs."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the base template the person who is signed in, if any."""
    return {"person": getattr(request, "person", None)}
