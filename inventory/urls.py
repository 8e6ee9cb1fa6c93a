"""Addresses of inventory's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
