"""Django's admin as one room of the back office."""

from django.contrib import admin


class Site(admin.AdminSite):
    """The default admin site."""

    site_header = "Brass & Bramble back office"
    site_title = "Brass & Bramble back office"
