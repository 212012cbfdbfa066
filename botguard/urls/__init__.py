"""The guard's own pages, under /guard/."""

from django.urls import path

from botguard.views.appeal import appeal_page
from botguard.views.proof import proof

app_name = "guard"
urlpatterns = [
    path("proof/", proof, name="proof"),
    path("appeal/", appeal_page, name="appeal"),
]
