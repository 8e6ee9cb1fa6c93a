"""All addresses."""

from django.contrib import admin
from django.urls import include, path

from config.admin import may_set_up, sign_in_to_set_up
from config.api import api
from config.audit import audit
from config.docs import api_docs
from config.home import home

# Whoever opens the admin signs in where everybody does, with its limits and second step.
admin.site.login = sign_in_to_set_up  # type: ignore[method-assign]
admin.site.has_permission = may_set_up  # type: ignore[method-assign]

urlpatterns = [
    path("", home, name="home"),
    path("", include("materialcenter.urls")),
    path("", include("inventory.urls")),
    path("", include("orders.urls")),
    path("audit/", audit, name="audit"),
    path("account/", include("allauth.urls")),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
