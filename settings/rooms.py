"""Name the room of every address of the shop: the longest matching prefix wins."""

ROOMS: tuple[tuple[str, str], ...] = (
    ("/", "browse"),
    ("/search/", "search"),
    ("/cart/", "cart"),
    ("/checkout/", "checkout"),
    ("/pay/", "checkout"),
    ("/account/", "account"),
    ("/api/v1/", "api"),
    ("/api/v1/checkout/", "checkout"),
    ("/backoffice/", "office"),
)

# Never judged: the guard's own pages (they are how one passes it), signed webhooks, health probes.
UNGUARDED: tuple[str, ...] = ("/guard/", "/webhooks/", "/healthz", "/robots.txt", "/favicon.ico")
