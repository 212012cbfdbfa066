"""Keys for programs, under /api/v1/keys/."""

from django.urls import path

from botguard import api

app_name = "keys"
urlpatterns = [
    path("", api.cut, name="cut"),
    path("proof/", api.proof, name="proof"),
]
