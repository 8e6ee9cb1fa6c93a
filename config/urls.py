"""All addresses."""

from django.contrib import admin
from django.urls import include, path

from config.api import api
from config.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("materialcenter.urls")),
    path("", include("inventory.urls")),
    path("", include("orders.urls")),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
