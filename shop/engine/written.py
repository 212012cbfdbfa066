"""The written pages, and the rooms without wares that are not for crawlers."""

# Each is a template of its name.
PAGES = ("about", "delivery-and-returns", "privacy", "contact")
# The traps of the guard lie under /collections/, so that only those who read no rules walk into them.
FORBIDDEN = (
    "/cart/",
    "/checkout/",
    "/orders/",
    "/account/",
    "/pay/",
    "/backoffice/",
    "/guard/",
    "/collections/",
    "/api/",
    "/search/",
)
