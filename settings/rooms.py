"""Name the room of every address of the shop: the longest matching prefix wins. A `*` is any one part of a path."""

ROOMS: tuple[tuple[str, str], ...] = (
    ("/", "browse"),
    ("/search/", "search"),
    ("/cart/", "cart"),
    ("/cart/coupon/", "coupon"),
    ("/checkout/", "checkout"),
    ("/checkout/totals/", "review"),
    ("/orders/", "account"),
    ("/orders/*/pay/", "pay"),
    ("/pay/", "pay"),
    # Who comes back from the bank has paid already; a locked door there would only frighten.
    ("/pay/back/", "account"),
    ("/account/", "account"),
    ("/account/login/", "sign-in"),
    ("/account/password/reset/", "sign-in"),
    ("/account/two-factor/authenticate/", "sign-in"),
    ("/account/signup/", "register"),
    ("/api/v1/", "api"),
    ("/api/v1/carts/", "cart"),
    ("/api/v1/carts/*/coupon/", "coupon"),
    ("/api/v1/checkout/", "checkout"),
    ("/api/v1/orders/", "account"),
    ("/backoffice/", "office"),
)

# Never judged: the guard's own pages (they are how one passes it), signed webhooks, health probes.
UNGUARDED: tuple[str, ...] = ("/guard/", "/webhooks/", "/healthz", "/robots.txt", "/favicon.ico")
