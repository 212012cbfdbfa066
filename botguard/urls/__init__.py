"""The guard's own pages, under /guard/."""

from django.urls import URLPattern, URLResolver

app_name = "guard"
urlpatterns: list[URLPattern | URLResolver] = []
