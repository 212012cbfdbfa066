"""The back office's own pages; Django's admin follows under the same prefix."""

from django.urls import URLPattern, path

from backoffice.views import appeal, ban, blocklist, dashboard, house, order, rule, traffic, visitor

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
    path("traffic/decisions/", traffic.decisions, name="decisions"),
    path("traffic/keys/", visitor.index, name="keys"),
    path("traffic/visitors/<str:visitor>/", visitor.show, name="visitor"),
    path("traffic/visitors/<str:visitor>/revoke/", visitor.revoke, name="key-revoke"),
    path("traffic/visitors/<str:visitor>/restore/", visitor.restore, name="key-restore"),
    path("traffic/bans/", ban.index, name="bans"),
    path("traffic/bans/<int:ban_id>/lift/", ban.lift, name="ban-lift"),
    path("second-looks/", appeal.index, name="appeals"),
    path("second-looks/mistakes/", appeal.mistaken, name="mistakes"),
    path("second-looks/<int:appeal_id>/answer/", appeal.answer, name="appeal-answer"),
    path("rules/", rule.index, name="rules"),
    path("rules/<int:rule_id>/", rule.show, name="rule"),
    path("rules/<int:rule_id>/end/", rule.end, name="rule-end"),
    path("rules/<int:rule_id>/restore/", rule.restore, name="rule-restore"),
    path("audit/", house.trail, name="audit"),
    path("search/", house.search, name="search"),
]
