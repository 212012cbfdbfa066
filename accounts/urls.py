"""Everything under /account/: sign-up, sign-in, password, e-mail addresses, two-factor."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("two-factor/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
