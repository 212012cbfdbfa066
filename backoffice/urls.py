"""The back office's own pages; Django's admin follows under the same prefix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
