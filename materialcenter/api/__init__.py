"""The kernel's routes."""

from ninja import Router

routers: list[tuple[str, Router]] = []
