"""The written pages, and the rooms without wares that are not for crawlers."""

# Each is a template of its name.
PAGES = ("about", "delivery-and-returns", "privacy", "contact")
# The guard's traps lie under /guard/, so that only those who read no rules walk into them.
FORBIDDEN = (
    "/cart/",
    "/checkout/",
    "/orders/",
    "/account/",
    "/pay/",
    "/backoffice/",
    "/guard/",
    "/api/",
    "/search/",
)
