"""The guard's own pages, under /guard/."""

from django.urls import path

from botguard.views.appeal import appeal_page
from botguard.views.mail import mail, mailed
from botguard.views.proof import proof, soft
from botguard.views.seen import report, style
from botguard.views.sound import sound

app_name = "guard"
urlpatterns = [
    path("proof/", proof, name="proof"),
    path("soft/", soft, name="soft"),
    path("sound/<str:text>.wav", sound, name="sound"),
    path("mail/", mail, name="mail"),
    path("mail/<str:text>/", mailed, name="mailed"),
    path("seen.css", style, name="style"),
    path("seen/", report, name="report"),
    path("appeal/", appeal_page, name="appeal"),
]
