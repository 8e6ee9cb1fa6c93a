"""Addresses of materialcenter's pages."""

from django.urls import URLPattern, path

from materialcenter.views import files

urlpatterns: list[URLPattern] = [
    path("files/<int:attachment_id>/", files.download_file, name="file"),
]
