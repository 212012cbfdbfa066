"""Answers in the shop's own shape: pages that are not stored by others, errors, data for search engines."""

import json
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from shop.engine.money import Money
from shop.queries import ProductPage

# What is shown when even the error page cannot be drawn.
LAST_WORDS = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something went wrong</title>"
    "<h1>Something went wrong</h1><p>Please try again in a moment.</p></html>"
)


def personal[R: HttpResponse](response: R) -> R:
    """Let only the visitor's own browser keep a page, asking again each time: it carries their cart and their token."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def shared[R: HttpResponse](response: R, *, seconds: int) -> R:
    """Let anybody keep an answer that is the same for all."""
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def error(request: HttpRequest, *, status: int, title: str, text: str) -> HttpResponse:
    """Answer an error: a calm page that asks nothing of the database, or a problem for programs (RFC 9457)."""
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(
            {"type": "about:blank", "title": title, "status": status, "detail": text},
            status=status,
            content_type="application/problem+json",
        )
    else:
        # Without the request no context processor runs, so a broken one cannot break this page too.
        answer = HttpResponse(
            render_to_string(
                "shop/error.html", {"shop_name": settings.SHOP_NAME, "title": title, "text": text}
            ),
            status=status,
        )
    answer["Cache-Control"] = "no-store"
    return answer


def product_data(page: ProductPage) -> SafeString:
    """Return a product as schema.org's JSON-LD, safe inside a script element."""
    offers = [
        {
            "@type": "Offer",
            "sku": one.sku,
            "price": str(one.price.decimal),
            "priceCurrency": one.price.currency,
            "availability": f"https://schema.org/{'InStock' if one.available > 0 else 'OutOfStock'}",
            "url": settings.SHOP_URL + one.url,
        }
        for one in page.variants
    ]
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": page.name,
            "description": page.summary or page.description,
            "category": page.category_name,
            "url": settings.SHOP_URL + page.url,
            "image": [absolute(one.url) for one in page.images],
            "brand": {"@type": "Brand", "name": settings.SHOP_NAME},
            "offers": offers,
        }
    )


def absolute(url: str) -> str:
    """Return an address with the shop's own host, unless it names one."""
    return url if "://" in url else settings.SHOP_URL + url


def money_text(minor: int) -> str:
    """Print minor units of the shop's currency."""
    return str(Money(minor, settings.SHOP_CURRENCY))


def _script(data: Mapping[str, object]) -> SafeString:
    text = json.dumps(data, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)  # noqa: S308  # no character that could end the script is left
