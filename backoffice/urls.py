"""The back office's own pages; Django's admin follows under the same prefix."""

from django.urls import URLPattern, path

from backoffice.views import blocklist, dashboard, house, order, traffic

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", dashboard.show, name="dashboard"),
    path("orders/", order.index, name="orders"),
    path("orders/<slug:number>/", order.show, name="order"),
    path("orders/<slug:number>/assess/", order.assess_again, name="order-assess"),
    path("orders/<slug:number>/block/", order.block_address, name="order-block"),
    path("orders/<slug:number>/<slug:verb>/", order.act, name="order-act"),
    path("review/", order.review, name="review"),
    path("blocklist/", blocklist.index, name="blocklist"),
    path("blocklist/<int:entry_id>/", blocklist.show, name="entry"),
    path("blocklist/<int:entry_id>/end/", blocklist.end, name="entry-end"),
    path("traffic/", traffic.index, name="traffic"),
    path("traffic/bans/<int:ban_id>/lift/", traffic.lift_ban, name="ban-lift"),
    path("audit/", house.trail, name="audit"),
    path("search/", house.search, name="search"),
]
