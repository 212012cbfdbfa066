"""The guard's own pages, under /guard/."""

from django.urls import path

from botguard import views

app_name = "guard"
urlpatterns = [
    path("proof/", views.proof, name="proof"),
    path("appeal/", views.appeal_page, name="appeal"),
]
