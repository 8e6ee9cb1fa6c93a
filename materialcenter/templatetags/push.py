"""The key with which a page asks a browser for messages."""

from django import template

from materialcenter.services.telling import web_push

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """Return the site's public key, "" where the site sends no messages to browsers."""
    return web_push.public_key() if web_push.is_offered() else ""
