"""Addresses of materialcenter's pages."""

from django.urls import URLPattern, path

from materialcenter.views import choosing, files, health

urlpatterns: list[URLPattern] = [
    path("language/", choosing.set_language, name="set_language"),
    path("center/", choosing.choose_center, name="choose_center"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
    path("files/<int:attachment_id>/", files.download_file, name="file"),
]
