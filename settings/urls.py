"""Every address of the house. Rooms are named in settings.rooms."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shop.urls")),
    path("", include("checkout.urls")),
    path("account/", include("accounts.urls")),
    path("guard/", include("botguard.urls")),
    path("api/v1/keys/", include("botguard.urls.keys")),
    path("backoffice/", include("backoffice.urls")),
    path("backoffice/", admin.site.urls),
]

if settings.LATCHKEY_ENV != "production":
    # In production nginx or the object store serves the merchant's pictures.
    urlpatterns.append(
        re_path(r"^media/(?P<path>[a-zA-Z0-9_./-]{1,200})$", serve, {"document_root": settings.MEDIA_ROOT})
    )

handler400 = "backoffice.views.refusal.bad_request"
handler403 = "shop.views.forbidden"
handler404 = "shop.views.not_found"
handler500 = "shop.views.server_error"
