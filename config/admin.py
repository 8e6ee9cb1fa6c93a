"""Who may set up: superusers, and outside the demo only those with a second factor."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def may_set_up(request: HttpRequest) -> bool:
    """Say whether the admin lets somebody in.

    Everybody signs in on the one sign-in page, which asks for the second factor whenever
    an account has one; so having one means having shown it.
    """
    user = request.user
    if not (user.is_active and user.is_superuser):
        return False
    return settings.DEMO or is_mfa_enabled(user)


def sign_in_to_set_up(
    request: HttpRequest, extra_context: dict[str, Any] | None = None
) -> HttpResponse:
    """Send somebody to the one sign-in page, or to their second factor; others are refused.

    The admin's own form would ask for a password alone, so it is never shown.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
    if not request.user.is_superuser:
        raise PermissionDenied
    messages.warning(request, _("Set up a second factor first; the admin asks for one."))
    return redirect("mfa_index")
