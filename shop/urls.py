"""The storefront's addresses."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path
from django.views.decorators.cache import cache_control

from shop import api, views
from shop.sitemaps import SITEMAPS

an_hour = cache_control(public=True, max_age=3600)

urlpatterns = [
    path("", views.home, name="home"),
    path("c/<slug:slug>/", views.category, name="category"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("search/", views.search, name="search"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
    path(
        "sitemap.xml",
        an_hour(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"},
        name="sitemap",
    ),
    path(
        "sitemap-<slug:section>.xml",
        an_hour(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap-part",
    ),
    path("api/v1/categories/", api.CategoryList.as_view(), name="api-categories"),
    path("api/v1/products/", api.ProductList.as_view(), name="api-products"),
    path("api/v1/products/<slug:slug>/", api.ProductDetail.as_view(), name="api-product"),
]
